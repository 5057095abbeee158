// What the page knows, and who wants to hear when it changes.

import {Log} from './log.js';

const listeners = new Map();

/** Topics: rooms, place (where the person is), log (room id), incident (id), connection, outbox. */
export function on(topic, listener) {
    if (!listeners.has(topic)) listeners.set(topic, []);
    listeners.get(topic).push(listener);
}

export function emit(topic, detail) {
    for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export const state = {
    me: '',
    rooms: new Map(),
    /** Room id -> Log, the most recently visited last. */
    logs: new Map(),
    incidents: new Map(),
    commands: [],
    templates: [],
    /**
       Where the person is: a room's id, an incident's number for the panel, an opener's id for the
       thread.
     */
    place: {room: null, incident: null, thread: null},
    connection: {phase: 'idle', retry_at: 0},
};

export const current_room = () => state.rooms.get(state.place.room) ?? null;
export const current_log = () => state.logs.get(state.place.room) ?? null;
export const current_incident = () => state.incidents.get(state.place.incident) ?? null;

/**
 * The severity, label and title of where the person is, even before the whole incident has come.
 */
export const current_summary = () => current_incident() ?? current_room()?.incident ?? null;

export function find_room(name) {
    if (state.rooms.has(name)) return state.rooms.get(name);
    return [...state.rooms.values()].find((each) => each.name === name) ?? null;
}

export const find_incident_room =
    (id) => [...state.rooms.values()].find((each) => each.incident?.id === id) ?? null;

export function set_rooms(rooms) {
    state.rooms = new Map(rooms.map((each) => [each.id, each]));
    emit('rooms');
}

export function put_room(room) {
    state.rooms.set(room.id, room);
    emit('rooms');
}

export function put_incident(incident) {
    state.incidents.set(incident.id, incident);
    emit('incident', incident.id);
}

/** The room's log, made when first asked for, and now the most recently used. */
export function touch_log(room) {
    const log = state.logs.get(room) ?? new Log();
    state.logs.delete(room);
    state.logs.set(room, log);
    return log;
}

export function move_to(place) {
    state.place = {...state.place, ...place};
    emit('place');
}

let notices = 0;

/** A line that only this person sees, placed after what the room shows now. */
export function add_notice(room, {text, html = null, failed = false, thread = null}) {
    const log = state.logs.get(room);
    if (!log) return;
    log.notices.push({
        key: `notice-${++notices}`,
        after: log.newest,
        at: new Date().toISOString(),
        text,
        html,
        failed,
        thread,
    });
    emit('log', room);
}

export function dismiss_notice(room, key) {
    const log = state.logs.get(room);
    if (!log) return;
    log.notices = log.notices.filter((each) => each.key !== key);
    emit('log', room);
}
