// The live timeline: numbered rows, each leading to the message it came from.

import {by_id, h, reconcile, set_html} from './dom.js';
import {full_time} from './times.js';
import {kind_icon, kind_word, plural} from './words.js';

const near_px = 60;

let drawn = null;
let follows = true;

/** Shows the newest row, unless somebody has scrolled away from it. */
function to_end() {
    const panel = by_id('timeline');
    if (follows) panel.scrollTop = panel.scrollHeight;
}

function number_of(row) {
    if (!row.message) return h('span', {class: 'row-number'}, String(row.n));
    const label = `Row ${row.n}: show the message`;
    const attributes = {type: 'button', class: 'row-source', 'aria-label': label, title: label};
    attributes['data-source-message'] = row.message;
    return h('button', attributes, String(row.n));
}

function origin_of(row) {
    const words = [row.by];
    if (row.source && row.source !== 'command') words.push(row.source.replace(':', ' '));
    if (row.count > 1) words.push(`${row.count} times`);
    if (row.hidden) words.push('hidden');
    return h('span', {class: 'row-by'}, words.filter(Boolean).join(', '));
}

function row_node(row) {
    const classes = ['row', `kind-${row.kind}`];
    if (row.hidden) classes.push('hidden-row');
    if (row.message) classes.push('has-source');
    return h(
        'li',
        {class: classes.join(' '), 'data-row': String(row.n), 'data-kind': row.kind},
        number_of(row),
        h('time', {datetime: row.at, title: full_time(row.at)}, row.time),
        h('span', {class: 'row-kind'}, kind_icon(row.kind), row.label || kind_word(row.kind)),
        origin_of(row),
        set_html(h('div', {class: 'row-text'}), row.html),
    );
}

export function draw_timeline(incident) {
    if (drawn !== incident.id) follows = true;
    drawn = incident.id;
    by_id('timeline-more').hidden = !incident.timeline_more;
    by_id('timeline-more').textContent =
        `${plural(incident.timeline_more, 'more row')}; the RCA has all of them.`;
    by_id('timeline-empty').hidden = incident.timeline.length > 0;
    const row_of = (row) => ({
        key: `${incident.id}-${row.n}`,
        version: [JSON.stringify(row)],
        make: () => row_node(row),
    });
    reconcile(by_id('timeline-rows'), incident.timeline.map(row_of));
    to_end();
}

export function serve_timeline(show_source) {
    const panel = by_id('timeline');
    panel.addEventListener('scroll', () => {
        const below = panel.scrollHeight - panel.scrollTop - panel.clientHeight;
        if (panel.clientHeight) follows = below < near_px;
    }, {passive: true});
    // It also gets its size when its tab or the drawer is opened.
    new ResizeObserver(to_end).observe(panel);
    by_id('timeline-rows').addEventListener('click', (event) => {
        const row = event.target.closest('.has-source');
        if (!row || event.target.closest('a') || String(getSelection())) return;
        show_source(row.querySelector('[data-source-message]').dataset.sourceMessage);
    });
}
