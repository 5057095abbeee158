// Plays suites of tests against an emulator's program, each test with a fresh one; `run` says how.

import assert from 'node:assert/strict';
import test from 'node:test';

import {Emulator} from './emulator.mjs';

/** `suites`: {tests: {name: play}}. `set_up(emulator)` before each, `check(emulator)` after it. */
export function play(suites, {set_up, check}) {
    const [program, tls, ...wanted] = process.argv.slice(2);
    assert.ok(program, 'usage: official/run EMULATOR [TEST NAME…]');
    for (const {tests} of suites) {
        for (const [name, act] of Object.entries(tests)) {
            if (wanted.length && !wanted.includes(name)) continue;
            test(tls ? `${name}, over TLS` : name, {timeout: 20000}, async () => {
                const emulator = await Emulator.start(program, tls);
                const ends = [];
                try {
                    await set_up(emulator);
                    await act(emulator, {after: (end) => ends.push(end), tls});
                    await check(emulator);
                } finally {
                    // Before the emulator: a client whose server is gone waits long for its goodbye.
                    for (const end of ends) await end();
                    await emulator.stop();
                }
            });
        }
    }
}
