// The page's one line to the server: what comes in goes into the state, what people do goes out.

import {announce} from './dom.js';
import {make_id, Outbox} from './outbox.js';
import {Socket} from './socket.js';
import * as store from './state.js';

const {state, emit} = store;

let hooks = {
    on_connected: () => {},
    may_connect: async () => true,
    go_to_room: () => {},
    give_back: () => {}
};

const socket = new Socket({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/socket`,
    on_event: receive,
    on_phase: (phase, retry_at) => {
        state.connection = {phase, retry_at};
        emit('connection');
        if (phase === 'connected') come_up();
    },
    may_connect: () => hooks.may_connect(),
});

export const outbox = new Outbox(socket, {
    on_change: () => emit('outbox'),
    on_answer: answered,
    on_refused: refused,
});

/** Asks what changes nothing; rejects with Refused or Lost. */
export const ask = (fields) => socket.request(fields);
export const retry_now = () => socket.retry_now();

/** Hands over something that must not be lost or done twice. */
export const deliver = (fields, local) => outbox.add({...fields, id: make_id()}, local);

/**
 * Starts the line for a signed-in person. `on_connected` is awaited after each (re)connection,
 * before the outbox goes out; `go_to_room` hears where a command leads, `give_back` what could not
 * be done.
 */
export function connect(name, given) {
    hooks = given;
    state.me = name;
    outbox.restore(name);
    socket.start();
}

async function come_up() {
    try {
        await hooks.on_connected();
    } catch (problem) {
        // A loss comes back by itself; anything else must not keep what people wrote from going
        // out.
        console.error(problem);
    }
    outbox.flush();
}

function receive(frame) {
    if (frame.event === 'messages')
        take_messages(frame.room, frame.messages);
    else if (frame.event === 'room')
        store.put_room(frame.room);
    else if (frame.event === 'incident')
        store.put_incident(frame.incident);
    else if (frame.event === 'private')
        tell_privately(frame.room ?? state.place.room, frame);
}

function take_messages(room, messages) {
    const log = state.logs.get(room);
    if (!log) return;
    const fresh = log.upsert(messages);
    forget_arrived(room);
    const others = fresh.filter((each) => each.who !== state.me || each.bot);
    if (room !== state.place.room || document.hidden) log.unread += others.length;
    if (others.length) emit('rooms');
    // Words just read out must go with their message.
    if (messages.some((each) => each.deleted)) announce('');
    if (room === state.place.room) announce_messages(others);
    emit('log', room);
}

/** What was sent and now stands in the room needs no stand-in any more. */
export function forget_arrived(room) {
    const log = state.logs.get(room);
    for (const entry of outbox.entries) {
        if (entry.acked && entry.fields.room === room && log.find(entry.fields.id))
            outbox.remove(entry.fields.id);
    }
}

function announce_messages(messages) {
    if (!messages.length) return;
    const last = messages.at(-1);
    const lead = messages.length > 1 ? `${messages.length} new messages. ` : '';
    announce(`${lead}${last.who}: ${last.text}`);
}

function tell_privately(room, {text, html, failed}, thread = null) {
    store.add_notice(room, {text, html, failed, thread});
    announce(`${failed ? 'Not done.' : 'Only you see this.'} ${text}`);
}

function answered(entry, answer) {
    const {fields, local} = entry;
    if (fields.do === 'send') {
        if (state.logs.get(fields.room)?.find(fields.id)) outbox.remove(fields.id);
        return;
    }
    outbox.remove(fields.id);
    if (answer.answer?.failed) hooks.give_back(fields, local.thread ?? null);
    if (answer.answer) tell_privately(fields.room, answer.answer, local.thread ?? null);
    if (answer.room && answer.room !== fields.room) hooks.go_to_room(answer.room);
}

function refused(entry) {
    const {fields, local} = entry;
    // A message or command stays where it was written, with its reason and a way to try again.
    if (fields.do === 'send' || fields.do === 'command') {
        announce(`Not sent. ${entry.error}`);
        return;
    }
    outbox.remove(fields.id);
    tell_privately(fields.room, {text: entry.error, failed: true}, local.thread ?? null);
}
