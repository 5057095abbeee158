// What Mattermost's own client does against the emulator.

import assert from 'node:assert/strict';

import {play} from '../../shared/official/play.mjs';
import * as client4 from './client4.mjs';
import * as websocket from './websocket.mjs';

play([client4, websocket], {
    async set_up(emulator) {
        await emulator.tell('add_user', {name: 'ana'});
        const {bot_user} = emulator.about;
        const {id} = await emulator.tell('add_channel', {name: 'incidents', members: ['ana', bot_user]});
        emulator.about.incidents = id;
    },
    async check(emulator) {
        for (const {strange} of await emulator.tell('sockets')) assert.deepEqual(strange, []);
        assert.deepEqual(await emulator.tell('duplicates'), []);
    },
});
