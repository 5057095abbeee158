// Writing: messages, replies, commands and edits; drafts are kept for each room.

import {Completion, is_command} from './completion.js';
import {by_id, h} from './dom.js';
import {Files} from './files.js';
import {icon} from './icons.js';
import {deliver} from './link.js';
import {current_log, on, state} from './state.js';
import {hhmm} from './times.js';

const highest_px = 240;

function make_controls(id, label) {
    const name = (words) => ({'aria-label': words, title: words});
    const picker = h('input', {type: 'file', id: `${id}-file`, multiple: true, hidden: true});
    const area = h('textarea', {
        id,
        rows: '1',
        placeholder: label,
        enterkeyhint: 'send',
        autocomplete: 'off',
        'aria-label': label,
        'aria-describedby': `${id}-hint`,
    });
    const send_attributes = {type: 'submit', id: `${id}-send`, class: 'button primary'};
    const words = h('span', {class: 'wide-only'}, 'Send');
    const send = h('button', {...send_attributes, ...name('Send')}, icon('send'), words);
    const attach_attributes = {type: 'button', id: `${id}-attach`, class: 'button'};
    const attach = h('button', {...attach_attributes, ...name('Attach a file')}, icon('attach'));
    attach.addEventListener('click', () => picker.click());
    const cancel = h('button', {type: 'button', class: 'button small'}, 'Cancel');
    const mode = h('p', {class: 'mode', hidden: true}, h('span', {}), cancel);
    return {area, send, attach, picker, mode, cancel};
}

export class Composer {
    #hooks;
    #form;
    #area;
    #button;
    #mode;
    #completion;
    #files;
    #editing = null;
    #place = '';
    #drafts = new Map();

