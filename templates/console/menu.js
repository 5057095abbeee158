// A small menu beside the button that opened it; arrows move, Escape and Tab close.

import {h, return_focus} from './dom.js';

let close_open = () => {};

const steps = {
    ArrowRight: 1,
    ArrowLeft: -1
};

function next_index(key, index, count, columns) {
    if (key === 'Home') return 0;
    if (key === 'End') return count - 1;
    if (key === 'ArrowDown') return Math.min(count - 1, index + columns);
    if (key === 'ArrowUp') return Math.max(0, index - columns);
    return key in steps ? (index + steps[key] + count) % count : index;
}

function put_beside(menu, anchor) {
    const at = anchor.getBoundingClientRect();
    const own = menu.getBoundingClientRect();
    const edge = 8;
    const below = at.bottom + 4 + own.height < innerHeight - edge;
    const top = below ? at.bottom + 4 : Math.max(edge, at.top - own.height - 4);
    const left = Math.max(edge, Math.min(at.right - own.width, innerWidth - own.width - edge));
    menu.style.top = `${top}px`;
    menu.style.left = `${left}px`;
}

function make_item(item, choose) {
    const {content, label, wide, data} = item;
    const attributes = {type: 'button', role: 'menuitem', tabindex: '-1', title: label, ...data};
    attributes['aria-label'] = label;
    attributes.class = wide ? 'menu-item wide' : 'menu-item';
    return h('button', {...attributes, on_click: () => choose(item)}, content);
}

/**
 * @param {HTMLElement} anchor gets the focus back
 * @param {object} what `label`, `columns` and `items`, each `{content, label, wide, data, run}`
 */
export function open_menu(anchor, {label, items, columns = 1}) {
    close_open();
    const choose = (item) => {
        close(true);
        item.run();
    };
    const buttons = items.map((item) => make_item(item, choose));
    const form = columns > 1 ? 'menu grid' : 'menu';
    const menu = h('div', {class: form, role: 'menu', 'aria-label': label}, buttons);
    const outside = (event) => !menu.contains(event.target) && close(false);

    function close(back) {
        menu.remove();
        document.removeEventListener('pointerdown', outside, true);
        removeEventListener('resize', outside);
        anchor.setAttribute('aria-expanded', 'false');
        if (back) return_focus(anchor);
        close_open = () => {};
    }

    menu.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' || event.key === 'Tab')
            close(true);
        else {
            const index = buttons.indexOf(document.activeElement);
            const next = next_index(event.key, index, buttons.length, columns);
            if (next === index) return;
            buttons[next].focus();
        }
        event.preventDefault();
        event.stopPropagation();
    });
    (anchor.closest('main, aside') ?? document.body).append(menu);
    put_beside(menu, anchor);
    document.addEventListener('pointerdown', outside, true);
    addEventListener('resize', outside);
    anchor.setAttribute('aria-expanded', 'true');
    close_open = () => close(false);
    buttons[0]?.focus();
}
