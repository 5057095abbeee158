// What the buttons on messages do; one listener serves a whole list.

import {confirm_once} from './confirm.js';
import {h} from './dom.js';
import {deliver, outbox} from './link.js';
import {open_menu} from './menu.js';
import {current_log, dismiss_notice, state} from './state.js';
import {kind_icon, kind_word, ordinary, promoting, row_kinds} from './words.js';

const here = () => state.place.room;

function react(message, emoji) {
    const mine =
        message.reactions.some((each) => each.emoji === emoji && each.who.includes(state.me));
    deliver({do: 'react', room: here(), message: message.id, emoji, on: !mine});
}

function pick_reaction(anchor, message) {
    const item = (wide) => (each) => ({
        content: wide ? [h('span', {}, each.emoji), h('span', {}, each.word)] : each.emoji,
        label: wide ? null : each.word,
        wide,
        data: {'data-emoji': each.emoji},
        run: () => react(message, each.emoji),
    });
    open_menu(anchor, {
        label: 'Reactions',
        columns: 5,
        items: [...promoting.map(item(true)), ...ordinary.map(item(false))],
    });
}

function pick_kind(anchor, message) {
    open_menu(anchor, {
        label: 'Add to timeline as',
        items: row_kinds.map(
            (kind) => ({
                content: [kind_icon(kind), kind_word(kind)],
                data: {'data-kind': kind},
                run: () => deliver({do: 'promote', room: here(), message: message.id, kind}),
            })
        ),
    });
}

async function remove(message) {
    const sure = await confirm_once({
        title: 'Delete this message?',
        text: 'Its text goes from the room, the record and the draft RCA. This cannot be undone.',
        go: 'Delete',
    });
    if (sure) deliver({do: 'delete', room: here(), message: message.id});
}

function on_message(button, message, {edit, open_thread}) {
    const actions = {
        react: () => pick_reaction(button, message),
        'toggle-reaction': () => react(message, button.dataset.emoji),
        promote: () => pick_kind(button, message),
        pin: () => deliver({do: 'pin', room: here(), message: message.id, on: !message.pinned}),
        delete: () => remove(message),
        edit: () => edit(message),
        reply: () => open_thread(message.parent ?? message.id),
    };
    actions[button.dataset.action]?.();
}

/** @param {{edit: Function, open_thread: Function}} hooks */
export function serve_actions(list, hooks) {
    list.addEventListener('click', (event) => {
        const button = event.target.closest('[data-action]');
        const row = button?.closest('li');
        if (!row) return;
        const {messageId, pendingId, notice} = row.dataset;
        if (notice)
            dismiss_notice(here(), notice);
        else if (pendingId && button.dataset.action === 'resend')
            outbox.retry(pendingId);
        else if (pendingId)
            outbox.remove(pendingId);
        const message = messageId && current_log()?.find(messageId);
        if (message)
            on_message(button, message, hooks);
        else
            list.querySelector('li[tabindex="0"]')?.focus({preventScroll: true});
    });
}

const moves = {
    ArrowDown: 1,
    ArrowUp: -1
};

/**
 * Arrows walk the messages, one of which is in the tab order; Escape leads back to the composer.
 */
export function serve_keys(list, leave) {
    const rows = () => [...list.querySelectorAll('li.message')];
    list.addEventListener('focusin', (event) => {
        const row = event.target.closest('li.message');
        if (!row) return;
        for (const each of list.querySelectorAll('li[tabindex="0"]')) each.tabIndex = -1;
        row.tabIndex = 0;
    });
    list.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
            event.preventDefault();
            leave();
        }
        if (!event.target.matches('li.message')) return;
        const all = rows();
        const index = all.indexOf(event.target);
        const wanted = {Home: 0, End: all.length - 1}[event.key] ?? index + (moves[event.key] ?? 0);
        const next = all[wanted];
        if (!next || next === event.target) return;
        event.preventDefault();
        next.focus();
        next.scrollIntoView({block: 'nearest'});
    });
}

/** Keeps exactly one row reachable by Tab: the one in use, else the newest. */
export function keep_tab_stop(list) {
    const stop = list.querySelector('li.message[tabindex="0"]');
    if (stop?.contains(document.activeElement)) return;
    const last = [...list.querySelectorAll('li.message')].at(-1);
    if (!last || stop === last) return;
    if (stop) stop.tabIndex = -1;
    last.tabIndex = 0;
}
