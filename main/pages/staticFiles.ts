// The built page as an exact table: a URL that is not a key of it does not exist, so there is nothing to traverse.
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface StaticFile {
  readonly type: string;
  /** A function where they are too many to be kept for a page that may never ask. */
  readonly bytes: Uint8Array | (() => Promise<Uint8Array>);
}

/** Raw pathname, as a URL spells it -> file. `/` is the page itself. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/**
 * Lists `folder` once and keeps what it found in memory (the bundle is a few MiB). Symbolic links, files of an unknown kind and
 * names that a URL would have to escape are left out. The one big file, the SQL engine, is read when it is asked for.
 */
export async function listStaticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, StaticFile>();
  const folders = [''];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    for (const name of await readdir(join(folder, at))) {
      const path = at === '' ? name : `${at}/${name}`;
      const found = await lstat(join(folder, path));
      if (found.isDirectory()) folders.push(path);
      const type = TYPES.get(name.slice(name.lastIndexOf('.')));
      if (!found.isFile() || type === undefined || !PLAIN.test(path)) continue;
      const file = join(folder, path);
      const bytes = found.size > MOST_KEPT_BYTES ? (): Promise<Uint8Array> => readFile(file) : await readFile(file);
      files.set(`/${path}`, { type, bytes });
    }
  }
  const page = files.get('/index.html');
  if (page !== undefined) files.set('/', page);
  return files;
}

const MOST_KEPT_BYTES = 8 * 2 ** 20;

const PLAIN = /^[A-Za-z0-9._/-]+$/u;

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);
