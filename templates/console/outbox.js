// What the person did and the server has not acknowledged: kept in order, sent again with the same
// id.

import {Lost} from './socket.js';

/** An id the server can recognise a second copy by. `randomUUID` exists only on secure origins. */
export function make_id() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return [...bytes].map((each) => each.toString(16).padStart(2, '0')).join('');
}

/**
 * An entry is `{fields, local, at, in_flight, acked, error}`; `fields` goes over the wire as it is,
 * `local` is the page's own note (the thread it was written in).
 */
export class Outbox {
    #socket;
    #hooks;
    #key = '';
    entries = [];

    /** @param {{on_change: Function, on_answer: Function, on_refused: Function}} hooks */
    constructor(socket, hooks) {
        this.#socket = socket;
        this.#hooks = hooks;
    }

    /** Takes up what this tab had not got through before a reload. */
    restore(name) {
        this.#key = `scribe.outbox.${name}`;
        try {
            this.entries = JSON.parse(sessionStorage.getItem(this.#key) ?? '[]');
        } catch {
            this.entries = [];
        }
    }

    add(fields, local = {}) {
        this.entries.push({fields, local, at: new Date().toISOString()});
        this.#changed();
        this.flush();
    }

    /** Sends, in order, everything not under way; call it after the rooms are open again. */
    flush() {
        if (!this.#socket.is_connected) return;
        for (const entry of this.entries) {
            if (!entry.in_flight && !entry.acked && !entry.error) this.#send(entry);
        }
    }

    get waiting() { return this.entries.filter((each) => !each.acked && !each.error).length; }

    remove(id) {
        const kept = this.entries.filter((each) => each.fields.id !== id);
        if (kept.length === this.entries.length) return;
        this.entries = kept;
        this.#changed();
    }

    /** A refused entry goes out again as a new wish: under its old id the answer stands. */
    retry(id) {
        const entry = this.entries.find((each) => each.fields.id === id);
        if (!entry?.error) return;
        this.remove(id);
        this.add({...entry.fields, id: make_id()}, entry.local);
    }

    async #send(entry) {
        entry.in_flight = true;
        try {
            const answer = await this.#socket.request(entry.fields);
            entry.acked = true;
            this.#hooks.on_answer(entry, answer);
        } catch (problem) {
            entry.in_flight = false;
            if (problem instanceof Lost) return;
            entry.error = problem.message;
            this.#hooks.on_refused(entry);
        }
        this.#changed();
    }

    #changed() {
        const unacked = this.entries.filter((each) => !each.acked);
        const kept = unacked.map(({fields, local, at, error}) => ({fields, local, at, error}));
        try {
            sessionStorage.setItem(this.#key, JSON.stringify(kept));
        } catch {
            // A full or forbidden storage costs only the survival of a reload.
        }
        this.#hooks.on_change();
    }
}
