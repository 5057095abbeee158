// The buttons of the incident's card: what most will do next.

import {by_id, h} from './dom.js';
import {deliver} from './link.js';
import {state} from './state.js';

// These want words behind them. They are written for people to go on, not sent.
const wants_words = new Set(['update', 'resolve', 'reopen']);

let begin_command = () => {};
let drawn = '';

function press(command) {
    const words = command.replace(/^#\d+ /, '');
    if (wants_words.has(words)) {
        begin_command(`/incident ${words} `);
        return;
    }
    deliver({do: 'command', room: state.place.room, text: `/incident ${command}`}, {thread: null});
}

function step({label, command, primary}) {
    const look = `button small${primary ? ' primary' : ''}`;
    return h('button', {type: 'button', class: look, on_click: () => press(command)}, label);
}

/** Without a room here there is nowhere to say a command. */
export function draw_next_steps(incident) {
    const buttons = state.place.room ? incident?.buttons ?? [] : [];
    const now = JSON.stringify(buttons);
    // What has not changed stays: somebody may be about to press it.
    if (now === drawn) return;
    drawn = now;
    const list = by_id('next-steps');
    const had_focus = list.contains(document.activeElement);
    list.replaceChildren(...buttons.map(step));
    if (had_focus) list.firstChild?.focus();
}

/** @param {(text: string) => void} begin puts the beginning of a command where people write */
export function mount_next_steps(begin) {
    begin_command = begin;
}
