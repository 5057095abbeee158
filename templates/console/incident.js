// The incident beside the chat: its head, the three tabs, and the page's title.

import {draw_details} from './details.js';
import {by_id, per_frame} from './dom.js';
import {ask} from './link.js';
import {draw_next_steps, mount_next_steps} from './next_steps.js';
import {mount_rca} from './rca.js';
import {current_incident, current_room, current_summary, on, put_incident, state} from './state.js';
import {draw_timeline, serve_timeline} from './timeline.js';
import {full_time, hhmm, span} from './times.js';
import {severity_badge, state_mark} from './words.js';

const tabs = ['timeline', 'details', 'rca'];
const clock_ms = 30000;

let tab = 'timeline';
let rca;
let drawn = null;

function ended_at(incident) {
    const end = incident.milestones.find((each) => each.name === 'resolved');
    return incident.state === 'resolved' && end ? new Date(end.at) : null;
}

function lasting(incident) {
    // A detection nobody told of was put at the declaration; the beginning is known better.
    const told = (name) => incident.milestones.find((each) => each.name === name);
    const detected = told('detected');
    const first = detected?.source === 'assumed' ? (told('started') ?? detected) : detected;
    const start = first?.at ?? told('started')?.at ?? incident.declared_at;
    const end = ended_at(incident);
    const words = span(new Date(start), end ?? Date.now());
    return end ? `lasted ${words}` : `for ${words}`;
}

function draw_head(summary, incident) {
    const marks = by_id('incident-marks');
    marks.replaceChildren(
        severity_badge(summary.severity),
        document.createTextNode(` ${summary.label} `),
        state_mark(summary)
    );
    if (summary.drill) marks.append(' drill');
    if (summary.private) marks.append(' private');
    by_id('incident-title').textContent = summary.title;
    const since = by_id('incident-since');
    since.replaceChildren();
    if (!incident) return;
    since.append(
        `declared ${hhmm(incident.declared_at)} UTC by ${incident.declared_by}, `, lasting(incident)
    );
    since.title = full_time(incident.declared_at);
}

function place_words() {
    const summary = current_summary();
    if (summary) return `${summary.severity} ${summary.label} ${summary.title} – `;
    const room = current_room();
    return room ? `#${room.name} – ` : '';
}

function draw_title() {
    const unread = [...state.logs.values()].reduce((sum, each) => sum + each.unread, 0);
    document.title = `${unread ? `(${unread}) ` : ''}${place_words()}Scribe`;
}

function draw() {
    const summary = current_summary();
    const incident = current_incident();
    draw_title();
    document.body.dataset.incident = summary ? 'yes' : 'no';
    by_id('incident-button').hidden = !summary;
    // Another incident's rows must not stand under this one's name while it is on its way.
    by_id('incident-body').hidden = !incident;
    draw_next_steps(incident);
    if (!summary) return;
    by_id('incident-button-words').textContent = `${summary.severity} ${summary.label}`;
    draw_head(summary, incident);
    // What has not changed stays: somebody may be selecting text in it.
    if (!incident || incident === drawn) return;
    drawn = incident;
    draw_timeline(incident);
    draw_details(incident);
}

function choose(name, {focus = false} = {}) {
    tab = name;
    for (const each of tabs) {
        const button = by_id(`tab-${each}`);
        button.setAttribute('aria-selected', String(each === name));
        button.tabIndex = each === name ? 0 : -1;
        by_id(each).hidden = each !== name;
        if (focus && each === name) button.focus();
    }
    rca.show(name === 'rca');
}

function on_tab_key(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    const wanted = {Home: 0, End: tabs.length - 1}[event.key] ??
        (step && (tabs.indexOf(tab) + step + tabs.length) % tabs.length);
    if (wanted === undefined) return;
    event.preventDefault();
    choose(tabs[wanted], {focus: true});
}

/** Asks for an incident whose room is not open here. */
export async function load_incident(id) {
    put_incident((await ask({do: 'incident', id})).incident);
}

/**
 * @param {{show_source: (message: string) => void, begin_command: (text: string) => void}} hooks
 */
export function mount_incident({show_source, begin_command}) {
    rca = mount_rca();
    const redraw = per_frame(draw);
    for (const topic of ['place', 'rooms', 'incident']) on(topic, redraw);
    on('log', draw_title);
    // A page in the background still shows in its tab what is going on.
    setInterval(redraw, clock_ms);
    by_id('tabs').addEventListener('keydown', on_tab_key);
    for (const each of tabs) by_id(`tab-${each}`).addEventListener('click', () => choose(each));
    serve_timeline(show_source);
    mount_next_steps(begin_command);
    choose(tab);
}
