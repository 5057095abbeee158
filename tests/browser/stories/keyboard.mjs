// Everything by keyboard: no step of this story touches a mouse.

import assert from 'node:assert/strict';

export const title = 'an incident is told from sign-in to RCA by keyboard alone';

const focused = (page) => page.evaluate(() => {
    const at = document.activeElement;
    const row = at.closest('li');
    return {
        id: at.id,
        action: at.dataset.action ?? '',
        row: row?.querySelector('.message-text')?.innerText ?? '',
        is_visible: at !== document.body && at.checkVisibility({checkOpacity: true}),
    };
});

/** Presses `key` until the focus is where `is_there` wants it; it must show on every stop. */
async function walk(page, key, is_there, most = 25) {
    const seen = [];
    for (let step = 0; step < most; step++) {
        await page.keyboard.press(key);
        const at = await focused(page);
        seen.push(at.id || at.action || at.row);
        if (is_there(at)) return at;
        assert.ok(at.is_visible, `after ${key} the focus is nowhere: ${seen.join(', ')}`);
    }
    throw new Error(`${key} does not lead there: ${seen.join(', ')}`);
}

async function say(person, text) {
    await person.page.keyboard.type(text);
    await person.page.keyboard.press('Enter');
    await person.message(text.startsWith('/') ? '' : text).waitFor();
}

async function sign_in(ana, address) {
    const {page} = ana;
    await page.goto(address);
    await page.locator('#sign-in-name:focus').waitFor();
    await page.keyboard.type('ana');
    await page.keyboard.press('Enter');
    await page.locator('#composer:focus').waitFor();
    await page.locator('#connection[data-phase=connected]').waitFor();
}

async function declare(ana) {
    const {page} = ana;
    await page.locator('[data-room-id=incidents]').waitFor();
    await page.keyboard.type('/inc');
    await page.locator('#composer-completion [role=option]').first().waitFor();
    await page.keyboard.type('ident dec');
    // Down and up again: the list moves, the caret does not.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.locator('[data-verb=declare][aria-selected=true]').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('P1 Nobody can log in');
    await page.keyboard.press('Enter');
    await page.locator('#incident-title', {hasText: 'Nobody can log in'}).waitFor();
    await ana.message('Nobody can log in').waitFor();
    assert.equal((await focused(page)).id, 'composer', 'after a command one goes on writing');
}

async function pin_and_react(ana) {
    const {page} = ana;
    const is_on = (text) => (at) => !at.action && at.row.startsWith(text);
    await walk(page, 'Shift+Tab', is_on('third'));
    await walk(page, 'ArrowUp', is_on('first'));
    await walk(page, 'Tab', (at) => at.action === 'pin');
    await page.keyboard.press('Enter');
    await ana.rows().filter({hasText: 'first'}).waitFor();
    assert.equal((await focused(page)).action, 'pin', 'the redrawn message keeps the focus');

    await walk(page, 'Shift+Tab', (at) => at.action === 'react');
    await page.keyboard.press('Enter');
    await page.locator('[role=menu] :focus').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    // Scribe's own, by which it says that the pin counts, may stand there as well.
    await ana.message('first').locator('[data-action=toggle-reaction][aria-pressed=true]').waitFor();
    await page.keyboard.press('Escape');
    assert.equal((await focused(page)).id, 'composer', 'Escape leads back to writing');
}

async function reply(ana) {
    const {page} = ana;
    await walk(page, 'Shift+Tab', (at) => !at.action && at.row.length > 0);
    await page.keyboard.press('Home');
    await walk(page, 'ArrowDown', (at) => at.row.startsWith('second'));
    await walk(page, 'Tab', (at) => at.action === 'reply');
    await page.keyboard.press('Enter');
    await page.locator('#thread-composer:focus').waitFor();
    await page.keyboard.type('a reply');
    await page.keyboard.press('Enter');
    await ana.reply('a reply').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#thread').waitFor({state: 'hidden'});
    assert.match((await focused(page)).row, /^second/, 'closing a thread leads to its message');
    await page.keyboard.press('Escape');
}

async function edit_the_last(ana) {
    const {page} = ana;
    await page.locator('#composer:focus').waitFor();
    await page.keyboard.press('ArrowUp');
    assert.equal(await page.locator('#composer').inputValue(), 'third');
    await page.keyboard.type(', corrected');
    await page.keyboard.press('Enter');
    await ana.message('third, corrected').locator('.edited').waitFor();
}

async function read_rca(ana) {
    const {page} = ana;
    await walk(page, 'Tab', (at) => at.id === 'tab-timeline');
    await walk(page, 'ArrowRight', (at) => at.id === 'tab-rca');
    await page.locator('#rca-preview h1').waitFor();
    await walk(page, 'Tab', (at) => at.id === 'rca-download');
    const [download] =
        await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.match(download.suggestedFilename(), /nobody-can-log-in.*\.md$/);
}

export async function play(house, server) {
    const ana = await house.person('ana');
    await sign_in(ana, server.address);
    await declare(ana);
    for (const text of ['first', 'second', 'third']) await say(ana, text);
    await pin_and_react(ana);
    await reply(ana);
    await edit_the_last(ana);
    for (const verb of ['mitigated', 'resolve']) await say(ana, `/incident ${verb}`);
    await ana.page.locator('#incident-marks [data-state=resolved]').waitFor();
    await read_rca(ana);
}
