import type { Command } from '../arguments.ts';
import type { Output } from '../output.ts';

export function serve(_command: Command, output: Output): Promise<number> {
  output.err('ouro: serve is not built yet\n');
  return Promise.resolve(1);
}
