// Starts the page and ties its parts together: who is here, where they are, what they see.

import {mount_composers} from './composer.js';
import {mount_connection} from './connection.js';
import {by_id} from './dom.js';
import {load_incident, mount_incident} from './incident.js';
import {close_drawers, mount_layout} from './layout.js';
import {ask, connect, retry_now} from './link.js';
import {jump_to_latest, mount_messages, show_message} from './messages.js';
import {mount_rooms} from './rooms.js';
import {read_route, room_address} from './route.js';
import {ask_to_sign_in, sign_out, who_am_i} from './sign_in.js';
import {Lost} from './socket.js';
import * as store from './state.js';
import {close_thread, mount_thread, open_thread} from './thread.js';
import {open_room, reopen_rooms} from './visit.js';

const {state} = store;
let composers;
// A command made this room and leads there; it is listed a moment after the answer.
let awaited_room = '';

function draw_room_head() {
    const room = store.current_room();
    by_id('room-name').textContent = room ? `# ${room.name}` : 'No room';
    by_id('who').textContent = state.me;
    by_id('chat').dataset.room = room?.id ?? '';
    by_id('composer-form').hidden = !room;
    by_id('no-room').hidden = Boolean(room);
}

function enter(room) {
    if (state.place.room !== room.id)
        store.move_to({room: room.id, incident: room.incident?.id ?? null, thread: null});
    return open_room(room.id);
}

function go_to_room(id) {
    const room = store.find_room(id);
    awaited_room = room ? '' : id;
    location.hash = room ? room_address(room) : `#/room/${encodeURIComponent(id)}`;
}

/** A command that failed stands in its composer again, as if it had not been sent. */
function give_back({room, text}, thread) {
    if (room !== state.place.room || (thread && thread !== state.place.thread)) return;
    (thread ? composers.thread : composers.main).give_back(text);
}

/** An incident followed elsewhere has no room here: its record stands alone. */
async function enter_incident(id) {
    const room = store.find_incident_room(id);
    if (room) return enter(room);
    store.move_to({room: null, incident: id, thread: null});
    try {
        await load_incident(id);
    } catch (problem) {
        by_id('no-room').textContent = problem.message;
    }
    const own = store.find_room(store.current_incident()?.room ?? '');
    return own ? enter(own) : undefined;
}

function first_room() {
    const rooms = [...state.rooms.values()];
    return rooms.find((each) => each.incident?.state === 'open') ?? store.find_room('general') ??
        rooms[0] ?? null;
}

async function follow_route() {
    const wanted = read_route(location.hash);
    close_drawers();
    by_id('no-room').textContent =
        'This incident is followed in another chat. Its record stands beside.';
    if (wanted.incident !== undefined) return enter_incident(wanted.incident);
    const room = wanted.room === undefined ? first_room() : store.find_room(wanted.room);
    if (room) return enter(room);
    store.move_to({room: null, incident: null, thread: null});
    by_id('no-room').textContent = why_no_room(wanted.room);
}

function why_no_room(name) {
    if (!name) return 'There are no rooms yet. Make one from the list.';
    if (name === awaited_room) return `Opening # ${name} …`;
    return `There is no room named ${name}, or it is private. Choose another.`;
}

/** The room of the address may come to be, or be listed, after the address was followed. */
function follow_late_room() {
    const {room} = read_route(location.hash);
    if (state.place.room || state.place.incident !== null || !room || !store.find_room(room))
        return;
    awaited_room = '';
    follow_route();
    begin_writing();
}

async function read_lists() {
    const [commands, templates] =
        await Promise.all([ask({do: 'commands'}), ask({do: 'templates'})]);
    state.commands = commands.commands;
    state.templates = templates.templates;
    store.emit('templates');
}

/** The composer shows with its room. On a phone the keyboard would cover half of it. */
function begin_writing() {
    const is_free = document.activeElement === document.body;
    if (is_free && matchMedia('(hover: hover)').matches) composers.main.focus();
}

async function on_connected() {
    const lists =
        read_lists().catch((problem) => problem instanceof Lost || console.error(problem));
    const rooms = ask({do: 'rooms'});
    const open = reopen_rooms();
    store.set_rooms((await rooms).rooms);
    await open;
    await follow_route();
    begin_writing();
    await lists;
}

/**
 * Asked before each return: false when somebody else signed in, or the page is about to start
 * over.
 */
async function may_connect() {
    let me;
    try {
        me = await who_am_i();
    } catch {
        return true;
    }
    if (me.name === state.me) return true;
    const name = me.name ?? (await ask_to_sign_in(me.password));
    document.body.dataset.view = 'console';
    if (name === state.me) return true;
    location.reload();
    return false;
}

async function show_source(id) {
    const is_narrow = close_drawers();
    if (await show_message(id)) return;
    const reply = store.current_log()?.find(id);
    if (reply?.parent) await open_thread(reply.parent, {focus: is_narrow});
}

function begin_command(text) {
    close_drawers();
    composers.main.prefill(text);
}

function on_escape(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]'))
        return;
    if (close_drawers() || close_thread()) event.preventDefault();
}

function mount() {
    composers = mount_composers({after_send: jump_to_latest});
    const {main, thread} = composers;
    mount_layout();
    mount_connection();
    mount_rooms({go_to_room});
    mount_messages(
        {edit: (message) => main.edit(message), open_thread, to_composer: () => main.focus()}
    );
    mount_thread({
        edit: (message) => (message.parent ? thread : main).edit(message),
        to_composer: () => thread.focus(),
    });
    mount_incident({show_source, begin_command});
    for (const topic of ['place', 'rooms']) store.on(topic, draw_room_head);
    store.on('rooms', follow_late_room);
    // An incident declared in a room that is open here brings its panel along.
    store.on('rooms', () => {
        const incident = store.current_room()?.incident?.id ?? null;
        if (state.place.room && incident !== state.place.incident) store.move_to({incident});
    });
    by_id('declare-button').addEventListener(
        'click', () => begin_command('/incident declare P2 ')
    );
    by_id('sign-out').addEventListener('click', sign_out);
    addEventListener('hashchange', () => state.connection.phase === 'connected' && follow_route());
    document.addEventListener('keydown', on_escape);
    document.addEventListener('visibilitychange', () => {
        const log = store.current_log();
        if (document.hidden || !log?.unread) return;
        log.unread = 0;
        store.emit('rooms');
    });
}

/** Until the server answers; a page opened while it restarts must not stay blank. */
async function find_out_who() {
    for (;;) {
        try {
            return await who_am_i();
        } catch {
            by_id('starting').textContent = 'The server cannot be reached. Trying again …';
            await new Promise((resolve) => setTimeout(resolve, 2000));
        }
    }
}

async function start() {
    const me = await find_out_who();
    const name = me.name ?? (await ask_to_sign_in(me.password));
    mount();
    document.body.dataset.view = 'console';
    connect(name, {on_connected, may_connect, go_to_room, give_back});
}

addEventListener('online', retry_now);
start();
