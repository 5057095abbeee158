// @slack/bolt over Socket Mode: what an app written with it does, seen from both sides.

import assert from 'node:assert/strict';

import bolt from '@slack/bolt';

import {quiet} from './quiet.mjs';

export const modal = {
    type: 'modal',
    callback_id: 'declare',
    title: {type: 'plain_text', text: 'Declare'},
    submit: {type: 'plain_text', text: 'Declare'},
    blocks: [
        {
            type: 'input',
            block_id: 'title',
            label: {type: 'plain_text', text: 'Title'},
            element: {type: 'plain_text_input', action_id: 'title'},
        },
    ],
};

const button = {
    type: 'actions',
    elements: [{type: 'button', action_id: 'lead', value: '7', text: {type: 'plain_text', text: 'Take lead'}}],
};

/** What the app of these tests does; `heard` collects it. */
export function wire(app, heard) {
    app.event('app_mention', async ({event}) => heard.push(['mention', event.text]));
    app.message(/.*/, async ({message}) => heard.push(['message', message.text]));
    app.command('/incident', async ({command, ack, respond, client}) => {
        heard.push(['command', command.text]);
        if (command.text === 'declare') {
            await ack();
            await client.views.open({trigger_id: command.trigger_id, view: modal});
        } else {
            await ack({text: `you said ${command.text}`});
            await respond({text: 'and later this', response_type: 'in_channel'});
        }
    });
    app.action('lead', async ({ack, action, respond}) => {
        await ack();
        heard.push(['pressed', action.value]);
        await respond({text: 'you lead', replace_original: false});
    });
    app.view('declare', async ({ack, view}) => {
        const {value} = view.state.values.title.title;
        heard.push(['submitted', value]);
        if (value.length < 5) await ack({response_action: 'errors', errors: {title: 'say more'}});
        else await ack();
    });
    app.shortcut('declare', async ({ack, shortcut, client}) => {
        await ack();
        await client.views.open({trigger_id: shortcut.trigger_id, view: modal});
    });
    app.shortcut('add_timeline', async ({ack, shortcut}) => {
        await ack();
        heard.push(['saved', shortcut.message.text]);
    });
    app.event('reaction_added', async ({event}) => heard.push(['reaction', event.reaction]));
}

/** A person's half hour with that app. */
export async function visit(emulator, app, heard) {
    const ana = {user: 'ana', channel: 'ops'};
    const has = async (kind, value) => {
        const end = Date.now() + 5000;
        while (!heard.some(([name, said]) => name === kind && said === value)) {
            assert.ok(Date.now() < end, `never heard: ${kind} ${value} in ${JSON.stringify(heard)}`);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    };
    const stands = async (text, user = 'ana') => {
        const end = Date.now() + 5000;
        for (;;) {
            const lines = await emulator.tell('lines', {channel: 'ops', user});
            if (lines.some((line) => line.includes(text))) return;
            assert.ok(Date.now() < end, `never seen: ${text} in ${JSON.stringify(lines)}`);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    };

    const {ts} = await emulator.tell('says', {...ana, text: 'db is slow & hot'});
    await has('message', 'db is slow &amp; hot');
    await emulator.tell('reacts', {...ana, ts, name: 'eyes'});
    await has('reaction', 'eyes');
    await emulator.tell('says', {...ana, text: '@scribe status'});
    await has('mention', `<@${emulator.about.bot_user}> status`);

    await emulator.tell('runs_command', {...ana, line: '/incident status'});
    await has('command', 'status');
    await stands('you said status');
    await stands('and later this');

    const {id: channel} = await emulator.tell('channel', {channel: 'ops'});
    const card = await app.client.chat.postMessage({channel, text: 'a card', blocks: [button]});
    await emulator.tell('presses', {...ana, ts: card.ts, button: 'lead'});
    await has('pressed', '7');
    await stands('you lead');

    await emulator.tell('runs_command', {...ana, line: '/incident declare'});
    const [form] = await emulator.until('modals', {at: '/0/content/callback_id', is: 'declare'}, {user: 'ana'});
    await emulator.tell('submits', {user: 'ana', view: form.id, values: {title: 'db'}});
    await emulator.until('modals', {at: '/0/errors/title', is: 'say more'}, {user: 'ana'});
    await emulator.tell('submits', {user: 'ana', view: form.id, values: {title: 'db is slow'}});
    await has('submitted', 'db is slow');
    await emulator.until('modals', {at: '', is: []}, {user: 'ana'});

    await emulator.tell('uses_shortcut', {user: 'ana', callback_id: 'declare'});
    await emulator.until('modals', {at: '/0/content/callback_id', is: 'declare'}, {user: 'ana'});
    await emulator.tell('uses_message_menu', {...ana, ts, callback_id: 'add_timeline'});
    await has('saved', 'db is slow &amp; hot');
    const now = await emulator.until('summary', {at: '/unacked', is: 0});
    assert.equal(now.acked_twice, 0);
}

async function half_an_hour(emulator, t) {
    const heard = [];
    const app = new bolt.App({
        token: emulator.about.bot_token,
        appToken: emulator.about.app_token,
        socketMode: true,
        logger: quiet,
        clientOptions: {slackApiUrl: emulator.about.api_url},
    });
    wire(app, heard);
    await app.start();
    t.after(() => app.stop());
    await visit(emulator, app, heard);
    const [socket] = await emulator.tell('sockets');
    assert.deepEqual(socket.strange, []);
}

export const tests = {'bolt serves a person over a socket': half_an_hour};
