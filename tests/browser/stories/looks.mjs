// How the page looks and reads: both schemes, wide and narrow, with nothing hanging over the edge
// and nothing that axe calls serious.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';

export const title = 'the page fits and can be read, wide and narrow, light and dark';

const axe_path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const long_word =
    `https://grafana.example.org/d/${'checkout-latency-by-region-'.repeat(6)}?from=now`;

const visitors = [
    {name: 'wide-light', wide: true, scheme: 'light', is_examined: true},
    {name: 'wide-dark', wide: true, scheme: 'dark', is_examined: false},
    {name: 'narrow-light', wide: false, scheme: 'light', is_examined: false},
    {name: 'narrow-dark', wide: false, scheme: 'dark', is_examined: true},
];

/** What stands out of the window sideways and cannot be scrolled to inside its own frame. */
function hanging_over() {
    const scrolls = (node) => {
        for (let at = node; at && at !== document.body; at = at.parentElement)
            if (/auto|scroll|hidden/.test(getComputedStyle(at).overflowX)) return true;
        return false;
    };
    const found = [...document.body.querySelectorAll('*')].filter((node) => {
        if (!node.checkVisibility() || node.closest('.sr-only')) return false;
        const {left, right, width} = node.getBoundingClientRect();
        return width > 0 && (right > innerWidth + 1 || left < -1) && !scrolls(node.parentElement);
    });
    const pushed = [
        document.documentElement,
        ...document.querySelectorAll('#message-scroller, .tab-panel, #rooms')
    ].filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0);
    return [...found, ...pushed].map((node) => node.outerHTML.slice(0, 120));
}

// The arrows scroll the list of commands while the focus stays in the composer, and a textarea
// has no role to say so.
const is_scrolled_from_composer = (violation) =>
    /^scrollable-region-focusable: .*<ul id="composer-completion"/.test(violation);

async function examine(page, where) {
    if (!(await page.evaluate(() => 'axe' in globalThis)))
        await page.evaluate(await readFile(axe_path, 'utf8'));
    const {violations} = await page.evaluate(
        () => globalThis.axe.run(document, {resultTypes: ['violations'], preload: false})
    );
    const words = violations.filter((each) => /serious|critical/.test(each.impact))
                      .flatMap(
                          ({id, help, nodes}) =>
                              nodes.map(({html}) => `${id}: ${help}: ${html.slice(0, 160)}`)
                      )
                      .filter((each) => !is_scrolled_from_composer(each));
    assert.equal(words.join('\n'), '', `axe, ${where}`);
}

class Visit {
    constructor(house, person, visitor) {
        this.house = house;
        this.person = person;
        this.page = person.page;
        this.visitor = visitor;
    }

    async look(view) {
        const where = `${this.visitor.name}-${view}`;
        await this.house.picture(this.person, where);
        assert.deepEqual(await this.page.evaluate(hanging_over), [], `hangs over: ${where}`);
        if (this.visitor.is_examined) await examine(this.page, where);
    }
}

/** A room with one of everything, told once for all visitors. */
async function furnish(house, server) {
    const ana = await house.person('ana');
    await ana.sign_in(server.address);
    const {page} = ana;
    await ana.write(
        '/incident declare P1 Payments fail for every tenth customer in the checkout of the EU region service=payments'
    );
    await ana.message('live card').waitFor();
    await ana.command('/incident take lead', 'lead');
    await ana.write(`the graph: ${long_word}`);
    await ana.write(
        '```\npsql: error: connection to server at "10.0.0.7", port 5432 failed: FATAL:  remaining connection slots are reserved for non-replication superuser connections\n```'
    );
    await ana.write('| region | errors |\n|---|---|\n| eu | 10 % |\n| us | 0 % |');
    await page.locator('#messages table').waitFor();
    await ana.act(ana.message('psql'), 'pin');
    await ana.act(ana.message('the graph'), 'react');
    await page.locator('[data-emoji="🔍"]').click();
    await ana.act(ana.message('psql'), 'reply');
    await ana.write('who holds them all?', 'thread-composer');
    await ana.reply('who holds them all?').waitFor();
    await page.locator('#thread-close').click();
    await ana.write('to be deleted');
    await ana.act(ana.message('to be deleted'), 'delete');
    await page.locator('#confirm-go').click();
    await ana.command('/incident impact users=6126 requests=59%', '6126');
    await ana.command(
        '/incident action add P1 Alert on the pool before it is empty owner=ben',
        'Alert on the pool'
    );
    await ana.command('/incident mitigated restarted the pool', 'restarted the pool');
    await ana.rows().filter({hasText: 'psql'}).waitFor();
}

async function open_incident_panel(page, tab) {
    if (!(await page.locator('#incident-panel').isVisible()))
        await page.locator('#incident-button').click();
    await page.locator(`#tab-${tab}`).click();
}

async function visit_chat(visit) {
    const {page, person} = visit;
    await person.message('restarted the pool').waitFor();
    await person.write('/incident nonsense');
    await page.locator('[data-notice]').waitFor();
    assert.equal(
        await page.locator('#composer').inputValue(),
        '/incident nonsense',
        'what could not be done stands there to be corrected'
    );
    await visit.look('room');
    await page.locator('#composer').fill('/incident s');
    await page.locator('#composer-completion [role=option]').first().waitFor();
    await visit.look('completion');
    await page.locator('#composer').fill('');
    await person.act(person.message('the graph'), 'react');
    await page.locator('[role=menu]').waitFor();
    await visit.look('menu');
    await page.keyboard.press('Escape');
    await person.message('psql').locator('.replies').click();
    await person.reply('who holds them all?').waitFor();
    await visit.look('thread');
    await page.locator('#thread-close').click();
}

async function visit_incident(visit) {
    const {page} = visit;
    await open_incident_panel(page, 'timeline');
    await page.locator('#timeline-rows > li').first().waitFor();
    await visit.look('timeline');
    await open_incident_panel(page, 'details');
    await page.locator('#details-open').waitFor();
    await visit.look('details');
    await open_incident_panel(page, 'rca');
    await page.locator('#rca-preview h1').waitFor();
    await visit.look('rca');
    if (visit.visitor.wide) return;
    await page.locator('#incident-close').click();
    await page.locator('#rooms-button').click();
    await page.locator('#open-incidents li').first().waitFor();
    await visit.look('rooms');
}

async function come_by(house, server, visitor) {
    const viewport = visitor.wide ? {width: 1280, height: 800} : {width: 360, height: 740};
    const person = await house.person('ben', {viewport, colorScheme: visitor.scheme});
    const visit = new Visit(house, person, visitor);
    await visit.page.goto(server.address);
    await visit.page.locator('#sign-in-name').waitFor();
    await visit.look('sign-in');
    await person.sign_in(server.address);
    await visit_chat(visit);
    await visit_incident(visit);
}

export async function play(house, server) {
    await furnish(house, server);
    for (const visitor of visitors) await come_by(house, server, visitor);
}
