// Client4: the REST API as Mattermost's own applications call it.

import assert from 'node:assert/strict';

import client_package from '@mattermost/client';

const {Client4} = client_package;

export function client_of(emulator) {
    const client = new Client4();
    client.setUrl(emulator.about.url);
    client.setToken(emulator.about.bot_token);
    return client;
}

async function posts(emulator) {
    const client = client_of(emulator);
    const channel_id = emulator.about.incidents;
    const made = await client.createPost({channel_id, message: 'a & b ü', pending_post_id: 'k:1'});
    const again = await client.createPost({channel_id, message: 'other', pending_post_id: 'k:1'});
    assert.equal(again.id, made.id);
    const reply = await client.createPost({channel_id, message: 'reply', root_id: made.id});
    await client.patchPost({id: made.id, message: 'edited'});
    await client.pinPost(made.id);
    const {bot_user} = emulator.about;
    await client.addReaction(bot_user, made.id, 'eyes');
    const reactions = await client.getReactionsForPost(made.id);
    assert.deepEqual(reactions.map(({emoji_name}) => emoji_name), ['eyes']);
    await client.removeReaction(bot_user, made.id, 'eyes');
    const {order, posts: seen} = await client.getPosts(channel_id);
    assert.deepEqual(order, [reply.id, made.id]);
    assert.equal(seen[made.id].message, 'edited');
    assert.equal(seen[made.id].is_pinned, true);
    assert.equal(Object.keys((await client.getPinnedPosts(channel_id)).posts).length, 1);
    await client.unpinPost(made.id);
    await client.deletePost(reply.id);
    const since = await client.getPostsSince(channel_id, made.create_at);
    assert.equal(since.posts[reply.id].message, '');
}

async function channels(emulator) {
    const client = client_of(emulator);
    const {team, bot_user} = emulator.about;
    const made = await client.createChannel({team_id: team, name: 'inc-7', display_name: 'INC 7', type: 'O'});
    const ana = await client.getUserByUsername('ana');
    await client.addToChannel(ana.id, made.id);
    await client.patchChannel(made.id, {header: 'db is slow'});
    assert.equal((await client.getChannelByName(team, 'inc-7')).header, 'db is slow');
    const members = await client.getChannelMembers(made.id);
    assert.deepEqual(members.map(({user_id}) => user_id), [bot_user, ana.id]);
    await client.removeFromChannel(ana.id, made.id);
    await client.deleteChannel(made.id);
    const direct = await client.createDirectChannel([bot_user, ana.id]);
    assert.equal(direct.type, 'D');
    assert.deepEqual((await client.getMyTeams()).map(({id}) => id), [team]);
    assert.equal((await client.getMe()).is_bot, true);
    assert.equal((await client.getClientConfig()).MaxPostSize, '16383');
}

async function files(emulator) {
    const client = client_of(emulator);
    const form = new FormData();
    form.append('channel_id', emulator.about.incidents);
    form.append('client_ids', 'mine');
    form.append('files', new Blob(['\0\xff bytes']), 'rca.md');
    const {file_infos, client_ids} = await client.uploadFile(form);
    assert.deepEqual(client_ids, ['mine']);
    assert.equal(file_infos[0].name, 'rca.md');
    const post = await client.createPost({
        channel_id: emulator.about.incidents,
        message: 'the RCA',
        file_ids: [file_infos[0].id],
    });
    assert.equal(post.metadata.files[0].size, Buffer.byteLength('\0\xff bytes'));
}

async function refusals(emulator) {
    const client = client_of(emulator);
    const {id} = await emulator.tell('add_channel', {name: 'away'});
    await assert.rejects(client.createPost({channel_id: id, message: 'x'}), (problem) => {
        assert.equal(problem.server_error_id, 'api.context.permissions.app_error');
        assert.equal(problem.status_code, 403);
        return true;
    });
    client.setToken('no token');
    await assert.rejects(client.getMe(), {status_code: 401});
    client.setToken(emulator.about.bot_token);
    for (const name of ['status_before', 'cut_json', 'drop_after']) {
        await emulator.tell('arm', {name});
        await assert.rejects(client.getMe(), name);
    }
}

export const tests = {
    'Client4 posts, edits, pins, reacts and reads back': posts,
    'Client4 makes channels and finds people': channels,
    'Client4 uploads a file': files,
    'Client4 understands refusals': refusals,
};
