// @slack/web-api: every method the bot uses, through the client everybody uses.

import assert from 'node:assert/strict';

import {ErrorCode, WebClient} from '@slack/web-api';

import {quiet} from './quiet.mjs';

function client_of(emulator, more = {}) {
    return new WebClient(emulator.about.bot_token, {
        slackApiUrl: emulator.about.api_url,
        logger: quiet,
        ...more,
    });
}

async function refused(promise, code) {
    await assert.rejects(promise, (problem) => {
        assert.equal(problem.code, ErrorCode.PlatformError);
        assert.equal(problem.data.error, code);
        return true;
    });
}

const section = (text) => ({type: 'section', text: {type: 'mrkdwn', text}});

async function conversations(emulator) {
    const client = client_of(emulator);
    const me = await client.auth.test();
    assert.equal(me.user_id, emulator.about.bot_user);
    assert.ok(me.response_metadata.scopes.length > 0);

    const {channel} = await client.conversations.create({name: 'inc-1-db'});
    assert.equal(channel.name, 'inc-1-db');
    await refused(client.conversations.create({name: 'inc-1-db'}), 'name_taken');
    await refused(client.conversations.create({name: 'Not Fine'}), 'invalid_name_specials');
    const ana = (await client.users.list({limit: 100})).members.find((one) => one.name === 'ana');
    await client.conversations.invite({channel: channel.id, users: ana.id});
    await client.conversations.setTopic({channel: channel.id, topic: 'SEV2 | db'});
    await client.conversations.setPurpose({channel: channel.id, purpose: 'to mend the db'});
    const info = await client.conversations.info({channel: channel.id});
    assert.equal(info.channel.topic.value, 'SEV2 | db');
    const members = await client.conversations.members({channel: channel.id});
    assert.ok(members.members.includes(ana.id));
    await client.bookmarks.add({
        channel_id: channel.id,
        title: 'Console',
        type: 'link',
        link: 'https://scribe.example/incidents/1',
    });
    const links = await client.bookmarks.list({channel_id: channel.id});
    assert.equal(links.bookmarks[0].title, 'Console');
    await client.conversations.rename({channel: channel.id, name: 'inc-1-database'});
    await client.conversations.archive({channel: channel.id});
    await refused(client.conversations.archive({channel: channel.id}), 'already_archived');
    const open = await client.conversations.list({exclude_archived: true, limit: 100});
    assert.ok(!open.channels.some((one) => one.id === channel.id));
}

async function messages(emulator) {
    const client = client_of(emulator);
    const {id: channel} = await emulator.tell('channel', {channel: 'ops'});
    const text = 'größer & <kleiner> 🔥';
    const posted = await client.chat.postMessage({
        channel,
        text,
        blocks: [section('*größer* 🔥')],
        metadata: {event_type: 'scribe', event_payload: {part: 1}},
    });
    await client.chat.update({channel, ts: posted.ts, text: 'now with *words*', blocks: [section('new')]});
    await client.chat.postMessage({channel, text: 'below', thread_ts: posted.ts});
    const {permalink} = await client.chat.getPermalink({channel, message_ts: posted.ts});
    assert.match(permalink, /archives/);
    const user = (await client.users.list({limit: 100})).members.find((one) => one.name === 'ana').id;
    await client.chat.postEphemeral({channel, user, text: 'between us'});

    await client.pins.add({channel, timestamp: posted.ts});
    await refused(client.pins.add({channel, timestamp: posted.ts}), 'already_pinned');
    assert.equal((await client.pins.list({channel})).items.length, 1);
    await client.pins.remove({channel, timestamp: posted.ts});
    await client.reactions.add({channel, timestamp: posted.ts, name: 'eyes'});
    await refused(client.reactions.add({channel, timestamp: posted.ts, name: 'eyes'}), 'already_reacted');
    const {message} = await client.reactions.get({channel, timestamp: posted.ts, full: true});
    assert.equal(message.reactions[0].name, 'eyes');
    await client.reactions.remove({channel, timestamp: posted.ts, name: 'eyes'});

    const history = await client.conversations.history({channel, include_all_metadata: true});
    const ours = history.messages.find((one) => one.ts === posted.ts);
    assert.equal(ours.metadata.event_payload.part, 1);
    assert.equal(ours.blocks[0].text.text, 'new');
    const thread = await client.conversations.replies({channel, ts: posted.ts});
    assert.equal(thread.messages.length, 2);
    await client.chat.delete({channel, ts: thread.messages[1].ts});

    const seen = await emulator.tell('lines', {channel, user: 'ana'});
    assert.ok(seen.some((line) => line.includes('between us')), seen.join('\n'));
}