    /**
     * @param {HTMLFormElement} form the empty form to fill
     * @param {{id: string, label: string, thread: () => string|null, after_send: Function}} hooks
     */
    constructor(form, hooks) {
        this.#hooks = hooks;
        this.#form = form;
        this.#build();
        this.#listen();
        on('place', () => this.#change_place());
    }

    get is_empty() { return !this.#area.value && this.#files.is_empty && !this.#editing; }

    focus() { this.#area.focus(); }

    /** Puts a beginning into an empty composer and leaves the caret after it. */
    prefill(text) {
        this.#stop_editing();
        this.#set(text);
        this.focus();
    }

    /** Gives back what could not be done, to be corrected; never over something newer. */
    give_back(text) {
        if (this.is_empty) this.#set(text);
    }

    edit(message) {
        this.#drafts.set(`${this.#place} before edit`, this.#editing ? '' : this.#area.value);
        this.#editing = {id: message.id, room: state.place.room};
        this.#mode.hidden = false;
        this.#mode.firstChild.textContent = `Editing your message of ${hhmm(message.at)}`;
        this.#set(message.text);
        this.focus();
    }

    #build() {
        const {id, label} = this.#hooks;
        const {area, send, attach, picker, mode, cancel} = make_controls(id, label);
        this.#area = area;
        this.#button = send;
        this.#mode = mode;
        this.#completion = new Completion(area);
        this.#files = new Files(() => this.#refresh());
        cancel.addEventListener('click', () => this.#cancel_edit());
        picker.addEventListener('change', () => {
            this.#files.add(picker.files);
            picker.value = '';
            this.focus();
        });
        const row = h('div', {class: 'composer-row'}, attach, picker, area, send);
        this.#form.append(...this.#completion.nodes, mode, this.#files.row, row);
    }

    #listen() {
        this.#form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.#send();
        });
        this.#area.addEventListener('input', () => this.#refresh());
        this.#area.addEventListener('keydown', (event) => this.#take_key(event));
        this.#area.addEventListener('paste', (event) => {
            if (!event.clipboardData?.files.length) return;
            event.preventDefault();
            this.#files.add(event.clipboardData.files);
        });
    }

    /** Lets files be dropped anywhere on `zone`. */
    accept_drops(zone) {
        const has_files = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
        zone.addEventListener('dragover', (event) => {
            if (!has_files(event)) return;
            event.preventDefault();
            zone.classList.add('dropping');
        });
        zone.addEventListener('dragleave', (event) => {
            if (!zone.contains(event.relatedTarget)) zone.classList.remove('dropping');
        });
        zone.addEventListener('drop', (event) => {
            zone.classList.remove('dropping');
            if (!has_files(event)) return;
            event.preventDefault();
            this.#files.add(event.dataTransfer.files);
            this.focus();
        });
    }

    #take_key(event) {
        // While an input method is composing, keys belong to it.
        if (event.isComposing || this.#completion.take_key(event)) return;
        if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            this.#send();
        } else if (event.key === 'Escape' && this.#editing) {
            event.preventDefault();
            this.#cancel_edit();
        } else if (event.key === 'ArrowUp' && this.is_empty) {
            const last = current_log()?.last_own(state.me, this.#hooks.thread());
            if (!last?.text) return;
            event.preventDefault();
            this.edit(last);
        }
    }

    #send() {
        const text = this.#area.value.trim();
        if (this.#files.is_uploading) return;
        if (this.#editing)
            this.#send_edit(text);
        else
            this.#send_new(text);
        this.focus();
    }

    #send_edit(text) {
        if (!text) return;
        const {id, room} = this.#editing;
        const before = state.logs.get(room)?.find(id);
        if (before?.text !== text)
            deliver({do: 'edit', room, message: id, text}, {thread: this.#hooks.thread()});
        this.#cancel_edit();
    }

    #send_new(text) {
        const {room} = state.place;
        const thread = this.#hooks.thread();
        const files = this.#files.take();
        if (!room || (!text && !files.length)) return;
        const local = {thread};
        if (text && is_command(text))
            deliver({do: 'command', room, text}, local);
        else
            this.#send_messages(room, text, thread, files.splice(0), local);
        for (const file of files) this.#send_messages(room, '', thread, [file], local);
        this.#set('');
        this.#hooks.after_send();
    }

    /** A message carries one file; the first goes with the text. */
    #send_messages(room, text, parent, files, local) {
        const base = parent ? {do: 'send', room, parent} : {do: 'send', room};
        if (!files.length) deliver({...base, text}, local);
        files.forEach((file, index) => deliver({...base, text: index ? '' : text, file}, local));
    }

    #stop_editing() {
        this.#editing = null;
        this.#mode.hidden = true;
    }

    #cancel_edit() {
        this.#stop_editing();
        this.#set(this.#drafts.get(`${this.#place} before edit`) ?? '');
    }

    #change_place() {
        const place = `${state.place.room}/${this.#hooks.thread() ?? ''}`;
        if (place === this.#place) return;
        if (this.#editing) this.#cancel_edit();
        this.#drafts.set(this.#place, this.#area.value);
        this.#place = place;
        this.#files.move_to(place);
        this.#set(this.#drafts.get(place) ?? '');
    }

    #set(text) {
        this.#area.value = text;
        this.#area.setSelectionRange(text.length, text.length);
        this.#refresh();
    }

    #refresh() {
        this.#button.disabled = this.#files.is_uploading;
        this.#area.style.height = 'auto';
        const {scrollHeight} = this.#area;
        // While the composer is not on show it has no height to go by.
        if (scrollHeight) this.#area.style.height = `${Math.min(highest_px, scrollHeight + 2)}px`;
        if (document.activeElement === this.#area) this.#completion.update();
    }
}

/** The two composers of the page; the thread's own serves when a thread is open. */
export function mount_composers({after_send}) {
    const main = new Composer(by_id('composer-form'), {
        id: 'composer',
        label: 'Message, or / for a command',
        thread: () => null,
        after_send,
    });
    const thread = new Composer(by_id('thread-composer-form'), {
        id: 'thread-composer',
        label: 'Reply in the thread',
        thread: () => state.place.thread,
        after_send: () => {},
    });
    main.accept_drops(by_id('chat'));
    thread.accept_drops(by_id('thread'));
    return {main, thread};
}
