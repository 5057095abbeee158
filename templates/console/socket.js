// One WebSocket to the server: requests with their answers, events, and coming back after a loss.

/** The server said no; `message` is its sentence. */
export class Refused extends Error {
    constructor(message, code) {
        super(message);
        this.code = code ?? 'refused';
    }
}

/** The connection went before the answer came; whether the server heard is not known. */
export class Lost extends Error {}

const first_wait_ms = 500;
const longest_wait_ms = 20000;
const answer_limit_ms = 15000;
const idle_check_ms = 30000;

export class Socket {
    #hooks;
    #socket = null;
    #waiting = new Map();
    #next = 1;
    #attempt = 0;
    #timer = 0;
    #idle = 0;
    phase = 'idle';

    /**
     * @param {{url: string, on_event: Function, on_phase: Function, may_connect: Function}} hooks
     * `on_phase(phase, retry_at)` hears `connecting`, `connected`, `waiting` (retry_at in ms) and
     * `stopped`; `may_connect()` is asked, and awaited, before each return after a loss: false
     * stops.
     */
    constructor(hooks) {
        this.#hooks = hooks;
        addEventListener('online', () => this.retry_now());
        document.addEventListener('visibilitychange', () => !document.hidden && this.retry_now());
    }

    get is_connected() { return this.phase === 'connected'; }

    start() {
        clearTimeout(this.#timer);
        if (this.#socket) return;
        this.#enter('connecting');
        const socket = new WebSocket(this.#hooks.url);
        this.#socket = socket;
        const slow = setTimeout(() => socket.close(), answer_limit_ms);
        socket.addEventListener('open', () => {
            clearTimeout(slow);
            if (this.#socket !== socket) return;
            this.#watch_idle();
            this.#enter('connected');
        });
        socket.addEventListener(
            'message', (event) => this.#socket === socket && this.#receive(event.data)
        );
        socket.addEventListener('close', () => {
            clearTimeout(slow);
            this.#drop(socket);
        });
    }

    /** Ends the wait before the next attempt; nothing happens while connected or stopped. */
    retry_now() {
        if (this.phase === 'waiting') this.#come_back();
    }

    stop() {
        clearTimeout(this.#timer);
        this.#enter('stopped');
        this.#socket?.close();
    }

    /** Resolves with the answer; rejects with Refused or Lost. */
    request(fields) {
        if (!this.is_connected) return Promise.reject(new Lost('Not connected.'));
        const n = this.#next++;
        return new Promise((resolve, reject) => {
            // An answer this late means a dead connection that nobody has closed yet.
            const socket = this.#socket;
            const late = setTimeout(() => {
                socket.close();
                this.#drop(socket);
            }, answer_limit_ms);
            this.#waiting.set(n, {resolve, reject, late});
            socket.send(JSON.stringify({n, ...fields}));
        });
    }

    #enter(phase, retry_at = 0) {
        this.phase = phase;
        this.#hooks.on_phase(phase, retry_at);
    }

    #receive(data) {
        this.#attempt = 0;
        this.#watch_idle();
        let frame;
        try {
            frame = JSON.parse(data);
        } catch {
            console.error('The server sent a frame that is not JSON.');
            return;
        }
        if (frame.event) this.#hooks.on_event(frame);
        for (const n of frame.acks ?? []) this.#answer(n, {ok: true});
        if (frame.n !== undefined) this.#answer(frame.n, frame);
    }

    #answer(n, frame) {
        const asked = this.#waiting.get(n);
        if (!asked) return;
        this.#waiting.delete(n);
        clearTimeout(asked.late);
        if (frame.error !== undefined)
            asked.reject(new Refused(frame.error, frame.code));
        else
            asked.resolve(frame);
    }

    #drop(socket) {
        if (this.#socket !== socket) return;
        this.#socket = null;
        clearTimeout(this.#idle);
        const lost = [...this.#waiting.values()];
        this.#waiting.clear();
        for (const {reject, late} of lost) {
            clearTimeout(late);
            reject(new Lost('The connection was lost.'));
        }
        if (this.phase === 'stopped') return;
        const reach = Math.min(longest_wait_ms, first_wait_ms * 2 ** this.#attempt++);
        const wait = reach * (0.5 + Math.random() / 2);
        this.#timer = setTimeout(() => this.#come_back(), wait);
        this.#enter('waiting', Date.now() + wait);
    }

    async #come_back() {
        clearTimeout(this.#timer);
        this.#enter('connecting');
        if (await this.#hooks.may_connect())
            this.start();
        else
            this.stop();
    }

    // Nothing heard for a while may be quiet or a dead line: a question tells them apart.
    #watch_idle() {
        clearTimeout(this.#idle);
        this.#idle = setTimeout(() => {
            this.request({do: 'templates'}).catch(() => {});
            this.#watch_idle();
        }, idle_check_ms);
    }
}
