// The browser suite: real Chromium, real `scribe serve`.
//   node run.mjs SCRIBE PICTURES [STORY…]

import test from 'node:test';
import assert from 'node:assert/strict';

const [binary, pictures, ...wanted] = process.argv.slice(2);
if (!binary || !pictures) {
    console.error('usage: node run.mjs SCRIBE PICTURES [STORY…]');
    process.exit(2);
}

try {
    await import('playwright-core');
} catch {
    console.error('playwright-core is missing; run tests/browser/install');
    process.exit(1);
}
const {House} = await import('./people.mjs');
const {Server} = await import('./server.mjs');

const names = ['incident', 'connection', 'keyboard', 'looks'];

async function play_in_fresh_house(name, story) {
    const server = await Server.start(binary);
    try {
        const house = await House.open(pictures);
        try {
            await story.play(house, server);
            house.nobody_complained();
        } catch (problem) {
            await house.picture_everybody(`failed-${name}`);
            throw problem;
        } finally {
            await house.close();
        }
        await server.stop();
        const worries = server.log.split('\n').filter((line) => /\b(error|critical)\b/.test(line));
        assert.deepEqual(worries, [], 'scribe complained');
    } finally {
        await server.remove();
    }
}

for (const name of names) {
    if (wanted.length && !wanted.includes(name)) continue;
    const story = await import(`./stories/${name}.mjs`);
    test(story.title, () => play_in_fresh_house(name, story));
}
