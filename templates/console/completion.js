// The list of commands under a composer, and the reminder of how the one being typed is used.

import {h} from './dom.js';
import {state} from './state.js';

const call = /^\/(?:incident|inc)(?=\s|$)/;
const beginning = /^\/[a-z]*$/;
const names = ['/incident', '/inc'];
// An incident may be named first: `/incident #7 note …`.
const argument = /^\/(?:incident|inc)\s+(?:(?:#\d+|[A-Za-z]+-\d+)\s+)?(.*)$/s;

/**
 * True for text that goes to the bot: `/inc…` or one mistyped word after a slash, but not a path.
 */
export const is_command = (text) => call.test(text) || /^\/[a-z][a-z-]*(\s|$)/i.test(text);

/** The commands that fit what is typed so far: by beginning first, then by any part of the name. */
export function matches_of(text, commands) {
    if (beginning.test(text) && names.some((each) => each.startsWith(text))) return commands;
    const [, typed] = argument.exec(text) ?? [];
    if (typed === undefined || typed.includes('\n')) return [];
    const wanted = typed.toLowerCase();
    const leading = commands.filter((each) => each.verb.startsWith(wanted));
    const inside =
        commands.filter((each) => !each.verb.startsWith(wanted) && each.verb.includes(wanted));
    return wanted ? [...leading, ...inside] : leading;
}

/** The command whose arguments are being typed: the longest verb the text begins with. */
export function command_of(text, commands) {
    const [, typed] = argument.exec(text) ?? [];
    if (typed === undefined) return null;
    const fitting = commands.filter((each) => typed.toLowerCase().startsWith(`${each.verb} `));
    return fitting.sort((a, b) => b.verb.length - a.verb.length)[0] ?? null;
}

function complete(text, verb) {
    const [before] =
        /^\/(?:incident|inc)\s+(?:(?:#\d+|[A-Za-z]+-\d+)\s+)?/.exec(text) ?? ['/incident '];
    return `${before}${verb} `;
}

export class Completion {
    #area;
    #list;
    #hint;
    #found = [];
    #index = 0;
    #moved = false;
    #dismissed = '';

    /** @param {HTMLTextAreaElement} area the list and the hint are told apart by its id */
    constructor(area) {
        this.#area = area;
        this.#list = h('ul', {
            id: `${area.id}-completion`,
            class: 'completion',
            role: 'listbox',
            'aria-label': 'Commands',
            hidden: true
        });
        this.#hint = h('p', {id: `${area.id}-hint`, class: 'hint', role: 'status'});
        area.setAttribute('aria-autocomplete', 'list');
        area.setAttribute('aria-controls', this.#list.id);
        this.#list.addEventListener('pointerdown', (event) => {
            const option = event.target.closest('[role="option"]');
            // The composer keeps the focus.
            event.preventDefault();
            if (option) this.#pick(Number(option.dataset.index));
        });
        area.addEventListener('blur', () => this.#show([]));
    }

    get nodes() { return [this.#list, this.#hint]; }

    /** To be called whenever the text changed. */
    update() {
        const {value} = this.#area;
        if (value !== this.#dismissed) this.#dismissed = '';
        const found = this.#dismissed ? [] : matches_of(value, state.commands);
        this.#index = 0;
        this.#moved = false;
        this.#show(found);
        this.#explain(value);
    }

    /** True when the key belonged to the list. */
    take_key(event) {
        if (!this.#found.length) return false;
        if (event.key === 'ArrowDown')
            this.#move(1);
        else if (event.key === 'ArrowUp')
            this.#move(-1);
        else if (event.key === 'Escape')
            this.#dismiss();
        else if (event.key === 'Tab' && !event.shiftKey)
            this.#pick(this.#index);
        else if (event.key === 'Enter' && !event.shiftKey && !this.#is_complete())
            this.#pick(this.#index);
        else
            return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
    }

    // A verb typed to its end is sent by Enter, unless the person has moved in the list.
    #is_complete() {
        const [, typed] = argument.exec(this.#area.value) ?? [];
        return !this.#moved && this.#found.some((each) => each.verb === typed?.trim());
    }

    #dismiss() {
        this.#dismissed = this.#area.value;
        this.#show([]);
    }

    #pick(index) {
        this.#area.value = complete(this.#area.value, this.#found[index].verb);
        this.#area.dispatchEvent(new Event('input', {bubbles: true}));
    }

    #move(step) {
        this.#moved = true;
        this.#index = (this.#index + step + this.#found.length) % this.#found.length;
        this.#mark();
    }

    #explain(value) {
        const command = command_of(value, state.commands);
        this.#hint.replaceChildren();
        if (command)
            this.#hint.append(h('code', {}, `/incident ${command.usage}`), ` ${command.summary}`);
        else if (is_command(value) && !call.test(value) && !this.#found.length) {
            this.#hint.append(
                'Commands begin with /incident. A line that begins with / is not posted as a message.'
            );
        }
    }

    #show(found) {
        this.#found = found;
        this.#list.hidden = !found.length;
        this.#list.replaceChildren(
            ...found.map(
                (each, index) => h(
                    'li',
                    {
                        id: `${this.#list.id}-${index}`,
                        role: 'option',
                        'data-index': String(index),
                        'data-verb': each.verb
                    },
                    h('strong', {}, each.verb),
                    h('code', {}, each.usage),
                    h('span', {class: 'quiet'}, each.summary),
                ),
            ),
        );
        this.#mark();
    }

    #mark() {
        [...this.#list.children].forEach((each, index) => {
            each.setAttribute('aria-selected', String(index === this.#index));
            if (index === this.#index) each.scrollIntoView({block: 'nearest'});
        });
        if (this.#found.length)
            this.#area.setAttribute('aria-activedescendant', `${this.#list.id}-${this.#index}`);
        else
            this.#area.removeAttribute('aria-activedescendant');
    }
}
