// The list of rooms: open incidents first, then rooms, then what is over; and making a room.

import {by_id, h, per_frame, reconcile} from './dom.js';
import {icon} from './icons.js';
import {ask} from './link.js';
import {room_address} from './route.js';
import {on, put_room, state} from './state.js';
import {severity_badge, severity_rank, state_mark} from './words.js';

const by_weight = (a, b) =>
    (severity_rank(a.incident.severity) || 9) - (severity_rank(b.incident.severity) || 9) ||
    b.incident.id - a.incident.id;

function unread_mark(unread) {
    if (!unread) return null;
    return h(
        'span',
        {class: 'unread', title: `${unread} new`},
        String(unread),
        h('span', {class: 'sr-only'}, ' new')
    );
}

function incident_link(room, unread) {
    const {incident} = room;
    return [
        h(
            'span',
            {class: 'room-line'},
            severity_badge(incident.severity),
            h('span', {class: 'label'}, incident.label),
            state_mark(incident),
            incident.private && h('span', {class: 'badge'}, icon('lock'), 'private'),
            incident.drill && h('span', {class: 'badge'}, 'drill'),
            unread_mark(unread),
        ),
        h('span', {class: 'room-title'}, incident.title),
    ];
}

function plain_link(room, unread) {
    const name = h('span', {class: 'room-name'}, `# ${room.name}`);
    return h('span', {class: 'room-line'}, name, unread_mark(unread));
}

function room_row(room, unread, is_here) {
    const make = room.incident ? incident_link : plain_link;
    const attributes = {
        href: room_address(room),
        class: 'room-link',
        'data-room-id': room.id,
        'data-incident-id': room.incident?.id,
        'aria-current': is_here && 'page',
    };
    return h('li', {}, h('a', attributes, make(room, unread)));
}

function fill(id, rooms) {
    const row_of = (room) => {
        const unread = state.logs.get(room.id)?.unread ?? 0;
        const is_here = room.id === state.place.room;
        const make = () => room_row(room, unread, is_here);
        return {key: room.id, version: [room, unread, is_here], make};
    };
    by_id(`${id}-group`).hidden = rooms.length === 0;
    reconcile(by_id(id), rooms.map(row_of));
}

function draw() {
    const rooms = [...state.rooms.values()];
    const is_over = (room) => room.incident?.state === 'resolved';
    const open = rooms.filter((each) => each.incident && !is_over(each));
    const plain = rooms.filter((each) => !each.incident);
    const over = rooms.filter(is_over);
    fill('open-incidents', open.sort(by_weight));
    fill('plain-rooms', plain.sort((a, b) => a.name.localeCompare(b.name)));
    fill('resolved-incidents', over.sort((a, b) => b.incident.id - a.incident.id));
}

async function create_room(event, go_to_room) {
    event.preventDefault();
    const name = by_id('new-room-name');
    const problem = by_id('new-room-problem');
    problem.textContent = '';
    try {
        const answer = await ask({do: 'create-room', name: name.value.trim().replace(/^#\s*/, '')});
        put_room(answer.room);
        name.value = '';
        by_id('new-room').open = false;
        go_to_room(answer.room.id);
    } catch (error) {
        problem.textContent = error.message;
        name.focus();
    }
}

export function mount_rooms({go_to_room}) {
    const redraw = per_frame(draw);
    on('rooms', redraw);
    on('place', redraw);
    by_id('new-room-form').addEventListener('submit', (event) => create_room(event, go_to_room));
    by_id('new-room').addEventListener('toggle', (event) => {
        if (event.target.open) by_id('new-room-name').focus();
    });
}
