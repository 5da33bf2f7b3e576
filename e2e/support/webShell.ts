// The real web shell as a user starts it, with a cache and notes of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface StartedShell {
  readonly url: string;
  readonly folder: string;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly dumps: readonly string[];
  /** Keeps cache and notes of an earlier shell. */
  readonly folder?: string;
  /** false: without COOP and COEP, so that the page has no shared memory. */
  readonly isolated?: boolean;
}

export async function startWebShell(options: StartOptions): Promise<StartedShell> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ouroboros-shell-'));
  const script = [resolve('bin/ouro.mjs'), 'serve', '--no-open', '--json', ...options.dumps];
  const child = spawn(process.execPath, script, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      OUROBOROS_CACHE: join(folder, 'cache'),
      OUROBOROS_DATA: join(folder, 'data'),
      ...(options.isolated === false ? { OUROBOROS_TEST_NOT_ISOLATED: '1' } : {}),
    },
  });
  const url = await firstLine(child);
  return {
    url,
    folder,
    async close() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    child.once('exit', (code) => failed(new Error(`the web shell ended with ${code}`)));
    if (child.stdout === null) throw new Error('no stdout');
    createInterface(child.stdout).once('line', (line) => {
      const reply: unknown = JSON.parse(line);
      if (typeof reply === 'object' && reply !== null && 'url' in reply) done(String(reply.url));
      else failed(new Error(line));
    });
  });
}
