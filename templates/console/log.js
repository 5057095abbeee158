// The loaded messages of one room: always one unbroken stretch that ends at the newest.

function place_of(messages, seq) {
    let low = 0;
    let high = messages.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (messages[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

export class Log {
    #by_id = new Map();
    #derived = null;
    #held = null;
    messages = [];
    notices = [];
    more = false;
    is_loaded = false;
    earlier_under_way = null;
    unread = 0;

    get oldest() { return this.messages[0]?.seq ?? Infinity; }

    get newest() { return this.messages.at(-1)?.seq ?? 0; }

    find(id) { return this.#by_id.get(id); }

    /**
     * From here to `replace`, events are kept aside: a page asked for earlier must not undo them.
     */
    hold() { this.#held = []; }

    release() {
        const held = this.#held ?? [];
        this.#held = null;
        this.upsert(held);
    }

    /** @param {object[]} messages oldest first, up to the newest */
    replace(messages, more) {
        this.messages = [...messages];
        this.#by_id = new Map(messages.map((each) => [each.id, each]));
        this.more = more;
        this.is_loaded = true;
        this.#derived = null;
        this.release();
    }

    prepend(messages, more) {
        const fresh = messages.filter((each) => !this.#by_id.has(each.id));
        for (const each of fresh) this.#by_id.set(each.id, each);
        this.messages = [...fresh, ...this.messages];
        this.more = more;
        this.#derived = null;
    }

    /** Takes new and changed messages; gives back those that are new here. */
    upsert(messages) {
        if (this.#held) {
            this.#held.push(...messages);
            return [];
        }
        const fresh = [];
        for (const message of messages) {
            const at = place_of(this.messages, message.seq);
            if (this.#by_id.has(message.id)) {
                const index =
                    this.messages[at]?.id === message.id ? at : this.#index_of(message.id);
                this.messages[index] = message;
            } else {
                // A change to something before the loaded stretch would tear a hole into it.
                if (this.more && message.seq < this.oldest) continue;
                this.messages.splice(at, 0, message);
                fresh.push(message);
            }
            this.#by_id.set(message.id, message);
        }
        if (messages.length) this.#derived = null;
        return fresh;
    }

    #index_of(id) { return this.messages.findIndex((each) => each.id === id); }

    #derive() {
        if (this.#derived) return this.#derived;
        const replies = new Map();
        const flow = [];
        for (const message of this.messages) {
            if (!message.parent || !this.#by_id.has(message.parent)) flow.push(message);
            if (!message.parent) continue;
            if (!replies.has(message.parent)) replies.set(message.parent, []);
            replies.get(message.parent).push(message);
        }
        this.#derived = {flow, replies};
        return this.#derived;
    }

    /** What stands in the room itself: openers, and replies whose opener is not loaded. */
    get flow() { return this.#derive().flow; }

    replies(id) { return this.#derive().replies.get(id) ?? []; }

    last_own(who, parent) {
        return this.messages.findLast(
            (each) => each.who === who && !each.bot && !each.deleted && !each.system &&
                (each.parent ?? null) === parent,
        );
    }
}
