// People at their browsers: signing in, writing, and what their pages complain about.

import assert from 'node:assert/strict';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const program = '/usr/bin/chromium';
const patience_ms = 8000;

const switches = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

// Asked before anybody has signed in, the server says so, and the browser logs every such answer.
const is_first_question = (complaint) => /401/.test(complaint) && complaint.includes('/api/me');

export class Person {
    name;
    page;
    #complaints = [];
    #pardons = [];

    constructor(name, page) {
        this.name = name;
        this.page = page;
        page.on('pageerror', (problem) => this.#complaints.push(String(problem)));
        page.on('console', (line) => {
            if (line.type() !== 'error' && line.type() !== 'warning') return;
            this.#complaints.push(`${line.text()} (${line.location().url})`);
        });
        page.on('requestfailed', (request) => {
            // A download ends its navigation, which the browser calls a failure.
            if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
            this.#complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
        });
    }

    /** While the server is away, pages may say that they cannot reach it, and nothing else. */
    pardon(pattern) { this.#pardons.push(pattern); }

    complaints() {
        return this.#complaints.filter(
            (each) =>
                !is_first_question(each) && !this.#pardons.some((pattern) => pattern.test(each)),
        );
    }

    async sign_in(address) {
        await this.page.goto(address);
        await this.page.locator('#sign-in-name').fill(this.name);
        await this.page.locator('#sign-in-button').click();
        await this.page.locator('#connection[data-phase=connected]').waitFor();
        await this.page.locator('[data-room-id=incidents]').waitFor({state: 'attached'});
    }

    async write(text, composer = 'composer') {
        await this.page.locator(`#${composer}`).fill(text);
        await this.page.locator(`#${composer}-send`).click();
    }

    /** A command, and its public echo or private answer seen. */
    async command(text, seen) {
        await this.write(text);
        await this.message(seen).waitFor();
    }

    /** The newest message, notice or card with this text; stored, not on its way. */
    message(text) { return this.#row('messages', text); }

    reply(text) { return this.#row('thread-messages', text); }

    #row(list, text) {
        const stored = `#${list} > li.message:not([data-pending-id])`;
        return this.page.locator(stored, {hasText: text}).last();
    }

    async act(message, action) {
        await message.hover();
        await message.locator(`[data-action=${action}]`).first().click();
    }

    rows() { return this.page.locator('#timeline-rows > li'); }
}

export class House {
    #browser;
    #folder;
    #everybody = [];

    static async open(folder) {
        await mkdir(folder, {recursive: true});
        const house = new House();
        house.#folder = folder;
        house.#browser = await chromium.launch({executablePath: program, args: switches});
        return house;
    }

    /** Somebody with a browser of their own; `how` is what playwright calls context options. */
    async person(name, how = {}) {
        const wide = {width: 1280, height: 800};
        const context = await this.#browser.newContext({viewport: wide, locale: 'en-GB', ...how});
        context.setDefaultTimeout(patience_ms);
        const somebody = new Person(name, await context.newPage());
        this.#everybody.push(somebody);
        return somebody;
    }

    async picture(person, name) {
        await person.page.screenshot(
            {path: join(this.#folder, `${name}.png`), animations: 'disabled'}
        );
    }

    async picture_everybody(name) {
        for (const [index, each] of this.#everybody.entries())
            await this.picture(each, `${name}-${index}-${each.name}`).catch(() => {});
    }

    nobody_complained() {
        for (const each of this.#everybody)
            assert.deepEqual(each.complaints(), [], `${each.name}'s page complained`);
    }

    async close() { await this.#browser.close(); }
}
