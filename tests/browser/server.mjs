// A real `scribe serve` with a fresh state folder, and its stopping and coming back.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

const start_limit_ms = 15000;
const stop_limit_ms = 15000;

const config_of = (folder) => `console:
  listen: "127.0.0.1:0"
store:
  path: ${folder}/scribe.db
rca:
  folder: ${folder}/rca
`;

export class Server {
    #binary;
    #child = null;
    folder;
    address = '';
    log = '';

    static async start(binary) {
        const server = new Server();
        server.#binary = binary;
        server.folder = await mkdtemp(join(tmpdir(), 'scribe-browser-'));
        await mkdir(join(server.folder, 'state'));
        await writeFile(join(server.folder, 'scribe.yaml'), config_of(server.folder));
        await server.#run([]);
        return server;
    }

    /** Stops as a signal from the host does, and waits until the process is gone. */
    async stop() {
        const child = this.#child;
        if (!child || child.exitCode !== null) return;
        const late = setTimeout(() => child.kill('SIGKILL'), stop_limit_ms);
        child.kill('SIGTERM');
        const [code, signal] = await once(child, 'exit');
        clearTimeout(late);
        if (code !== 0) throw new Error(`scribe ended with ${code ?? signal}:\n${this.log}`);
    }

    /** Comes back on the address it had: the pages know no other. */
    async come_back() { await this.#run(['--listen', new URL(this.address).host]); }

    async remove() {
        if (this.#child?.exitCode === null) this.#child.kill('SIGKILL');
        await rm(this.folder, {recursive: true, force: true});
    }

    async #run(more) {
        const env = {
            PATH: process.env.PATH,
            HOME: this.folder,
            XDG_STATE_HOME: join(this.folder, 'state'),
        };
        // Sanitizers are told by the environment where to look for symbols.
        for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'])
            if (process.env[name]) env[name] = process.env[name];
        const args = ['serve', '--config', join(this.folder, 'scribe.yaml'), ...more];
        const child = spawn(this.#binary, args, {env, stdio: ['ignore', 'pipe', 'pipe']});
        this.#child = child;
        child.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
        this.address = await this.#address_of(child);
    }

    #address_of(child) {
        return new Promise((resolve, reject) => {
            const fail = (why) => reject(new Error(`scribe did not start, ${why}:\n${this.log}`));
            const late = setTimeout(() => {
                child.kill('SIGKILL');
                fail('it said no address in time');
            }, start_limit_ms);
            child.once('error', (problem) => fail(problem.message));
            child.once('exit', (code) => fail(`it ended with ${code}`));
            createInterface({input: child.stdout}).on('line', (line) => {
                const [, address] = /^Scribe is here: (\S+)/.exec(line) ?? [];
                if (!address) return;
                clearTimeout(late);
                resolve(address);
            });
        });
    }
}