async function people_and_pages(emulator) {
    const client = client_of(emulator);
    for (let number = 0; number < 7; ++number) await emulator.tell('add_user', {name: `p${number}`});
    const names = [];
    for await (const page of client.paginate('users.list', {limit: 3}))
        names.push(...page.members.map((one) => one.name));
    for (let number = 0; number < 7; ++number) assert.ok(names.includes(`p${number}`));
    assert.equal(new Set(names).size, names.length);

    const found = await client.users.lookupByEmail({email: 'p3@acme.example'});
    const info = await client.users.info({user: found.user.id});
    assert.equal(info.user.name, 'p3');
    await refused(client.users.lookupByEmail({email: 'no@acme.example'}), 'users_not_found');
    await client.usergroups.list({include_users: true});
    const {team} = await client.team.info();
    assert.equal(team.id, emulator.about.team);
}

async function files_and_homes(emulator) {
    const client = client_of(emulator);
    const {id: channel_id} = await emulator.tell('channel', {channel: 'ops'});
    const content = 'post-mortem: größer\n';
    const done = await client.filesUploadV2({
        channel_id,
        filename: 'rca.md',
        title: 'RCA',
        file: Buffer.from(content),
        initial_comment: 'the RCA',
    });
    assert.equal(done.ok, true);
    const history = await client.conversations.history({channel: channel_id});
    const [file] = history.messages.find((one) => one.files).files;
    const headers = {Authorization: `Bearer ${emulator.about.bot_token}`};
    assert.equal(await (await fetch(file.url_private, {headers})).text(), content);

    const user_id = (await client.users.list({limit: 100})).members.find((one) => one.name === 'ana').id;
    await client.views.publish({user_id, view: {type: 'home', blocks: [section('2 open incidents')]}});
    const home = await emulator.tell('home', {user: 'ana'});
    assert.equal(home.content.blocks[0].text.text, '2 open incidents');
    await refused(
        client.views.open({trigger_id: '1.2.x', view: {type: 'modal', title: {type: 'plain_text', text: 'x'}, blocks: []}}),
        'invalid_trigger_id',
    );
}

async function rate_limits(emulator) {
    const client = client_of(emulator, {rejectRateLimitedCalls: true});
    await emulator.tell('arm', {name: 'too_many', value: '7', only: 'auth.test'});
    await assert.rejects(client.auth.test(), (problem) => {
        assert.equal(problem.code, ErrorCode.RateLimitedError);
        assert.equal(problem.retryAfter, 7);
        return true;
    });
    const patient = client_of(emulator);
    await emulator.tell('arm', {name: 'too_many', value: '1', only: 'auth.test'});
    assert.equal((await patient.auth.test()).ok, true);

    const once = client_of(emulator, {retryConfig: {retries: 0}});
    await emulator.tell('arm', {name: 'status_before', value: '503', only: 'auth.test'});
    await assert.rejects(once.auth.test(), (problem) => problem.code === ErrorCode.HTTPError);
    await emulator.tell('arm', {name: 'drop_after', only: 'auth.test'});
    await assert.rejects(once.auth.test(), (problem) => problem.code === ErrorCode.RequestError);
    await refused(client_of({about: {...emulator.about, bot_token: 'xoxb-no'}}).auth.test(), 'invalid_auth');
}

export const tests = {
    'web-api opens, names and archives channels': conversations,
    'web-api posts, edits, pins and reacts': messages,
    'web-api pages through people': people_and_pages,
    'web-api uploads files and publishes homes': files_and_homes,
    'web-api meets limits and failures': rate_limits,
};
