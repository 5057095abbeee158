// The same work with @slack/bolt: one SQLite row made durable (synchronous=FULL), then the
// acknowledgement.
//   node app.mjs DATABASE API_URL each|group
// `each` commits every event by itself; `group` commits what has arrived when the loop turns.

import bolt from '@slack/bolt';
import Database from 'better-sqlite3';

const [path, slackApiUrl, how] = process.argv.slice(2);
const db = new Database(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('CREATE TABLE message (n INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT');
const insert = db.prepare('INSERT INTO message (words) VALUES (?)');

let waiting = [];
const commit = db.transaction((all) => {
    for (const {words} of all) insert.run(words);
});

function flush() {
    const all = waiting;
    waiting = [];
    commit(all);
    for (const {done} of all) done();
}

const keep = {
    each: async (words) => insert.run(words),
    group: (words) =>
        new Promise((done) => {
            if (waiting.push({words, done}) === 1) setImmediate(flush);
        }),
}[how];

const app = new bolt.App({
    token: 'xoxb-bench',
    appToken: 'xapp-bench',
    socketMode: true,
    clientOptions: {slackApiUrl},
    logLevel: 'error',
});
// Bolt acknowledges an event before any of its middleware runs, so the row is written in front of it.
const handle = app.processEvent.bind(app);
app.processEvent = async (event) => {
    const told = event.body.event;
    if (told?.type === 'message') await keep(told.text);
    await handle(event);
};
app.message(async () => {});
await app.start();
console.log(`connected to ${new URL(slackApiUrl).host}`);
process.on('SIGTERM', () => process.exit(0));
