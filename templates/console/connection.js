// The line that says how the connection stands and what is still waiting to go out.

import {by_id} from './dom.js';
import {outbox, retry_now} from './link.js';
import {on, state} from './state.js';
import {plural} from './words.js';

let timer = 0;
let said = '';

function draw() {
    clearTimeout(timer);
    const {phase, retry_at} = state.connection;
    const line = by_id('connection');
    const seconds = Math.max(0, Math.ceil((retry_at - Date.now()) / 1000));
    const words = {
        connecting: 'Connecting …',
        connected: 'Connected',
        waiting: 'Connection lost, reconnecting',
        stopped: 'Signed out',
    };
    line.dataset.phase = phase;
    // The countdown stands outside the live region: it would be read out every second.
    const sentence = words[phase] ?? '';
    if (said !== sentence) by_id('connection-words').textContent = said = sentence;
    by_id('connection-countdown').textContent = phase === 'waiting' ? `in ${seconds} s` : '';
    by_id('connection-retry').hidden = phase !== 'waiting';
    const {waiting} = outbox;
    by_id('connection-waiting').textContent =
        waiting && phase !== 'connected' ? `${plural(waiting, 'message')} waiting` : '';
    if (phase === 'waiting') timer = setTimeout(draw, 500);
}

export function mount_connection() {
    on('connection', draw);
    on('outbox', draw);
    by_id('connection-retry').addEventListener('click', retry_now);
    addEventListener('beforeunload', (event) => {
        if (outbox.waiting && state.connection.phase !== 'connected') event.preventDefault();
    });
}
