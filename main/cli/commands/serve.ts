// The web shell: a loopback server for one person's browser. The code in the printed address works once.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serve as listen } from '#main/web/server.ts';
import { FaultError } from '#heap/base/fault.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { companionsOf } from '../investigation.ts';
import { printJson, type Output } from '../output.ts';

/** `OUROBOROS_TEST_NOT_ISOLATED` leaves the isolation headers out, so that a test sees a page without shared memory. Runs until Ctrl-C or until no page has asked for half an hour. */
export async function serve(command: Command, output: Output): Promise<number> {
  const port = wholeNumber(command, 'port', 0, 65_535);
  const shell = await listen({
    dumps: command.operands,
    companions: companionsOf(command),
    port,
    isolated: process.env['OUROBOROS_TEST_NOT_ISOLATED'] === undefined,
  }).catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new FaultError({ code: 'source/unreadable', reason: `port ${port}: ${reason}` });
  });
  if (output.json) printJson(output, { url: shell.url, port: shell.port });
  else output.out(`${shell.url}\n`);
  output.err('ouro: serving on this machine only; Ctrl-C ends it, Enter prints a new address\n');
  if (!command.flags.has('no-open')) openBrowser(shell.url);
  if (process.stdin.isTTY) createInterface(process.stdin).on('line', () => output.out(`${shell.newUrl()}\n`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shell.close());
  await shell.closed;
  return 0;
}

/** The browser of the desktop, if there is one; without a display the printed address is all. */
function openBrowser(url: string): void {
  const linux = process.platform === 'linux';
  if (linux && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined) return;
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['explorer.exe', [url]]
        : ['xdg-open', [url]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
