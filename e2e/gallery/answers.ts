// The gallery as data: what each program plants, and what the tool said about a dump of it.
import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** What is to be found, written from the program's text. */
export interface Answer {
  readonly story: string;
  readonly view: 'cycles' | 'why' | 'refcounts' | 'gc';
  readonly subject: { readonly type: string };
  readonly cycle: { readonly types: readonly string[] } | null;
  readonly heldBy: readonly string[];
  readonly cut: readonly (readonly string[])[];
  readonly verdict: string | null;
  readonly excess: number | null;
  readonly freedBy: 'counts' | 'collector' | null;
  readonly motif: string | null;
  readonly finalizers: number | null;
}

export interface Suggestion {
  readonly kind: string;
  readonly statements: readonly string[];
  readonly cuts: readonly { readonly expression: string }[];
}

export interface Component {
  readonly id: number;
  readonly heldBy: string;
  readonly motif: string | null;
  readonly verdict: string;
  readonly finalizers: number;
  readonly types: readonly { readonly type: string }[];
}

export interface Why {
  readonly verdict: string;
  readonly paths: readonly { readonly expression: string }[];
}

export interface Trial {
  readonly aliveBefore: boolean;
  readonly aliveAtOnce: boolean;
  readonly aliveAfter: boolean;
  readonly error: string | null;
}

const run = promisify(execFile);
const GALLERY = resolve('e2e/gallery');
const QUIET = { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' }, maxBuffer: 2 ** 26 };

export const PROGRAMS: readonly string[] = readdirSync(join(GALLERY, 'answers'))
  .map((file) => file.replace('.json', ''))
  .sort();

export function answerOf(name: string): Answer {
  return JSON.parse(readFileSync(join(GALLERY, 'answers', `${name}.json`), 'utf8'));
}

/** `how`: `--fixed` for the program with its leak mended. */
export async function capture(python: string, name: string, dump: string, ...how: readonly string[]): Promise<void> {
  await run(python, [join(GALLERY, 'run.py'), name, dump, ...how], QUIET);
}

/** `node bin/ouro.mjs ... --json`. */
export async function ouro<Reply>(cache: string, ...words: readonly string[]): Promise<Reply> {
  const { stdout } = await run(process.execPath, [resolve('bin/ouro.mjs'), ...words, '--json'], {
    ...QUIET,
    env: { ...process.env, OUROBOROS_CACHE: cache },
  });
  return JSON.parse(stdout);
}

/** Runs `statements` in a fresh process that has built the same leak. */
export function apply(python: string, name: string, statements: readonly string[]): Promise<Trial> {
  return new Promise((done, failed) => {
    const child = spawn(python, [join(GALLERY, 'run.py'), name, '--apply'], {
      ...QUIET,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    child.once('error', failed);
    child.once('close', () => {
      try {
        done(JSON.parse(text));
      } catch {
        failed(new Error(`${name}: ${text}`));
      }
    });
    child.stdin.end(statements.join('\n'));
  });
}

/** Work over `inputs`, two at a time. */
export async function twoAtATime<Input>(
  inputs: readonly Input[],
  work: (input: Input) => Promise<void>,
): Promise<void> {
  const left = [...inputs];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all([lane(), lane()]);
}
