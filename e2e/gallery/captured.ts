// One dump per planted leak for this run, made by one interpreter.
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture } from './answers.ts';

export const python = process.env['OURO_PYTHON'] ?? 'python3';
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-gallery-'));
export const cache = join(folder, 'cache');

export async function capturedLeak(name: string): Promise<string> {
  const dump = join(folder, `${name}.ouro`);
  if (!existsSync(dump)) await capture(python, name, dump);
  return dump;
}
