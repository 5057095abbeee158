// Building and updating elements. Text stays text; HTML is taken only from the server's `html`
// fields.

/** @param {string} id */
export const by_id = (id) => document.getElementById(id);

function append(node, child) {
    if (child === null || child === undefined || child === false) return;
    if (Array.isArray(child))
        child.forEach((each) => append(node, each));
    else
        node.append(child);
}

/**
 * Makes an element. `on_click` and its like become listeners, `true` an empty attribute,
 * `false`, `null` and `undefined` none.
 */
export function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === false || value === null || value === undefined) continue;
        if (name.startsWith('on_'))
            node.addEventListener(name.slice(3), value);
        else
            node.setAttribute(name, value === true ? '' : value);
    }
    append(node, children);
    return node;
}

/** Puts the server's own, already escaped HTML into `node`. Never call it with anything else. */
export function set_html(node, html) {
    node.innerHTML = html ?? '';
    for (const link of node.querySelectorAll('a[href]')) {
        if (link.origin === location.origin) continue;
        link.target = '_blank';
        link.rel = 'noopener noreferrer';
    }
    // What scrolls sideways can be scrolled by keyboard too.
    for (const block of node.querySelectorAll('pre')) {
        if (/.{40}/.test(block.textContent)) block.tabIndex = 0;
    }
    // A wide table scrolls by itself instead of pushing the page sideways.
    for (const table of node.querySelectorAll('table')) {
        const frame =
            h('div', {class: 'table-frame', tabindex: '0', role: 'group', 'aria-label': 'Table'});
        table.replaceWith(frame);
        frame.append(table);
    }
    return node;
}

function is_same(a, b) { return a.length === b.length && a.every((each, i) => each === b[i]); }

/** Focuses a button of a row. The row goes first: its buttons show only while it has the focus. */
function focus_within(row, button) {
    row?.focus({preventScroll: true});
    button?.focus({preventScroll: true});
}

function same_button(row, {action, emoji}) {
    return [...row.querySelectorAll('[data-action]')].find(
        (each) => each.dataset.action === action && each.dataset.emoji === emoji,
    );
}

/** Gives the focus back to a button, or to its like when its row was made anew meanwhile. */
export function return_focus(button) {
    const row = button.closest('li');
    const id = row?.dataset.messageId;
    if (button.isConnected || !id) return focus_within(row, button);
    const now = document.querySelector(`[data-message-id="${CSS.escape(id)}"]`);
    if (now) focus_within(now, same_button(now, button.dataset));
}

/**
 * Makes `parent` hold exactly the rows, in order, touching only what changed. A row is
 * `{key, version: [...], make: () => Element}`; the node is made anew when a part of the version
 * differs. Focus inside a remade node moves to the same action in the new one.
 */
export function reconcile(parent, rows) {
    const known = (parent.known_rows ??= new Map());
    const next = new Map();
    const focused = document.activeElement;
    let place = parent.firstChild;
    for (const row of rows) {
        const before = known.get(row.key);
        const keeps = before && is_same(before.version, row.version);
        const node = keeps ? before.node : row.make();
        next.set(row.key, {version: row.version, node});
        if (before && !keeps) {
            const held = before.node.contains(focused);
            if (place === before.node) place = node;
            before.node.replaceWith(node);
            if (held) focus_within(node, same_button(node, focused.dataset));
        }
        if (place === node)
            place = node.nextSibling;
        else
            parent.insertBefore(node, place);
    }
    for (const [key, {node}] of known)
        if (!next.has(key)) node.remove();
    parent.known_rows = next;
}

const spoken_ms = 5000;
let silence = 0;

/** Tells people who listen instead of look; politely, the latest word wins and none stays. */
export function announce(text) {
    const line = by_id('announcer');
    line.textContent = '';
    clearTimeout(silence);
    // What was said must not outlive the message it came from.
    silence = setTimeout(() => line.replaceChildren(), spoken_ms);
    // A screen reader speaks a change, so the same sentence twice needs an empty moment between.
    setTimeout(() => {
        line.textContent = text.length > 300 ? `${text.slice(0, 300)} …` : text;
    }, 50);
}

/** Runs `work` once per frame however often it is asked for; a hidden page gets a timer instead. */
export function per_frame(work) {
    let asked = false;
    const run = () => {
        asked = false;
        work();
    };
    return () => {
        if (asked) return;
        asked = true;
        if (document.hidden)
            setTimeout(run, 100);
        else
            requestAnimationFrame(run);
    };
}
