// The words and marks of the domain as the page shows them.

import {h} from './dom.js';
import {icon} from './icons.js';

/** Reactions that put a message into the record; these stand first in the picker. */
export const promoting = [
    {emoji: '📌', word: 'timeline'},
    {emoji: '⚖️', word: 'decision'},
    {emoji: '🔍', word: 'cause'},
    {emoji: '🛠️', word: 'fix'},
    {emoji: '☑️', word: 'action'},
];

export const ordinary = [
    {emoji: '👍', word: 'agree'},
    {emoji: '👀', word: 'looking'},
    {emoji: '🙏', word: 'thanks'},
    {emoji: '✅', word: 'done'},
    {emoji: '❌', word: 'no'},
    {emoji: '🎉', word: 'well done'},
    {emoji: '❤️', word: 'heart'},
    {emoji: '😄', word: 'laugh'},
    {emoji: '🔥', word: 'on fire'},
    {emoji: '❓', word: 'question'},
];

const plain = (emoji) => emoji.replace(/\ufe0f/g, '');

/** What a reaction means; the variation selector does not matter. */
export function meaning_of(emoji) {
    const known = [...promoting, ...ordinary].find((each) => plain(each.emoji) === plain(emoji));
    return known?.word ?? '';
}

/** The kinds a message can be put on the timeline as. */
export const row_kinds = ['note', 'decision', 'hypothesis', 'ruled-out', 'cause', 'fix'];

export const kind_word = (kind) => String(kind ?? 'message').replace(/[-_]/g, ' ');
export const kind_icon = (kind) => icon(String(kind ?? 'message').replace(/_/g, '-'));

/** 1 to 4 by the digit in the severity's name; 0 when it has none. */
export function severity_rank(severity) {
    const digit = /[1-4]/.exec(severity ?? '');
    return digit ? Number(digit[0]) : 0;
}

export function severity_badge(severity) {
    return h(
        'span',
        {class: `severity rank-${severity_rank(severity)}`, title: `Severity ${severity}`},
        severity
    );
}

/** Open, a milestone such as mitigated, or resolved: a shape and the word. */
export function state_mark(incident) {
    const word = incident.state === 'resolved' ? 'resolved' : incident.status || 'open';
    const calm = word === 'mitigated' || word === 'recovered';
    const shape = word === 'resolved' ? 'resolved' : calm ? 'mitigated' : 'open';
    return h('span', {class: `state state-${shape}`, 'data-state': word}, icon(shape), word);
}

export const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const still_open = (count) => `Still open: ${plural(count, 'question')}`;

/** What is still asked for, with the command that answers it apart from the words. */
export function question(text) {
    const at = text.indexOf('/incident ');
    if (at < 0) return h('li', {}, text);
    return h('li', {}, text.slice(0, at), h('code', {}, text.slice(at)));
}
