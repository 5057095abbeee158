// The line goes and comes back: nothing people wrote is lost, nothing is said twice.

import assert from 'node:assert/strict';

export const title = 'what is written while the line is down arrives once';

// What pages and the browser may say while nobody answers.
const cannot_reach = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection to/;

const phase = (person, name) => person.page.locator(`#connection[data-phase=${name}]`).waitFor();

async function arrives_once(people, text) {
    for (const person of people) {
        await person.page.locator('#messages [data-message-id]', {hasText: text}).first().waitFor();
        const copies = await person.page.locator('#messages > li', {hasText: text}).count();
        assert.equal(copies, 1, `${person.name} sees "${text}" ${copies} times`);
    }
}

async function server_restarts(ana, ben, server) {
    for (const each of [ana, ben]) each.pardon(cannot_reach);
    await ana.write('said before');
    await ben.message('said before').waitFor();
    await server.stop();
    await ana.page.locator('#connection-retry').waitFor();
    await ana.write('said meanwhile');
    await ana.page.locator(
                      '[data-pending-id][data-state=waiting]', {hasText: 'said meanwhile'}
    ).waitFor();
    await ana.page.locator('#connection-waiting', {hasText: '1'}).waitFor();
    await server.come_back();
    await Promise.all([phase(ana, 'connected'), phase(ben, 'connected')]);
    await arrives_once([ana, ben], 'said meanwhile');
    await arrives_once([ana, ben], 'said before');
    assert.equal(await ana.page.locator('[data-pending-id]').count(), 0);
}

/** Hides the server's word that a message is stored, and cuts the line in its place. */
async function lose_one_acknowledgement(page) {
    let is_lost = false;
    await page.routeWebSocket(/\/api\/socket$/, (near) => {
        const far = near.connectToServer();
        let about = 0;
        near.onMessage((frame) => {
            const asked = JSON.parse(frame);
            if (asked.do === 'send' && !is_lost) about = asked.n;
            far.send(frame);
        });
        far.onMessage((frame) => {
            const told = JSON.parse(frame);
            const settles = told.n === about || (told.acks ?? []).includes(about);
            if (!about || is_lost || !settles) return near.send(frame);
            is_lost = true;
            return near.close({code: 4000, reason: 'cut by the test'});
        });
    });
    return () => is_lost;
}

async function acknowledgement_is_lost(house, server, ben) {
    const eve = await house.person('eve');
    const was_lost = await lose_one_acknowledgement(eve.page);
    await eve.sign_in(server.address);
    await eve.write('said once');
    await ben.message('said once').waitFor();
    await eve.page.locator('#messages [data-message-id]', {hasText: 'said once'}).waitFor();
    // What comes after shows that the second copy went out and was settled.
    await eve.write('said after');
    await arrives_once([eve, ben], 'said after');
    await eve.page.locator('#connection-waiting').filter({hasNotText: /\d/}).waitFor({
        state: 'attached'
    });
    assert.ok(was_lost(), 'the test lost no acknowledgement');
    await eve.page.reload();
    await arrives_once([eve, ben], 'said once');
    assert.equal(await eve.page.locator('[data-pending-id]').count(), 0);
}

export async function play(house, server) {
    const [ana, ben] = [await house.person('ana'), await house.person('ben')];
    await Promise.all([ana.sign_in(server.address), ben.sign_in(server.address)]);
    await server_restarts(ana, ben, server);
    await acknowledgement_is_lost(house, server, ben);
}
