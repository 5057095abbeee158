// The room's messages: a window of at most 600 over what is loaded, following the newest unless
// scrolled away.

import {by_id, per_frame, reconcile} from './dom.js';
import {keep_tab_stop, serve_actions, serve_keys} from './message_actions.js';
import {pending_rows, rows_of} from './rows.js';
import {current_log, current_room, on, state} from './state.js';
import {load_earlier, load_until} from './visit.js';
import {plural} from './words.js';

const most_nodes = 600;
const first_nodes = 150;
const step = 100;
const near_px = 60;

let list;
let scroller;
let drawn_room = null;
// The window by sequence number; `until` is null while it follows the newest.
let from = 0;
let until = null;
let stuck = true;
let seen_newest = 0;
let moving = false;

const is_near_end = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near_px;

function to_end() {
    // The browser reports this scroll later, when the list may have grown again.
    scroller.scrollTop = scroller.scrollHeight;
    stuck = true;
}

function start_at_end(log) {
    from = log.flow.at(-first_nodes)?.seq ?? 0;
    until = null;
    stuck = true;
}

/** Keeps the window within its size by letting go of the side away from the reader. */
function trim(flow) {
    const inside = flow.filter((each) => each.seq >= from && (until === null || each.seq <= until));
    if (inside.length <= most_nodes) return inside;
    if (until === null && stuck) {
        const kept = inside.slice(-most_nodes);
        from = kept[0].seq;
        return kept;
    }
    const kept = inside.slice(0, most_nodes);
    until = kept.at(-1).seq;
    return kept;
}

function draw_edges(log, flow) {
    const earlier = log?.is_loaded && (log.more || (flow[0] && flow[0].seq < from));
    by_id('load-earlier').hidden = !earlier;
    by_id('load-later').hidden = until === null;
    by_id('room-start').hidden = !log?.is_loaded || earlier;
    by_id('room-loading').hidden = Boolean(log?.is_loaded) || !by_id('no-room').hidden;
    if (stuck && until === null) seen_newest = log?.newest ?? 0;
    const below = flow.filter((each) => each.seq > seen_newest).length;
    const jump = by_id('jump-latest');
    jump.hidden = stuck && until === null;
    by_id('jump-latest-words').textContent = below ? plural(below, 'new message') : 'Latest';
}

function draw() {
    const room = current_room();
    const log = current_log();
    const flow = log?.flow ?? [];
    if (drawn_room !== room?.id) {
        drawn_room = room?.id ?? null;
        from = -1;
        reconcile(list, []);
    }
    if (log?.is_loaded && from < 0) start_at_end(log);
    const inside = log ? trim(flow) : [];
    const is_inside = ({after}) => after >= from - 1 && after <= (until ?? Infinity);
    const notices = log ? log.notices.filter((each) => !each.thread && is_inside(each)) : [];
    const context = {log, notices, in_thread: false, has_incident: Boolean(room?.incident)};
    const rows = rows_of(inside, context);
    if (room && until === null) rows.push(...pending_rows(room.id, null));
    reconcile(list, rows);
    keep_tab_stop(list);
    draw_edges(log, flow);
    if (stuck && until === null) to_end();
}

/** Changes the list while the message under the reader's eyes stays where it is. */
function draw_in_place() {
    const top = scroller.getBoundingClientRect().top;
    const rows = [...list.children];
    const held = rows.find((each) => each.getBoundingClientRect().bottom > top);
    const before = held?.getBoundingClientRect().top;
    draw();
    if (held?.isConnected) scroller.scrollTop += held.getBoundingClientRect().top - before;
}

async function show_earlier() {
    const log = current_log();
    if (!log || moving) return;
    moving = true;
    try {
        const oldest_shown = () => log.flow.findIndex((each) => each.seq >= from);
        if (oldest_shown() < step && log.more) await load_earlier(state.place.room);
        if (log !== current_log()) return;
        stuck = false;
        from = log.flow[Math.max(0, oldest_shown() - step)]?.seq ?? 0;
        draw_in_place();
        stuck = until === null && is_near_end();
    } catch {
        // The connection's line says why; the button stays.
    } finally {
        moving = false;
    }
}

function show_later() {
    const log = current_log();
    if (!log || until === null || moving) return;
    const at = log.flow.findIndex((each) => each.seq > until);
    const last = at < 0 ? -1 : at + step;
    until = last < 0 || last >= log.flow.length ? null : log.flow[last].seq;
    const inside =
        log.flow.filter((each) => each.seq >= from && (until === null || each.seq <= until));
    if (inside.length > most_nodes) from = inside.at(-most_nodes).seq;
    draw_in_place();
}

export function jump_to_latest() {
    const log = current_log();
    if (!log) return;
    if (until !== null) start_at_end(log);
    stuck = true;
    draw();
    to_end();
}

function point_at(row) {
    row.scrollIntoView({block: 'center'});
    row.focus({preventScroll: true});
    row.classList.remove('pointed');
    // A restart of the animation needs the class gone for a frame.
    requestAnimationFrame(() => row.classList.add('pointed'));
}

/**
 * Brings a message of this room into sight, loading backwards when needed; false when it is out of
 * reach.
 */
export async function show_message(id) {
    const log = current_log();
    if (!log || !(await load_until(state.place.room, id)) || log !== current_log()) return false;
    const at = log.flow.findIndex((each) => each.id === id);
    if (at < 0) return false;
    const {seq} = log.flow[at];
    stuck = false;
    if (seq < from || (until !== null && seq > until)) {
        from = log.flow[Math.max(0, at - step)].seq;
        until = log.flow[at + step * 2]?.seq ?? null;
    }
    draw();
    const row = list.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
    if (row) point_at(row);
    return Boolean(row);
}

function on_scroll() {
    if (until === null) {
        const was = stuck;
        stuck = is_near_end();
        if (was !== stuck && current_log()) draw_edges(current_log(), current_log().flow);
    }
    if (scroller.scrollTop < 200 && !by_id('load-earlier').hidden)
        show_earlier();
    else if (until !== null && is_near_end())
        show_later();
}

/** @param {{edit: Function, open_thread: Function, to_composer: Function}} hooks */
export function mount_messages(hooks) {
    list = by_id('messages');
    scroller = by_id('message-scroller');
    const redraw = per_frame(() => (stuck ? draw() : draw_in_place()));
    on('log', (room) => room === state.place.room && redraw());
    for (const topic of ['place', 'outbox', 'connection']) on(topic, redraw);
    serve_actions(list, hooks);
    serve_keys(list, hooks.to_composer);
    scroller.addEventListener('scroll', on_scroll, {passive: true});
    by_id('load-earlier').addEventListener('click', show_earlier);
    by_id('load-later').addEventListener('click', show_later);
    by_id('jump-latest').addEventListener('click', () => {
        jump_to_latest();
        hooks.to_composer();
    });
    // Pictures and fonts that come late must not push the newest message out of sight.
    const sizes = new ResizeObserver(() => stuck && until === null && to_end());
    sizes.observe(list);
    sizes.observe(scroller);
}
