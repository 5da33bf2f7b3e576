// The built `ouro serve` in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface WebProgram {
  /** As it was printed: with a launch code in the fragment. */
  readonly url: URL;
  /** As Ctrl-C ends it. Resolves with the exit code. */
  readonly close: () => Promise<number | null>;
}

export async function startWebProgram(
  out: string,
  dumps: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<WebProgram> {
  const args = [join(out, 'main/ouro.js'), 'serve', '--no-open', '--', ...dumps];
  const program = spawn(process.execPath, args, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(program, 'exit');
  const [line] = (await once(createInterface(program.stdout), 'line')) as [string];
  return {
    url: new URL(line),
    close: async () => {
      program.kill('SIGINT');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}
