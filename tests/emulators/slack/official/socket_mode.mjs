// @slack/socket-mode: hello, acks, redelivery, and coming back.

import assert from 'node:assert/strict';

import {SocketModeClient} from '@slack/socket-mode';

import {quiet} from './quiet.mjs';

async function connected(emulator, t) {
    const client = new SocketModeClient({
        appToken: emulator.about.app_token,
        // Also how long it waits before it comes back.
        clientPingTimeout: 300,
        logger: quiet,
        clientOptions: {slackApiUrl: emulator.about.api_url},
    });
    await client.start();
    t.after(() => client.disconnect());
    return client;
}

// `once` of node:events would take the errors of a connection that is cut for its own.
const back = (client) => new Promise((resolve) => client.once('connected', resolve));
const say = (emulator, text) => emulator.tell('says', {user: 'ana', channel: 'ops', text});
const acked = (emulator, count) =>
    emulator.until('summary', {at: '/unacked', is: 0}).then((now) => assert.equal(now.envelopes, count));

async function events(emulator, t) {
    const client = await connected(emulator, t);
    const heard = [];
    client.on('message', async ({event, ack}) => {
        heard.push(event.text);
        await ack();
    });
    for (let number = 0; number < 20; ++number) await say(emulator, `message ${number}`);
    await acked(emulator, 20);
    assert.equal(heard.length, 20);
    const {acked_twice, p99_ms} = await emulator.tell('summary');
    assert.equal(acked_twice, 0);
    assert.ok(p99_ms < 1000);
}

async function pings(emulator, t) {
    await connected(emulator, t);
    await emulator.until('sockets', {at: '/0/pings', at_least: 3});
    // It has heard the pongs, or it would have left by now.
    const [socket] = await emulator.tell('sockets');
    assert.equal(socket.closing, null);
}

async function redelivery(emulator, t) {
    await emulator.tell('delivery_is', {ack_within: 200, again_after: [0, 200, 200]});
    const client = await connected(emulator, t);
    const heard = [];
    client.on('message', async ({ack, retry_num, retry_reason}) => {
        heard.push([retry_num, retry_reason]);
        if (retry_num === 2) await ack();
    });
    await say(emulator, 'are you there?');
    await acked(emulator, 1);
    assert.deepEqual(heard, [[0, ''], [1, 'timeout'], [2, 'timeout']]);
}

async function refresh(emulator, t) {
    for (const leaves_tcp_open of [true, false]) {
        await emulator.tell('sockets_are', {leaves_tcp_open});
        const client = await connected(emulator, t);
        client.on('message', ({ack}) => ack());
        const before = (await emulator.tell('summary')).sockets;
        const again = back(client);
        await emulator.tell('strike', {what: 'refresh_requested'});
        await again;
        await emulator.until('summary', {at: '/sockets', is: before + 1});
        await emulator.until('summary', {at: '/ready', is: 1});
        await say(emulator, 'still here?');
        await emulator.until('summary', {at: '/unacked', is: 0});
        await client.disconnect();
        await emulator.until('summary', {at: '/held', is: 0});
    }
}

async function broken_wires(emulator, t) {
    const client = await connected(emulator, t);
    const heard = [];
    client.on('message', async ({event, ack}) => {
        heard.push(event.text);
        await ack();
    });
    const faults = ['fragmented', 'interleaved', 'byte_by_byte', 'binary', 'empty', 'garbage', 'huge'];
    for (const name of faults) {
        await emulator.tell('arm', {name});
        await say(emulator, name);
        await emulator.until('summary', {at: '/unacked', is: 0});
    }
    assert.deepEqual(heard, faults);

    await emulator.tell('delivery_is', {ack_within: 100, again_after: [500, 500, 500]});
    const again = back(client);
    await emulator.tell('arm', {name: 'reset_mid_frame'});
    await say(emulator, 'cut');
    await again;
    await emulator.until('summary', {at: '/unacked', is: 0});
    assert.equal(heard.at(-1), 'cut');
}

export const tests = {
    'socket-mode hears events and acks them': events,
    'socket-mode pings and is answered': pings,
    'socket-mode gets again what it did not ack': redelivery,
    'socket-mode comes back when asked to': refresh,
    'socket-mode reads frames however they come': broken_wires,
};
