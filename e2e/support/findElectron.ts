// Where the Electron binary is, by looking at files only: importing the package would download it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type FoundElectron = { readonly path: string } | { readonly reason: string };

export interface ElectronSurroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Folder of the npm package. */
  readonly folder: string;
}

export function findElectron(at: ElectronSurroundings = here()): FoundElectron {
  const named = at.variables['OURO_ELECTRON'];
  if (isSet(named)) return existsSync(named) ? { path: named } : { reason: `OURO_ELECTRON=${named} does not exist` };
  const dist = at.variables['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = executableName(at.folder) ?? (isSet(dist) ? 'electron' : undefined);
  if (name === undefined) return { reason: 'binary not downloaded (npx install-electron)' };
  const path = join(isSet(dist) ? dist : join(at.folder, 'dist'), name);
  return existsSync(path) ? { path } : { reason: 'binary missing' };
}

function here(): ElectronSurroundings {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  return { variables: process.env, folder };
}

function executableName(folder: string): string | undefined {
  const file = join(folder, 'path.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
