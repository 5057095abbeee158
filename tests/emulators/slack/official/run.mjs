// What Slack's own clients do against the emulator, each test with a fresh one; `run` starts it.

import assert from 'node:assert/strict';
import test from 'node:test';

import {Emulator} from './emulator.mjs';
import * as bolt from './bolt.mjs';
import * as http_mode from './http_mode.mjs';
import * as socket_mode from './socket_mode.mjs';
import * as web_api from './web_api.mjs';

const [program, tls, ...wanted] = process.argv.slice(2);
if (!program) {
    console.error('usage: tests/emulators/slack/official/run SLACK_EMULATOR [TEST NAME…]');
    process.exit(2);
}

for (const {tests} of [web_api, socket_mode, bolt, http_mode]) {
    for (const [name, play] of Object.entries(tests)) {
        if (wanted.length && !wanted.includes(name)) continue;
        test(tls ? `${name}, over TLS` : name, {timeout: 20000}, async () => {
            const emulator = await Emulator.start(program, tls);
            const ends = [];
            try {
                await emulator.tell('add_user', {name: 'ana', real_name: 'Ana Lopez'});
                const {bot_user} = emulator.about;
                await emulator.tell('add_channel', {name: 'ops', members: ['ana', bot_user]});
                await play(emulator, {after: (end) => ends.push(end), tls});
                const {strangers} = await emulator.tell('summary');
                assert.equal(strangers, 0, 'an ack for an envelope there never was');
            } finally {
                // Before the emulator: a client whose server is gone waits 30 s for its goodbye.
                for (const end of ends) await end();
                await emulator.stop();
            }
        });
    }
}
