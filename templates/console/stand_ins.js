// Rows that are no messages: what is on its way or was refused, and what only this person sees.

import {h, set_html} from './dom.js';
import {icon} from './icons.js';
import {time_of} from './message.js';

function small_button(action, words) {
    return h('button', {type: 'button', class: 'button small', 'data-action': action}, words);
}

function condition_of(entry, is_connected) {
    if (entry.error) return ['failed', `Not sent: ${entry.error}`];
    if (entry.acked) return ['sent', 'sent'];
    return is_connected ? ['sending', 'sending …'] : ['waiting', 'waiting for the connection'];
}

/** What stands in for a message or command until the server has it, or after it was refused. */
export function pending_node(entry, is_connected) {
    const {fields, error} = entry;
    const [condition, words] = condition_of(entry, is_connected);
    const text = fields.text || fields.file?.name || '';
    const again = [small_button('resend', 'Try again'), small_button('discard', 'Discard')];
    const inside = [
        h('div', {class: 'message-text plain'}, text),
        h('p', {class: error ? 'problem' : 'quiet'}, words),
        error && h('div', {class: 'message-foot'}, again),
    ];
    const attributes = {class: `message own pending ${condition}`, tabindex: '-1'};
    attributes['data-pending-id'] = fields.id;
    attributes['data-state'] = condition;
    return h('li', attributes, time_of(entry.at), h('div', {class: 'message-body'}, inside));
}

/** A private answer or a failure. */
export function notice_node(notice) {
    const {html, failed} = notice;
    const text = html ? set_html(h('div', {class: 'message-text'}), html) :
                        h('div', {class: 'message-text plain'}, notice.text);
    const words = failed ? 'Not done. Only you see this' : 'Only you see this';
    const dismiss = {type: 'button', class: 'tool dismiss', 'data-action': 'dismiss'};
    dismiss['aria-label'] = dismiss.title = 'Dismiss';
    const inside = [
        h('p', {class: 'notice-head'}, icon('eye_off'), words),
        text,
        h('button', dismiss, icon('close')),
    ];
    const attributes = {class: `message notice${failed ? ' failed' : ''}`, tabindex: '-1'};
    attributes['data-notice'] = notice.key;
    return h('li', attributes, time_of(notice.at), h('div', {class: 'message-body'}, inside));
}
