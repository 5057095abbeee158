// What is open beside the chat: rooms and incident, columns on a wide page, drawers on a narrow
// one.

import {by_id} from './dom.js';

const drawers = {
    rooms: {button: 'rooms-button', pane: 'rooms', narrow: matchMedia('(max-width: 719px)')},
    incident: {
        button: 'incident-button',
        pane: 'incident-panel',
        narrow: matchMedia('(max-width: 1099px)')
    },
};

function is_open(name) { return document.body.dataset[`${name}Pane`] === 'open'; }

function set_open(name, open) {
    document.body.dataset[`${name}Pane`] = open ? 'open' : 'closed';
    by_id(drawers[name].button).setAttribute('aria-expanded', String(open));
    guard_covered();
}

/** Keeps what lies behind a drawer, or on a phone behind a thread, out of reach of Tab. */
export function guard_covered() {
    const names = Object.keys(drawers);
    const covering = names.find((each) => is_open(each) && drawers[each].narrow.matches);
    const has_thread = document.body.dataset.thread === 'open' && drawers.rooms.narrow.matches;
    by_id('chat').inert = by_id('top').inert = Boolean(covering) || has_thread;
    by_id('thread').inert = Boolean(covering);
    for (const each of names) {
        by_id(drawers[each].pane).inert = Boolean(covering) && each !== covering;
    }
}

function toggle(name) {
    const open = !is_open(name);
    if (open && drawers[name].narrow.matches) close_drawers();
    set_open(name, open);
    const {pane, button, narrow} = drawers[name];
    if (open && narrow.matches)
        by_id(pane).focus();
    else if (!open)
        by_id(button).focus();
}

/** Closes what covers the chat; false when nothing did. */
export function close_drawers() {
    const covering =
        Object.keys(drawers).filter((each) => is_open(each) && drawers[each].narrow.matches);
    for (const each of covering) {
        const held = by_id(drawers[each].pane).contains(document.activeElement);
        set_open(each, false);
        if (held) by_id(drawers[each].button).focus();
    }
    return covering.length > 0;
}

function next_theme() {
    const {dataset} = document.documentElement;
    const is_dark = dataset.theme ? dataset.theme === 'dark' :
                                    matchMedia('(prefers-color-scheme: dark)').matches;
    dataset.theme = is_dark ? 'light' : 'dark';
    try {
        localStorage.setItem('scribe.theme', dataset.theme);
    } catch {
        // The choice then lasts as long as the page.
    }
}

export function mount_layout() {
    for (const [name, {button, narrow}] of Object.entries(drawers)) {
        by_id(button).addEventListener('click', () => toggle(name));
        by_id(`${name}-close`).addEventListener('click', () => toggle(name));
        set_open(name, !narrow.matches);
        narrow.addEventListener('change', () => set_open(name, !narrow.matches));
    }
    by_id('scrim').addEventListener('click', close_drawers);
    by_id('theme-button').addEventListener('click', next_theme);
    by_id('keys-button').addEventListener('click', () => by_id('keys').showModal());
}
