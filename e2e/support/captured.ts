// Real dumps of real programs, captured during the run.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const python = process.env['OURO_PYTHON'] ?? 'python3';

export const workFolder = mkdtempSync(join(tmpdir(), 'ouroboros-e2e-'));

export const SAMPLE = resolve('samples/demo.ouro');

/** A dump of a program with about `objects` objects; made once per run. */
export function capturedProgram(objects: number): string {
  const path = join(workFolder, `program-${objects}.ouro`);
  if (!existsSync(path))
    execFileSync(python, [resolve('bench/program.py'), String(objects), path], { stdio: 'inherit' });
  return path;
}
