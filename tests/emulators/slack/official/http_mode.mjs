// @slack/bolt as an HTTP receiver: the emulator calls it, signed.

import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';

import bolt from '@slack/bolt';

import {visit, wire} from './bolt.mjs';
import {quiet} from './quiet.mjs';

const secret = '0123456789abcdef0123456789abcdef';

async function listening(emulator, t) {
    const app = new bolt.App({
        token: emulator.about.bot_token,
        signingSecret: secret,
        logger: quiet,
        clientOptions: {slackApiUrl: emulator.about.api_url},
    });
    const options = t.tls
        ? {cert: await readFile(`${t.tls}/cert.pem`), key: await readFile(`${t.tls}/key.pem`)}
        : {};
    const server = await app.start(0, options);
    if (!server.listening) await once(server, 'listening');
    t.after(() => app.stop());
    const origin = t.tls ? 'https://localhost' : 'http://127.0.0.1';
    const url = `${origin}:${server.address().port}/slack/events`;
    await emulator.tell('use_webhook', {url, secret});
    return {app, url};
}

async function half_an_hour(emulator, t) {
    const heard = [];
    const {app} = await listening(emulator, t);
    wire(app, heard);
    const verified = await emulator.tell('verify_url', {challenge: 'abc'});
    assert.deepEqual(JSON.parse(verified.body), {challenge: 'abc'});
    const checked = await emulator.tell('check_ssl');
    assert.equal(checked.status, 200);
    await visit(emulator, app, heard);
}

async function bad_signature(emulator, t) {
    const {url} = await listening(emulator, t);
    await emulator.tell('use_webhook', {url, secret: 'another secret'});
    const refused = await emulator.tell('verify_url', {challenge: 'abc'});
    assert.equal(refused.status, 401);
}

async function retries(emulator, t) {
    await emulator.tell('delivery_is', {again_after: [0, 100, 100]});
    const {app, url} = await listening(emulator, t);
    const heard = [];
    app.use(async ({context, next}) => {
        heard.push([context.retryNum, context.retryReason]);
        await next();
    });
    app.message(/.*/, async () => {});
    // Nothing is there, so Bolt answers 404 to the first two.
    await emulator.tell('use_webhook', {url: `${url}/else`, secret});
    await emulator.tell('says', {user: 'ana', channel: 'ops', text: 'hello'});
    await emulator.until('envelopes', {at: '/0/sent/1/reason', is: 'http_error'});
    await emulator.tell('use_webhook', {url, secret});
    await emulator.until('summary', {at: '/unacked', is: 0});
    assert.deepEqual(heard, [[2, 'http_error']]);
}

export const tests = {
    'bolt serves a person over HTTP': half_an_hour,
    'bolt refuses a signature with another secret': bad_signature,
    'bolt is called again after a failure': retries,
};
