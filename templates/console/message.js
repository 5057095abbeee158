// How one message looks: in the room, in a thread, before the server has it, and after it was
// deleted.

import {h, set_html} from './dom.js';
import {icon} from './icons.js';
import {full_time, hhmm, size_of} from './times.js';
import {meaning_of, plural} from './words.js';

const shown_images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const time_of = (at) => h('time', {datetime: at, title: full_time(at)}, hhmm(at));

function tool(action, label, name = action) {
    const popup = action === 'react' || action === 'promote' ? 'menu' : null;
    return h(
        'button',
        {
            type: 'button',
            class: 'tool',
            'data-action': action,
            'aria-label': label,
            title: label,
            'aria-haspopup': popup
        },
        icon(name),
    );
}

function tools(message, context) {
    const own = message.who === context.me && !message.bot;
    return h(
        'div',
        {
            class: 'tools',
            role: 'group',
            'aria-label': `Actions for ${message.who}, ${hhmm(message.at)}`
        },
        tool('react', 'React'),
        !context.in_thread && tool('reply', 'Reply in a thread'),
        tool('pin', message.pinned ? 'Unpin' : 'Pin'),
        context.has_incident && tool('promote', 'Add to timeline'),
        own && message.text && tool('edit', 'Edit'),
        own && tool('delete', 'Delete'),
    );
}

function reaction(each, me) {
    const mine = each.who.includes(me);
    const meaning = meaning_of(each.emoji);
    const title = `${meaning || 'Reaction'}: ${each.who.join(', ')}`;
    return h(
        'button',
        {
            type: 'button',
            class: 'reaction',
            'data-action': 'toggle-reaction',
            'data-emoji': each.emoji,
            'aria-pressed': String(mine),
            title,
        },
        each.emoji,
        h('span', {class: 'reaction-word'}, meaning),
        h('span', {class: 'reaction-count'}, String(each.who.length)),
        h('span', {class: 'sr-only'}, ` by ${each.who.join(', ')}`),
    );
}

function attachment(file) {
    const words = `${file.name}, ${size_of(file.size)}`;
    if (shown_images.has(file.media_type)) {
        return h(
            'a',
            {
                class: 'attachment image',
                href: file.url,
                target: '_blank',
                rel: 'noopener',
                title: words
            },
            h('img', {src: file.url, alt: file.name, loading: 'lazy'}),
        );
    }
    return h(
        'a', {class: 'attachment', href: file.url, download: file.name}, icon('attach'), words
    );
}

function head(message, context) {
    return h(
        'div',
        {class: context.continued ? 'message-head sr-only' : 'message-head'},
        h('span', {class: 'author'}, message.who),
        message.bot && h('span', {class: 'badge'}, 'bot'),
        message.card && h('span', {class: 'badge'}, 'live card'),
        context.orphan && h('span', {class: 'badge'}, icon('reply'), 'in a thread'),
    );
}

function replies_button(replies) {
    const last = replies.at(-1);
    const count = plural(replies.length, 'reply', 'replies');
    return h(
        'button',
        {type: 'button', class: 'replies', 'data-action': 'reply'},
        icon('reply'),
        `${count}, last ${last.who} ${hhmm(last.at)}`,
    );
}

function foot(message, context) {
    const {replies} = context;
    const parts = [
        message.pinned && h('span', {class: 'badge pinned'}, icon('pin'), 'pinned'),
        message.reactions.map((each) => reaction(each, context.me)),
        replies.length > 0 && replies_button(replies),
    ].flat();
    return parts.some(Boolean) ? h('div', {class: 'message-foot'}, parts.filter(Boolean)) : null;
}

function kind_of(message, context) {
    const words = ['message'];
    if (message.who === context.me && !message.bot) words.push('own');
    if (message.bot) words.push('bot');
    if (message.card) words.push('card');
    if (message.system) words.push('system');
    if (message.deleted) words.push('deleted');
    if (context.continued) words.push('continued');
    return words.join(' ');
}

function body(message, context) {
    if (message.system) return [h('p', {class: 'quiet'}, `${message.who} ${message.system}`)];
    if (message.deleted)
        return [
            h('p', {class: 'quiet'}, `A message by ${message.who} was deleted.`),
            foot(message, context)
        ];
    const text = set_html(h('div', {class: 'message-text'}), message.html);
    if (message.edited)
        text.append(h('span', {class: 'edited', title: 'Edited after it was posted'}, '(edited)'));
    return [
        head(message, context),
        text,
        message.file && attachment(message.file),
        foot(message, context),
        tools(message, context)
    ];
}

/**
 * @param {object} message as the wire has it
 * @param {object} context `me`, `has_incident`, `in_thread`, `replies`; `continued`: the author
 *     goes
 * on; `orphan`: a reply whose opener is not loaded
 */
export function message_node(message, context) {
    return h(
        'li',
        {
            class: kind_of(message, context),
            tabindex: '-1',
            'data-message-id': message.id,
            'data-seq': String(message.seq),
            'data-who': message.who,
        },
        time_of(message.at),
        h('div', {class: 'message-body'}, body(message, context)),
    );
}
