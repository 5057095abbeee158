// What is known about an incident besides its timeline, and what is still asked for.

import {by_id, h} from './dom.js';
import {icon} from './icons.js';
import {full_time, hhmm} from './times.js';
import {question, still_open} from './words.js';

function part(title, content) { return h('section', {class: 'part'}, h('h3', {}, title), content); }

function pairs(entries) {
    return h('dl', {}, entries.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

const list_of = (words) => words.filter(Boolean).join(', ');

function milestone({name, at, source, by}) {
    const time = h('time', {datetime: at, title: full_time(at)}, `${hhmm(at)} UTC`);
    return [name, [time, h('span', {class: 'quiet'}, ` ${list_of([source, by])}`)]];
}

function action(each) {
    const more = list_of([each.owner, each.due && `due ${each.due}`, each.done && 'done']);
    return h(
        'li',
        {class: each.done ? 'done' : '', 'data-action-number': String(each.n)},
        icon(each.done ? 'action' : 'undone'),
        h(
            'span',
            {},
            `${each.n}. `,
            each.priority && h('strong', {}, `${each.priority} `),
            each.text,
            h('span', {class: 'quiet'}, ` ${more}`),
        ),
    );
}

// Only web addresses become links: what people type must not turn into a script.
function link({target, text}) {
    const words = text || target;
    const place = words === target ? '' : ` ${target}`;
    if (!/^https?:\/\//i.test(target))
        return h('li', {}, words, h('span', {class: 'quiet'}, place));
    const attributes = {href: target, target: '_blank', rel: 'noopener noreferrer'};
    return h('li', {}, h('a', attributes, words));
}

function facts(incident) {
    const others = incident.services.filter((each) => each !== incident.service);
    const roles = incident.roles.filter((each) => each.role !== 'lead');
    const entries = [
        ['lead', incident.lead ?? 'nobody yet'],
        ...roles.map((each) => [each.role, each.name]),
        ['service', incident.service],
        ['affected', others.join(', ')],
        ['category', incident.category],
    ];
    return pairs(entries.filter(([, value]) => value));
}

/** The content made of the entries, or the sentence that there are none. */
function some(entries, make, otherwise = 'None yet.') {
    return entries.length ? make(entries) : h('p', {class: 'quiet'}, otherwise);
}

function prompts(open) {
    const inside = [h('summary', {}, still_open(open.length)), h('ul', {}, open.map(question))];
    const was_open = by_id('details-open')?.open;
    return h('details', {class: 'prompts', id: 'details-open', open: was_open}, inside);
}

export function draw_details(incident) {
    const {open, milestones, impact, actions, links} = incident;
    const figures = (all) => pairs(all.map(({key, value}) => [key, value]));
    const parts = [
        open.length > 0 && prompts(open),
        part('People and services', facts(incident)),
        part('Milestones', some(milestones, (all) => pairs(all.map(milestone)))),
        part('Impact', some(impact, figures, 'Not measured yet.')),
        part('Actions', some(actions, (all) => h('ul', {class: 'actions'}, all.map(action)))),
        part('Links', some(links, (all) => h('ul', {}, all.map(link)))),
    ];
    by_id('details').replaceChildren(...parts.filter(Boolean));
}
