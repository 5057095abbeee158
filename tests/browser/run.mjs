// Plays the stories one after the other, each against a fresh server; `run` starts it.

import assert from 'node:assert/strict';
import test from 'node:test';

import {House} from './people.mjs';
import {Server} from './server.mjs';

const [binary, pictures, ...wanted] = process.argv.slice(2);
if (!binary || !pictures) {
    console.error('usage: tests/browser/run SCRIBE PICTURES [STORY…]');
    process.exit(2);
}

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
