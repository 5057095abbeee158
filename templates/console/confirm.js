// Asks once before something that cannot be taken back.

import {by_id, return_focus} from './dom.js';

/** @returns {Promise<boolean>} */
export function confirm_once({title, text, go}) {
    const dialog = by_id('confirm');
    const asked_from = document.activeElement;
    by_id('confirm-title').textContent = title;
    by_id('confirm-text').textContent = text;
    by_id('confirm-go').textContent = go;
    dialog.returnValue = '';
    dialog.showModal();
    by_id('confirm-cancel').focus();
    return new Promise((resolve) => {
        dialog.addEventListener(
            'close',
            () => {
                return_focus(asked_from);
                resolve(dialog.returnValue === 'go');
            },
            {once: true},
        );
    });
}
