// Where the program keeps things on this platform: caches may be deleted at any time, application files may not.
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly temporary: string;
}

/** Folder of index folders: `OUROBOROS_CACHE`, or the user's cache folder of the platform. */
export function cachePlace(at: Surroundings = here()): string {
  const chosen = at.variables['OUROBOROS_CACHE'];
  if (isSet(chosen)) return resolve(chosen);
  if (at.platform === 'win32') return join(localFolder(at), 'ouroboros', 'Cache');
  if (at.platform === 'darwin') return join(at.home, 'Library', 'Caches', 'ouroboros');
  return join(absoluteOr(at.variables['XDG_CACHE_HOME'], join(at.home, '.cache')), 'ouroboros');
}

/** Folder of what the person made (findings, recent dumps): `OUROBOROS_DATA`, or the platform's application folder. */
export function workspacePlace(at: Surroundings = here()): string {
  const chosen = at.variables['OUROBOROS_DATA'];
  if (isSet(chosen)) return resolve(chosen);
  if (at.platform === 'win32') return join(roamingFolder(at), 'ouroboros');
  if (at.platform === 'darwin') return join(at.home, 'Library', 'Application Support', 'ouroboros');
  return join(absoluteOr(at.variables['XDG_DATA_HOME'], join(at.home, '.local', 'share')), 'ouroboros');
}

/** Where an index goes that cannot be kept. */
export function temporaryPlace(at: Surroundings = here()): string {
  return at.temporary;
}

function here(): Surroundings {
  return { platform: process.platform, variables: process.env, home: homedir(), temporary: tmpdir() };
}

function localFolder(at: Surroundings): string {
  const set = at.variables['LOCALAPPDATA'];
  return isSet(set) ? set : join(at.home, 'AppData', 'Local');
}

function roamingFolder(at: Surroundings): string {
  const set = at.variables['APPDATA'];
  return isSet(set) ? set : join(at.home, 'AppData', 'Roaming');
}

/** The XDG base directory specification: a relative path must be ignored. */
function absoluteOr(set: string | undefined, otherwise: string): string {
  return isSet(set) && set.startsWith('/') ? set : otherwise;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
