// The built desktop program in a process of its own: its log, its questions to the browser, its answers to the test.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface LogEntry {
  readonly call: string;
  readonly values: readonly unknown[];
}

/** What the program asks of the browser. */
export type Wish =
  | {
      readonly kind: 'load';
      readonly window: number;
      readonly url: string;
      readonly bridge: string;
      readonly preload: string;
    }
  | { readonly kind: 'send'; readonly window: number; readonly channel: string; readonly values: readonly unknown[] }
  | { readonly kind: 'reload'; readonly window: number }
  | { readonly kind: 'closeWindow'; readonly window: number };

export interface ProgramOptions {
  /** The built program: `out`. */
  readonly out: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

export interface Program {
  readonly log: readonly LogEntry[];
  /** Standard error so far. */
  readonly complaints: () => string;
  readonly ask: (name: string, value?: unknown) => Promise<unknown>;
  readonly onWish: (listener: (wish: Wish) => void) => void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  readonly kill: () => void;
}

export function startProgram(options: ProgramOptions): Program {
  const register = fileURLToPath(new URL('./register.mjs', import.meta.url));
  const child = fork(join(options.out, 'main/desktop.js'), [...options.args], {
    execArgv: ['--import', register],
    serialization: 'advanced',
    silent: true,
    env: { ...process.env, NODE_OPTIONS: '', ...options.variables },
  });
  const log: LogEntry[] = [];
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  const wishes: Wish[] = [];
  let listener: ((wish: Wish) => void) | undefined;
  let numbers = 0;
  let complaints = '';
  child.stderr?.on('data', (block: Buffer) => (complaints += block.toString()));
  child.on(
    'message',
    (message: {
      kind: string;
      call: string;
      values: unknown[];
      number: number;
      ok: boolean;
      value: unknown;
      error: string;
    }) => {
      if (message.kind === 'log') log.push({ call: message.call, values: message.values });
      else if (message.kind === 'answer') {
        const asked = waiting.get(message.number);
        waiting.delete(message.number);
        if (message.ok) asked?.resolve(message.value);
        else asked?.reject(new Error(message.error));
      } else if (listener === undefined) wishes.push(message as unknown as Wish);
      else listener(message as unknown as Wish);
    },
  );
  return {
    log,
    complaints: () => complaints,
    ask: (name, value) =>
      new Promise((resolve, reject) => {
        const number = ++numbers;
        waiting.set(number, { resolve, reject });
        child.send({ number, name, value }, (error) => error !== null && reject(error));
      }),
    onWish(chosen) {
      listener = chosen;
      for (const wish of wishes.splice(0)) chosen(wish);
    },
    ended: endOf(child, waiting),
    kill: () => child.kill(),
  };
}

async function endOf(
  child: ChildProcess,
  waiting: ReadonlyMap<number, { readonly reject: (error: Error) => void }>,
): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null];
  for (const { reject } of waiting.values()) reject(new Error('the program has ended'));
  return code ?? -1;
}
