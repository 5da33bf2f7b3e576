import { programVersion } from '#main/pages/machine.ts';
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
