// The npm package: what is in it, and that it works in an empty folder without anything of this one.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = {
  ...process.env,
  OUROBOROS_CACHE: join(folder, 'cache'),
  OUROBOROS_DATA: join(folder, 'data'),
  npm_config_cache: join(folder, 'npm'),
};
const installed = join(folder, 'node_modules/ouroboros-heap');
const command = join(folder, 'node_modules/.bin/ouro');

/** Everything else stays here: tests, sources, samples of formats, the desktop's main process. */
const ALLOWED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^bin\/ouro\.mjs$/,
  /^capture\/ouroboros_capture\.py$/,
  /^samples\/demo\.ouro$/,
  /^out\/main\/(ouro|heap|loader|sql|chunk-[\w-]+)\.js$/,
  /^out\/renderer\/(index\.html|assets\/[\w.-]+\.(js|css|wasm|woff2|svg|png))$/,
];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

describe.skipIf(!existsSync(resolve('out/main/ouro.js')))('the npm package (reason to skip: out/ is not built)', () => {
  let packed: Packed;
  beforeAll(() => {
    const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { encoding: 'utf8', env });
    [packed] = JSON.parse(said) as [Packed];
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    execFileSync(
      'npm',
      ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', join(folder, packed.filename)],
      { cwd: folder, env, stdio: 'pipe' },
    );
  }, 120_000);

  test('holds what is needed to run, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['bin/ouro.mjs', 'out/main/ouro.js', 'out/main/loader.js', 'out/renderer/index.html']),
    );
    expect(paths.filter((path) => path.endsWith('.map'))).toEqual([]);
    const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('dependencies');
  });

  test('says what a dump is, and what SQL finds in it', () => {
    const sample = join(installed, 'samples/demo.ouro');
    const info: unknown = JSON.parse(execFileSync(command, ['info', sample, '--json'], { encoding: 'utf8', env }));
    expect(JSON.stringify(info)).toContain('34068');
    const rows = execFileSync(command, ['sql', sample, 'select count(*) n from objects', '--json'], {
      encoding: 'utf8',
      env,
    });
    expect(JSON.parse(rows)).toMatchObject({ rows: [{ n: 34068 }] });
  }, 60_000);

  test('serves its pages to this machine', async () => {
    const child = spawn(command, ['serve', '--no-open', '--json', join(installed, 'samples/demo.ouro')], { env });
    try {
      const line = await new Promise<string>((done) => createInterface(child.stdout).once('line', done));
      const { url } = JSON.parse(line) as { readonly url: string };
      const page = await fetch(new URL('/', url));
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
      expect((await fetch(new URL(script, url))).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
  }, 60_000);
});
