// What Slack's own clients do against the emulator.

import assert from 'node:assert/strict';

import {play} from '../../shared/official/play.mjs';
import * as bolt from './bolt.mjs';
import * as http_mode from './http_mode.mjs';
import * as socket_mode from './socket_mode.mjs';
import * as web_api from './web_api.mjs';

play([web_api, socket_mode, bolt, http_mode], {
    async set_up(emulator) {
        await emulator.tell('add_user', {name: 'ana', real_name: 'Ana Lopez'});
        const {bot_user} = emulator.about;
        await emulator.tell('add_channel', {name: 'ops', members: ['ana', bot_user]});
    },
    async check(emulator) {
        const {strangers} = await emulator.tell('summary');
        assert.equal(strangers, 0, 'an ack for an envelope there never was');
    },
});
