// Captures a running process with the dumper that ships beside the program.
import { FaultError } from '#heap/base/fault.ts';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError, type Command } from '../arguments.ts';
import type { Output } from '../output.ts';

/** The dumper beside out/main/ouro.js, in a clone and in the packaged program. */
const DUMPERS = ['../../capture/ouroboros_capture.py', '../../../capture/ouroboros_capture.py'];

export async function capture(command: Command, output: Output): Promise<number> {
  const pid = command.options['pid'];
  const out = command.options['out'];
  if (pid === undefined || !/^\d{1,9}$/.test(pid)) throw new UsageError('capture: --pid takes a process id');
  if (out === undefined) throw new UsageError('capture: --out FILE is missing');
  const dumper = DUMPERS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
  if (dumper === undefined)
    throw new FaultError({ code: 'capture/refused', reason: 'ouroboros_capture.py is missing', instead: [] });
  const ended = await runPython(
    command.options['python'] ?? 'python3',
    [dumper, '--pid', pid, '-o', out, '--json'],
    output,
  );
  if (ended.code === 0) {
    if (output.json) output.out(ended.stdout.endsWith('\n') ? ended.stdout : `${ended.stdout}\n`);
    else output.err('captured\n');
    return 0;
  }
  throw new FaultError({ code: 'capture/refused', reason: reasonOf(ended.stdout), instead: INSTEAD });
}

const INSTEAD = [
  'call ouroboros_capture.dump("app.ouro") in the program',
  'start it with ouroboros_capture.install(signal.SIGUSR2, folder) and send the signal',
  'run it under: python ouroboros_capture.py --install-signal program.py',
];

/** The dumper's own sentence from `{"fault":{"code","message"}}`. */
function reasonOf(stdout: string): string {
  try {
    const reply: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    if (typeof reply === 'object' && reply !== null && 'fault' in reply) {
      const { fault } = reply;
      if (typeof fault === 'object' && fault !== null && 'message' in fault) return String(fault.message).slice(0, 600);
    }
  } catch {
    return 'the dumper ended without an answer';
  }
  return 'the dumper ended without an answer';
}

function runPython(
  python: string,
  args: readonly string[],
  output: Output,
): Promise<{ readonly code: number; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (bytes: Buffer) => {
      stdout = (stdout + bytes.toString()).slice(-65_536);
    });
    child.stderr.on('data', (bytes: Buffer) => output.progress(bytes.toString().trim().slice(0, 120)));
    child.on('error', () =>
      reject(new FaultError({ code: 'capture/refused', reason: `${python} cannot be started`, instead: INSTEAD })),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, stdout }));
  });
}
