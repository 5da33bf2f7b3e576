// Every CPython this machine has: those of pyenv from 3.8 on, else `python3`.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Interpreter {
  readonly version: string;
  readonly path: string;
}

export function interpreters(): readonly Interpreter[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const found = existsSync(versions)
    ? readdirSync(versions)
        .filter((version) => Number(/^3\.(\d+)/.exec(version)?.[1] ?? 0) >= 8)
        .map((version) => ({ version, path: join(versions, version, 'bin', 'python') }))
        .filter(({ path }) => existsSync(path))
    : [];
  return found.length > 0 ? found : [{ version: 'python3', path: 'python3' }];
}
