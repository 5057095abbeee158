// An incident from its declaration to the RCA in hand, told by two people who see each other live.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

export const title = 'two people tell an incident, and the RCA holds exactly what they said';

const title_words = 'Checkout answers slowly';

async function declare_by_completion(ana) {
    const {page} = ana;
    await page.locator('#composer').pressSequentially('/incident decl');
    await page.locator('#composer-completion [data-verb=declare][aria-selected=true]').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('#composer').inputValue(), '/incident declare ');
    await page.locator('#composer-hint code', {hasText: 'TITLE'}).waitFor();
    await page.keyboard.insertText(`P2 ${title_words} service=checkout`);
    await page.keyboard.press('Enter');
    await page.locator('#incident-title', {hasText: title_words}).waitFor();
    await ana.message(`${title_words} in checkout`).waitFor();
}

async function talk(ana, ben) {
    const said = [
        'connections are all taken | see `pg_stat`',
        '5 < 6 & <b>not bold</b>',
        'my badge number is 4711',
    ];
    for (const text of said) await ana.write(text);
    await ben.message('my badge number is 4711').waitFor();
    const order = await ben.page.locator('#messages [data-who=ana] .message-text').allInnerTexts();
    assert.deepEqual(order, ['connections are all taken | see pg_stat', said[1], said[2]]);
}

async function reply_in_thread(ana, ben) {
    await ben.act(ben.message('connections are all taken'), 'reply');
    await ben.write('since the deploy of 18:40', 'thread-composer');
    await ben.reply('since the deploy of 18:40').waitFor();
    assert.equal(await ben.page.locator('#thread-count').innerText(), '1 reply');
    await ana.message('connections are all taken'
    ).locator('.replies', {
         hasText: '1 reply'
     }).waitFor();
    assert.equal(
        await ana.page.locator('#messages > li', {hasText: 'since the deploy'}).count(),
        0,
        'a reply stands in its thread, not in the room'
    );
}

async function promote_edit_and_delete(ana, ben) {
    await ben.act(ben.message('connections are all taken'), 'pin');
    const row = ana.rows().filter({hasText: 'connections are all taken'});
    await row.waitFor();
    await ana.act(ana.message('connections are all taken'), 'edit');
    await ana.write('connections were all taken | see `pg_stat`');
    await ben.message('connections were all taken').locator('.edited').waitFor();
    await ana.rows().filter({hasText: 'connections were all taken'}).waitFor();
    assert.equal(await row.count(), 0, 'the row says what the message says now');

    await ben.act(ben.reply('since the deploy of 18:40'), 'promote');
    await ben.page.locator('[data-kind=hypothesis]').click();
    await ana.rows().filter({hasText: 'since the deploy of 18:40'}).waitFor();

    await ana.act(ana.message('my badge number is 4711'), 'delete');
    await ana.page.locator('#confirm-go').click();
    await ben.message('A message by ana was deleted').waitFor();
    assert.equal(await ben.page.getByText('4711').count(), 0);
}

async function press_next_steps(ana, ben) {
    const step = (who, label) => who.page.locator('#next-steps button', {hasText: label});
    await step(ana, 'Take lead').focus();
    await ana.page.keyboard.press('Enter');
    await ben.message('lead is now ana').waitFor();
    await step(ben, 'Take lead').waitFor({state: 'detached'});
    await ben.page.locator('#next-steps .primary', {hasText: 'Investigating'}).waitFor();
    await step(ana, 'Post update').click();
    assert.equal(await ana.page.locator('#composer').inputValue(), '/incident update ');
    await ana.page.keyboard.insertText('We are on it');
    await ana.page.keyboard.press('Enter');
    await ben.message('Update by ana').waitFor();
}

async function finish(ana, ben) {
    await ana.command('/incident mitigated pool doubled', 'mitigated at');
    await ben.page.locator('#next-steps .primary', {hasText: 'Recovered'}).waitFor();
    await ben.page.locator('#open-incidents [data-state=mitigated]').waitFor();
    await ana.command('/incident rootcause A deploy halved the pool.', 'A deploy halved the pool.');
    await ana.command('/incident resolve', 'Resolved by ana');
    await ben.page.locator('#resolved-incidents [data-state=resolved]').waitFor();
    await ben.page.locator('#next-steps button', {hasText: 'Reopen'}).waitFor();
    await ana.message('RCA draft').waitFor();
}

/** The second column of the timeline; its times are the test's own minute. */
function told_in(markdown) {
    const table = markdown.split('## Timeline')[1].split('\n## ')[0];
    const lines = table.split('\n').filter((each) => each.startsWith('|')).slice(2);
    for (const line of lines) assert.match(line, /^\| \d\d:\d\d \| .* \|$/);
    return lines.map((line) => line.replace(/^\| \d\d:\d\d \| /, '').slice(0, -2));
}

async function read_rca(ana, server) {
    const {page} = ana;
    await page.locator('#tab-rca').click();
    await page.locator('#rca-preview h1', {hasText: title_words}).waitFor();
    const markdown = await page.locator('#rca-markdown').inputValue();
    assert.deepEqual(told_in(markdown), [
        'connections were all taken \\| see \\`pg_stat\\`',
        'Hypothesis: since the deploy of 18:40',
        'Update: We are on it',
        'Mitigation applied: pool doubled',
        'Incident resolved',
    ]);
    assert.match(markdown, /## Root Cause\s+A deploy halved the pool\./);
    for (const unsaid of ['4711', 'not bold']) assert.ok(!markdown.includes(unsaid), unsaid);

    const [download] =
        await Promise.all([page.waitForEvent('download'), page.locator('#rca-download').click()]);
    assert.match(download.suggestedFilename(), /^\d{4}-\d\d-\d\d-checkout-answers-slowly.*\.md$/);
    assert.equal(await readFile(await download.path(), 'utf8'), markdown);
    const written = join(server.folder, 'rca', download.suggestedFilename());
    assert.equal(await readFile(written, 'utf8'), markdown);

    const cells = await page.locator('#rca-preview table').nth(1).locator('td').allInnerTexts();
    assert.ok(cells.includes('connections were all taken | see `pg_stat`'), cells.join('\n'));
    await page.locator('#rca-template').selectOption('full');
    await page.locator('#rca-preview', {hasText: 'ana'}).waitFor();
}

export async function play(house, server) {
    const [ana, ben] = [await house.person('ana'), await house.person('ben')];
    await Promise.all([ana.sign_in(server.address), ben.sign_in(server.address)]);
    await declare_by_completion(ana);
    await ben.page.locator('#open-incidents [data-incident-id="1"]').click();
    await ben.message(`${title_words} in checkout`).waitFor();
    await talk(ana, ben);
    await reply_in_thread(ana, ben);
    await promote_edit_and_delete(ana, ben);
    await house.picture(ana, 'incident-open');
    await house.picture(ben, 'incident-thread');
    await press_next_steps(ana, ben);
    await finish(ana, ben);
    await house.picture(ben, 'incident-resolved');
    await read_rca(ana, server);
    await house.picture(ana, 'incident-rca-full');
}
