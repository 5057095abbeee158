// WebSocketClient: events, and coming back without losing any.

import assert from 'node:assert/strict';

import client_package from '@mattermost/client';
import Socket from 'ws';

const {WebSocketClient} = client_package;

// A browser has both of these.
globalThis.WebSocket ??= Socket;
globalThis.CloseEvent ??= class CloseEvent extends Event {
    constructor(type, {code = 0, wasClean = false} = {}) {
        super(type);
        Object.assign(this, {code, wasClean});
    }
};
console.log = () => {};  // the client is talkative

/** `by_cookie`: the upgrade is authenticated, as a browser's; else by challenge. */
async function connected(emulator, t, {by_cookie = true, clientPingInterval = 30000} = {}) {
    const {bot_token, socket_url} = emulator.about;
    const client = new WebSocketClient({
        minWebSocketRetryTime: 20,
        reconnectJitterRange: 10,
        clientPingInterval,
        newWebSocketFn: (url) =>
            new Socket(url, by_cookie ? {headers: {cookie: `MMAUTHTOKEN=${bot_token}`}} : {}),
    });
    const heard = {events: [], gaps: 0, ids: [], told() {}};
    client.addMessageListener(({event, seq, data}) => {
        heard.events.push(`${event}#${seq}`);
        if (event === 'hello') heard.ids.push(data.connection_id);
        if (event === 'posted') heard.last = JSON.parse(data.post).message;
        heard.told();
    });
    client.addMissedMessageListener(() => ++heard.gaps);
    client.initialize(socket_url, by_cookie ? undefined : bot_token);
    t.after(() => client.close());
    await emulator.until('summary', {at: '/ready', is: 1});
    return {client, heard};
}

const say = (emulator, text) => emulator.tell('says', {user: 'ana', channel: 'incidents', text});
async function hears(heard, text) {
    while (heard.last !== text) await new Promise((next) => (heard.told = next));
}

async function events(emulator, t) {
    for (const by_cookie of [true, false]) {
        const {client, heard} = await connected(emulator, t, {by_cookie});
        await say(emulator, `one ${by_cookie}`);
        await hears(heard, `one ${by_cookie}`);
        assert.deepEqual(heard.events, ['hello#0', 'status_change#1', 'posted#2']);
        client.close();
        await emulator.until('summary', {at: '/held', is: 0});
    }
}

async function resumes(emulator, t) {
    const {heard} = await connected(emulator, t);
    await say(emulator, 'heard');
    await hears(heard, 'heard');
    await emulator.tell('arm', {name: 'upgrade_status', times: 2});
    await emulator.tell('strike', {what: 'drop'});
    await emulator.until('summary', {at: '/held', is: 0});
    await say(emulator, 'missed');
    await say(emulator, 'missed too');
    await hears(heard, 'missed too');
    await emulator.until('summary', {at: '/resumed', is: 1});
    assert.deepEqual(heard.events.slice(0, 6), [
        'hello#0', 'status_change#1', 'posted#2', 'status_change#3', 'posted#4', 'posted#5',
    ]);
    assert.equal(heard.gaps, 0);
    assert.equal((await emulator.tell('summary')).untold, 0);
}

async function begins_anew(emulator, t) {
    const {heard} = await connected(emulator, t);
    await emulator.tell('restart');
    await emulator.until('summary', {at: '/sockets', is: 2});
    await emulator.until('summary', {at: '/ready', is: 1});
    await say(emulator, 'after');
    await hears(heard, 'after');
    assert.equal(heard.gaps, 1);
    assert.notEqual(heard.ids[0], heard.ids[1]);
}

async function crashed_hub(emulator, t) {
    const {heard} = await connected(emulator, t, {clientPingInterval: 60});
    await emulator.tell('strike', {what: 'hub_crash'});
    await say(emulator, 'unheard');
    // Only its own ping tells it, two intervals later.
    await emulator.until('summary', {at: '/sockets', is: 2});
    await emulator.until('summary', {at: '/ready', is: 1});
    await say(emulator, 'heard again');
    await hears(heard, 'heard again');
    assert.equal(heard.gaps, 1);
    const {posts} = await import('./client4.mjs').then(({client_of}) =>
        client_of(emulator).getPosts(emulator.about.incidents));
    assert.equal(Object.keys(posts).length, 2);
}

async function broken_wires(emulator, t) {
    const {heard} = await connected(emulator, t);
    for (const name of ['fragmented', 'interleaved', 'byte_by_byte', 'huge']) {
        await emulator.tell('arm', {name});
        await say(emulator, name);
        await hears(heard, name);
    }
    await emulator.tell('arm', {name: 'reset_mid_frame'});
    await say(emulator, 'cut');
    await hears(heard, 'cut');
    assert.equal(heard.gaps, 0);
}

export const tests = {
    'WebSocketClient hears events, by cookie and by challenge': events,
    'WebSocketClient resumes and gets what it missed, in order': resumes,
    'WebSocketClient begins anew after a restart and knows of the gap': begins_anew,
    'WebSocketClient leaves a hub that answers no ping': crashed_hub,
    'WebSocketClient reads frames however they come': broken_wires,
};
