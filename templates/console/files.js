// Files on their way into a message: picked, dropped or pasted, uploaded at once, shown as chips.

import {announce, h} from './dom.js';
import {icon} from './icons.js';
import {size_of} from './times.js';

async function upload(file, signal) {
    const response = await fetch(`/api/files?name=${encodeURIComponent(file.name || 'file')}`, {
        method: 'POST',
        body: file,
        signal,
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
    const {name, sha256, size, media_type} = answer.file;
    return {name, sha256, size, media_type};
}

export class Files {
    #held = [];
    #elsewhere = new Map();
    #place = '';
    #on_change;
    row = h('ul', {class: 'chips', 'aria-label': 'Files to be sent', hidden: true});

    constructor(on_change) { this.#on_change = on_change; }

    add(files) {
        for (const file of files) {
            const held = {file, condition: 'uploading', abort: new AbortController()};
            this.#held.push(held);
            this.#send(held);
        }
    }

    get is_uploading() { return this.#held.some((each) => each.condition === 'uploading'); }

    get is_empty() { return this.#held.length === 0; }

    /** Files stay with the room or thread they were meant for. */
    move_to(place) {
        this.#elsewhere.set(this.#place, this.#held);
        this.#held = this.#elsewhere.get(place) ?? [];
        this.#place = place;
        this.#draw();
    }

    /** What has arrived at the server; the chips of these go, failed ones stay. */
    take() {
        const ready = this.#held.filter((each) => each.condition === 'ready');
        this.#held = this.#held.filter((each) => each.condition !== 'ready');
        this.#draw();
        return ready.map((each) => each.answer);
    }

    async #send(held) {
        held.condition = 'uploading';
        this.#draw();
        try {
            held.answer = await upload(held.file, held.abort.signal);
            held.condition = 'ready';
            announce(`${held.file.name} is ready to be sent.`);
        } catch (problem) {
            held.condition = 'failed';
            held.problem =
                problem instanceof TypeError ? 'the server cannot be reached' : problem.message;
            announce(`${held.file.name} was not uploaded: ${held.problem}`);
        }
        this.#draw();
    }

    #remove(held) {
        held.abort.abort();
        this.#held = this.#held.filter((each) => each !== held);
        this.#draw();
    }

    #chip(held) {
        const {name, size} = held.file;
        const words = {uploading: 'uploading …', ready: size_of(size), failed: held.problem};
        return h(
            'li',
            {class: `chip ${held.condition}`, 'data-file': name, 'data-state': held.condition},
            icon('attach'),
            `${name} (${words[held.condition]})`,
            held.condition === 'failed' &&
                h('button',
                  {type: 'button', class: 'button small', on_click: () => this.#send(held)},
                  'Try again'),
            h(
                'button',
                {
                    type: 'button',
                    class: 'tool',
                    'aria-label': `Remove ${name}`,
                    on_click: () => this.#remove(held)
                },
                icon('close'),
            ),
        );
    }

    #draw() {
        this.row.hidden = this.#held.length === 0;
        this.row.replaceChildren(...this.#held.map((each) => this.#chip(each)));
        this.#on_change();
    }
}
