// Opening rooms and loading their messages, at first, backwards and after a lost connection.

import {ask, forget_arrived} from './link.js';
import {Lost} from './socket.js';
import {add_notice, emit, put_incident, put_room, state, touch_log} from './state.js';

const most_open_rooms = 8;
const most_reloaded = 1000;

function take_page_head(answer) {
    if (answer.room) put_room(answer.room);
    if (answer.incident) put_incident(answer.incident);
}

function close_oldest_room() {
    if (state.logs.size <= most_open_rooms) return;
    const [room] = [...state.logs.keys()].filter((each) => each !== state.place.room);
    state.logs.delete(room);
    ask({do: 'close', room}).catch(() => {});
}

/** Makes the room's newest messages known and its events come; quick when it is open already. */
export async function open_room(room) {
    const log = touch_log(room);
    close_oldest_room();
    log.unread = 0;
    emit('rooms');
    emit('log', room);
    if (!log.is_loaded) await load_newest(room, log);
}

async function load_newest(room, log) {
    try {
        const answer = await ask({do: 'open', room});
        take_page_head(answer);
        log.replace(answer.messages, answer.more);
        forget_arrived(room);
        emit('log', room);
    } catch (problem) {
        // After a loss the return opens the room again.
        if (problem instanceof Lost) return;
        add_notice(room, {text: problem.message, failed: true});
    }
}

/**
 * Fetches a loaded room anew, back to where it was loaded, so that edits and deletes made
 * while the line was down show as well.
 */
async function reload(room, log) {
    log.hold();
    try {
        const head = await ask({do: 'open', room});
        take_page_head(head);
        let {messages, more} = head;
        while (more && messages.length && messages[0].seq > log.oldest &&
               messages.length < most_reloaded) {
            const page = await ask({do: 'open', room, before: messages[0].seq});
            messages = [...page.messages, ...messages];
            more = page.more && page.messages.length > 0;
        }
        log.replace(messages, more);
        forget_arrived(room);
        emit('log', room);
    } catch (problem) {
        log.release();
        if (!(problem instanceof Lost)) add_notice(room, {text: problem.message, failed: true});
    }
}

/** After a connection: every room this page has open, the one in sight first. */
export async function reopen_rooms() {
    const rooms = [...state.logs].reverse();
    await Promise.all(
        rooms.map(([room, log]) => (log.is_loaded ? reload(room, log) : load_newest(room, log)))
    );
}

/** Loads the page before the oldest message; several callers share one request. */
export async function load_earlier(room) {
    const log = state.logs.get(room);
    if (!log?.is_loaded || !log.more) return;
    log.earlier_under_way ??= fetch_earlier(room, log).finally(() => {
        log.earlier_under_way = null;
    });
    await log.earlier_under_way;
}

async function fetch_earlier(room, log) {
    try {
        const page = await ask({do: 'open', room, before: log.oldest});
        log.prepend(page.messages, page.more && page.messages.length > 0);
        emit('log', room);
    } catch (problem) {
        if (!(problem instanceof Lost)) add_notice(room, {text: problem.message, failed: true});
        throw problem;
    }
}

/** Loads backwards until the message is there; false when it is not within reach. */
export async function load_until(room, id, most_pages = 30) {
    const log = state.logs.get(room);
    for (let page = 0; log && !log.find(id) && log.more && page < most_pages; page++) {
        try {
            await load_earlier(room);
        } catch {
            return false;
        }
    }
    return Boolean(log?.find(id));
}
