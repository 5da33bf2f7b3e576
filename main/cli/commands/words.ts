import { readFileSync } from 'node:fs';
import { USAGE, type Command } from '../arguments.ts';
import type { Output } from '../output.ts';

export function help(_command: Command, output: Output): Promise<number> {
  output.out(USAGE);
  return Promise.resolve(0);
}

export function version(_command: Command, output: Output): Promise<number> {
  output.out(`${programVersion()}\n`);
  return Promise.resolve(0);
}

/** `version` of package.json, two folders above out/main. */
export function programVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
