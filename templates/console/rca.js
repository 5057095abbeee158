// The draft RCA beside the chat: fetched anew a moment after the incident changed, while it is
// looked at.

import {announce, by_id, h, set_html} from './dom.js';
import {ask} from './link.js';
import {Lost} from './socket.js';
import {on, state} from './state.js';
import {question, still_open} from './words.js';

const settle_ms = 700;

let is_shown = false;
let timer = 0;
let asked = 0;
let shown = {id: null, markdown: ''};

const template = () => by_id('rca-template').value || 'default';

async function refresh() {
    clearTimeout(timer);
    const id = state.place.incident;
    if (!is_shown || id === null) return;
    const mine = ++asked;
    const condition = by_id('rca-state');
    if (shown.id !== id) condition.textContent = 'Drafting …';
    try {
        const {rca} = await ask({do: 'rca', id, template: template()});
        // A later question, or another incident, has overtaken this answer.
        if (mine !== asked) return;
        draw(id, rca);
        condition.textContent = '';
    } catch (problem) {
        if (mine !== asked) return;
        condition.textContent =
            problem instanceof Lost ? 'No connection; this draft may be old.' : problem.message;
    }
}

function draw(id, rca) {
    const preview = by_id('rca-preview');
    const top = shown.id === id ? by_id('rca').scrollTop : 0;
    shown = {id, markdown: rca.markdown};
    set_html(preview, rca.html);
    by_id('rca-markdown').value = rca.markdown;
    const open = rca.open ?? [];
    by_id('rca-open').hidden = open.length === 0;
    by_id('rca-open-count').textContent = still_open(open.length);
    by_id('rca-open-list').replaceChildren(...open.map(question));
    const download = by_id('rca-download');
    download.href = `/incidents/${id}/rca.md?template=${encodeURIComponent(template())}`;
    download.download = rca.file;
    by_id('rca').scrollTop = top;
}

function draw_templates() {
    const select = by_id('rca-template');
    const chosen = template();
    select.replaceChildren(...state.templates.map((each) => h('option', {value: each}, each)));
    select.value = state.templates.includes(chosen) ? chosen : (state.templates[0] ?? '');
}

// The clipboard's own interface exists only on secure origins; selecting works everywhere.
function copy_by_selection() {
    const area = by_id('rca-markdown');
    const was_hidden = area.hidden;
    area.hidden = false;
    area.select();
    const done = document.execCommand('copy');
    area.hidden = was_hidden;
    by_id('rca-copy').focus();
    return done;
}

async function copy_by_clipboard() {
    try {
        await navigator.clipboard.writeText(shown.markdown);
        return true;
    } catch {
        return false;
    }
}

async function copy() {
    const done = (await copy_by_clipboard()) || copy_by_selection();
    const words = done ? 'Copied.' : 'Not copied. Choose Markdown, select the text and copy it.';
    by_id('rca-state').textContent = words;
    announce(words);
}

function choose_form(as_markdown) {
    by_id('rca-markdown').hidden = !as_markdown;
    by_id('rca-preview').hidden = as_markdown;
    by_id('rca-source').setAttribute('aria-pressed', String(as_markdown));
}

export function mount_rca() {
    on('incident', (id) => {
        if (id !== state.place.incident) return;
        clearTimeout(timer);
        timer = setTimeout(refresh, settle_ms);
    });
    on('place', () => shown.id !== state.place.incident && refresh());
    on('connection', () => state.connection.phase === 'connected' && refresh());
    on('templates', draw_templates);
    by_id('rca-template').addEventListener('change', refresh);
    by_id('rca-copy').addEventListener('click', copy);
    by_id('rca-source').addEventListener('click', (event) => {
        choose_form(event.currentTarget.getAttribute('aria-pressed') !== 'true');
    });
    return {
        show: (shows) => {
            is_shown = shows;
            refresh();
        },
    };
}
