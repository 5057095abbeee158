// One thread: its opening message, the replies, and a composer of its own.

import {by_id, per_frame, reconcile} from './dom.js';
import {guard_covered} from './layout.js';
import {keep_tab_stop, serve_actions, serve_keys} from './message_actions.js';
import {pending_rows, rows_of} from './rows.js';
import {add_notice, current_log, current_room, move_to, on, state} from './state.js';
import {load_until} from './visit.js';
import {plural} from './words.js';

let list;
let scroller;
let drawn = null;
let opener = null;

function draw() {
    const {room, thread} = state.place;
    const log = current_log();
    const root = thread && log?.find(thread);
    by_id('thread').hidden = !root;
    document.body.dataset.thread = root ? 'open' : 'closed';
    guard_covered();
    if (!root) {
        drawn = null;
        reconcile(list, []);
        return;
    }
    const is_new = drawn !== thread;
    const at_end = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
    drawn = thread;
    const replies = log.replies(thread);
    by_id('thread-count').textContent =
        replies.length ? plural(replies.length, 'reply', 'replies') : 'No replies yet';
    const notices = log.notices.filter((each) => each.thread === thread);
    const context =
        {log, notices, in_thread: true, has_incident: Boolean(current_room()?.incident)};
    reconcile(list, [...rows_of([root, ...replies], context), ...pending_rows(room, thread)]);
    keep_tab_stop(list);
    if (is_new || at_end) scroller.scrollTop = scroller.scrollHeight;
}

/** Opens the thread of an opening message, fetching the message when it is not loaded. */
export async function open_thread(id, {focus = true} = {}) {
    const {room} = state.place;
    opener = document.activeElement?.closest('[data-message-id]')?.dataset.messageId ?? null;
    if (!(await load_until(room, id))) {
        add_notice(room, {
            text: 'The message that opened this thread could not be loaded. Try again in a moment.',
            failed: true
        });
        return;
    }
    if (room !== state.place.room) return;
    move_to({thread: id});
    draw();
    if (focus) by_id('thread-composer').focus();
}

export function close_thread() {
    if (!state.place.thread) return false;
    move_to({thread: null});
    draw();
    const row =
        opener && document.querySelector(`#messages [data-message-id="${CSS.escape(opener)}"]`);
    (row ?? by_id('composer')).focus();
    return true;
}

/** @param {{edit: Function, to_composer: Function}} hooks */
export function mount_thread(hooks) {
    list = by_id('thread-messages');
    scroller = by_id('thread-scroller');
    const redraw = per_frame(draw);
    on('log', (room) => room === state.place.room && redraw());
    for (const topic of ['place', 'outbox', 'connection']) on(topic, redraw);
    serve_actions(list, {...hooks, open_thread});
    serve_keys(list, hooks.to_composer);
    by_id('thread-close').addEventListener('click', close_thread);
}
