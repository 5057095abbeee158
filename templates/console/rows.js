// From messages, notices and unsent wishes to the rows of a list, in the order people read.

import {h} from './dom.js';
import {outbox} from './link.js';
import {message_node} from './message.js';
import {notice_node, pending_node} from './stand_ins.js';
import {state} from './state.js';
import {day_name, day_of} from './times.js';

const nothing = [];
const said = ['send', 'command'];
const one_breath_ms = 5 * 60 * 1000;

/** The same author going on within five minutes needs no name again. */
function continues(before, message) {
    return Boolean(
        before && before.who === message.who && before.bot === message.bot && !before.system &&
            !message.system && !before.deleted && !message.deleted && !message.card &&
            !before.card && day_of(before.at) === day_of(message.at) &&
            new Date(message.at) - new Date(before.at) < one_breath_ms,
    );
}

function message_row(message, before, log, {in_thread, has_incident}) {
    const continued = continues(before, message);
    const orphan = !in_thread && Boolean(message.parent);
    const replies = in_thread ? nothing : log.replies(message.id);
    const context = {me: state.me, has_incident, replies, continued, orphan, in_thread};
    return {
        key: message.id,
        // The list is rebuilt with each change: its length and last message stand for it.
        version: [message, continued, orphan, has_incident, replies.length, replies.at(-1)],
        make: () => message_node(message, context),
    };
}

function day_row({at, id}) {
    return {
        key: `day-${id}`,
        version: [],
        make: () => h('li', {class: 'day'}, h('span', {}, `${day_name(at)} (UTC)`)),
    };
}

const notice_row = (notice) =>
    ({key: notice.key, version: [notice], make: () => notice_node(notice)});

/**
 * @param {object[]} messages oldest first
 * @param {{log: object, notices: object[], in_thread: boolean, has_incident: boolean}} context
 */
export function rows_of(messages, context) {
    const notices = [...context.notices];
    const rows = [];
    // A notice between two messages parts their authors, but not the day.
    let before = null;
    let last = null;
    for (const message of messages) {
        while (notices.length && notices[0].after < message.seq) {
            rows.push(notice_row(notices.shift()));
            before = null;
        }
        const is_new_day = !last || day_of(last.at) !== day_of(message.at);
        if (is_new_day && !context.in_thread) rows.push(day_row(message));
        rows.push(message_row(message, before, context.log, context));
        before = last = message;
    }
    return [...rows, ...notices.map(notice_row)];
}

/** The person's own messages and commands the server has not shown yet. */
export function pending_rows(room, thread) {
    const is_connected = state.connection.phase === 'connected';
    const log = state.logs.get(room);
    const shows = ({fields, local}) => fields.room === room && said.includes(fields.do) &&
        (local.thread ?? null) === thread && !log?.find(fields.id);
    const row = (entry) => ({
        key: `pending-${entry.fields.id}`,
        version: [entry.error, entry.acked, is_connected],
        make: () => pending_node(entry, is_connected),
    });
    return outbox.entries.filter(shows).map(row);
}
