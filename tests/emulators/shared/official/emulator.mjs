// The emulator as a process, and its remote control.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

export class Emulator {
    #child;
    #control;
    about;

    /** `tls`: a folder with cert.pem and key.pem, or empty. */
    static async start(program, tls) {
        const emulator = new Emulator();
        const words = tls ? ['--tls', `${tls}/cert.pem`, `${tls}/key.pem`, '--host', 'localhost'] : [];
        const child = spawn(program, words, {stdio: ['ignore', 'pipe', 'inherit']});
        emulator.#child = child;
        const lines = createInterface({input: child.stdout});
        const ended = once(child, 'exit').then(([code]) => {
            throw new Error(`the emulator ended with ${code}`);
        });
        ended.catch(() => {});
        const [line] = await Promise.race([once(lines, 'line'), ended]);
        emulator.#control = `http://127.0.0.1:${JSON.parse(line).control_port}`;
        emulator.about = await emulator.tell('about');
        return emulator;
    }

    async tell(verb, given = {}) {
        const answer = await fetch(`${this.#control}/${verb}`, {
            method: 'POST',
            body: JSON.stringify(given),
        });
        const said = await answer.json();
        if (!answer.ok) throw new Error(said.error);
        return said;
    }

    /** Until a value of another verb's answer is so: {at: '/ready', at_least: 1}. */
    until(verb, wanted, given = {}) { return this.tell('wait', {for: verb, with: given, ...wanted}); }

    async stop() {
        const ended = once(this.#child, 'exit');
        this.#child.kill('SIGTERM');
        const [code] = await ended;
        if (code !== 0) throw new Error(`the emulator ended with ${code}`);
    }
}
