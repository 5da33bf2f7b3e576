import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BLOCK_BYTES } from '../loading/limits.ts';
import { CONTENT_SECURITY_POLICY, DENIED_FEATURES, securityHeaders, SQL_WORKER_POLICY } from './headers.ts';
import { columnOfIndex } from './openHeaps.ts';
import { type PageResponse, respond, type PageSource } from './respond.ts';
import { listStaticFiles } from './staticFiles.ts';
import { openFilesUnder } from './testing/openFiles.ts';
import { STAND_IN_MANIFEST } from './testing/standIns.ts';

const HEAP = '0123456789abcdef0123456789abcdef';
const BYTES = BLOCK_BYTES * 2 + 8;
let folder = '';
let source: PageSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ouroboros-respond-'));
  const page = join(folder, 'index.html');
  await writeFile(page, '<!doctype html>');
  await writeFile(join(folder, 'secret.txt'), 'not of a known kind');
  await symlink(page, join(folder, 'link.html'));
  await writeFile(
    join(folder, 'objects.type.u32'),
    Uint8Array.from({ length: BYTES }, (_, i) => i % 251),
  );
  await writeFile(join(folder, 'objects.refcount.u32'), 'xx');
  await symlink(join(folder, 'objects.type.u32'), join(folder, 'references.first.u32'));
  const names = ['objects.type', 'objects.refcount', 'objects.size', 'references.first'] as const;
  const columns = names.map((name) => ({ name, type: 'u32' as const, length: BYTES / 4, crc32: 0 }));
  const index = { folder, manifest: { ...STAND_IN_MANIFEST, columns } };
  source = {
    files: await listStaticFiles(folder),
    columnOf: (heap, column) => (heap === HEAP ? columnOfIndex(index, column) : undefined),
    isolation: 'isolated',
  };
});

afterAll(() => rm(folder, { recursive: true }));

const get = (pathname: string, range?: string, method = 'GET'): Promise<PageResponse> =>
  respond({ method, pathname, range }, source);

test('the policy is the one that was measured, word for word', () => {
  expect(CONTENT_SECURITY_POLICY).toBe(
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'none'; media-src 'none'; frame-src 'none'; child-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html ouroboros#worker",
  );
});

test('one worker may compile WebAssembly, nothing else may do more than before', async () => {
  const file = { type: 'text/javascript; charset=utf-8', bytes: () => Promise.resolve(new Uint8Array(3)) };
  const paths = [
    '/assets/sql.worker-Ab1_-x.js',
    '/assets/heap.worker-x.js',
    '/sql.worker-x.js',
    '/assets/sql.worker-x.js.js',
  ];
  const files = new Map(paths.map((path) => [path, file]));
  const policies = await Promise.all(
    paths.map(async (pathname) => {
      const page = await respond({ method: 'GET', pathname, range: undefined }, { ...source, files });
      expect(page).toMatchObject({ status: 200, headers: { 'content-length': '3' } });
      return page.headers['content-security-policy'];
    }),
  );
  expect(policies).toEqual([
    SQL_WORKER_POLICY,
    CONTENT_SECURITY_POLICY,
    CONTENT_SECURITY_POLICY,
    CONTENT_SECURITY_POLICY,
  ]);
  expect(SQL_WORKER_POLICY).toBe(
    CONTENT_SECURITY_POLICY.replace("script-src 'self';", "script-src 'self' 'wasm-unsafe-eval';"),
  );
});

test('the security headers are complete, and only isolation may be left out', () => {
  const headers = securityHeaders('isolated');
  expect(headers).toEqual({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'permissions-policy': DENIED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  });
  const isolating = new Set(['cross-origin-opener-policy', 'cross-origin-embedder-policy']);
  const rest = Object.fromEntries(Object.entries(headers).filter(([name]) => !isolating.has(name)));
  expect(securityHeaders('notIsolated')).toEqual(rest);
});

test.each([
  '/',
  '/index.html',
  '/nothing',
  `/heap/${HEAP}/objects.type`,
  `/heap/${HEAP}/other`,
  `/heap/${HEAP}/objects.refcount`,
])('every answer carries every security header: %s', async (pathname) => {
  for (const method of ['GET', 'HEAD', 'POST']) {
    for (const range of [undefined, 'bytes=0-1', 'bytes=9999999999-']) {
      const response = await get(pathname, range, method);
      expect(response.headers).toMatchObject(securityHeaders('isolated'));
      expect(response.headers['content-type']).toMatch(/^[a-z]+\/[a-z-]+/);
      await bytesOf(response);
    }
  }
});

test('the page is served under both of its names', async () => {
  for (const name of ['/', '/index.html']) {
    const response = await get(name);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(new TextDecoder().decode(await bytesOf(response))).toBe('<!doctype html>');
  }
  expect((await get('/', undefined, 'HEAD')).body).toBeUndefined();
});

const TRAVERSALS = [
  '/../index.html',
  '/./index.html',
  '/..%2findex.html',
  '/..%2Findex.html',
  '/%2e%2e/index.html',
  '/%2e%2e%2findex.html',
  '/..%5cindex.html',
  '/..\\index.html',
  '/%252e%252e%252findex.html',
  '/..%252findex.html',
  '/%c0%ae%c0%ae/index.html',
  '/index.html%00',
  '/index.html%00.js',
  '/index.html\0',
  '//index.html',
  '///etc/passwd',
  '/etc/passwd',
  '//evil.test/share/index.html',
  '/\\\\evil.test\\share',
  '/C:/index.html',
  '/C:\\index.html',
  '/file:///etc/passwd',
  '/INDEX.HTML',
  '/Index.html',
  '/index.html/',
  '/index.html/.',
  '/index.html.',
  '/index.html::$DATA',
  '/index.html?',
  '/index.html?a=b',
  '/index.html#a',
  '/index.html;a',
  '/%69ndex.html',
  '/index%2ehtml',
  '/link.html',
  '/secret.txt',
  '/assets',
  '/assets/',
  '',
  'index.html',
  '/__proto__',
  '/constructor',
  '/toString',
  `/heap/${HEAP}/../objects.type`,
  `/heap/${HEAP}/..%2fobjects.type`,
  `/heap/${HEAP}/%2e%2e/manifest.json`,
  `/heap/${HEAP}/manifest.json`,
  `/heap/${HEAP}/objects.type.u32`,
  `/heap/${HEAP}/objects.type/`,
  `/heap/${HEAP}/objects.type?`,
  `/heap/${HEAP}/OBJECTS.TYPE`,
  `/heap/${HEAP}/objects%2etype`,
  `/heap/${HEAP}/__proto__`,
  `/heap/${HEAP}/`,
  `/heap/${HEAP}`,
  `/heap/${HEAP.toUpperCase()}/objects.type`,
  `/heap/${HEAP}0/objects.type`,
  `/heap/${HEAP.slice(1)}/objects.type`,
  '/heap/fedcba9876543210fedcba9876543210/objects.type',
  `//heap/${HEAP}/objects.type`,
  `/heap//${HEAP}/objects.type`,
];

test.each(TRAVERSALS)('nothing is there: %j', async (pathname) => {
  expect((await get(pathname)).status).toBe(404);
});

test('methods that change something do not exist', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'get'])
    expect((await get('/', undefined, method)).status).toBe(405);
});

test('a column arrives whole, in blocks of 4 MiB', async () => {
  const response = await get(`/heap/${HEAP}/objects.type`);
  expect(response.status).toBe(200);
  expect(response.headers['content-length']).toBe(String(BYTES));
  const sizes: number[] = [];
  for await (const block of streamOf(response)) sizes.push(block.length);
  expect(sizes).toEqual([BLOCK_BYTES, BLOCK_BYTES, 8]);
  expect(await openFilesUnder(folder)).toBe(0);
});

test.each([
  ['bytes=0-0', 206, `bytes 0-0/${BYTES}`, 1],
  ['bytes=5-104', 206, `bytes 5-104/${BYTES}`, 100],
  [`bytes=${BYTES - 3}-`, 206, `bytes ${BYTES - 3}-${BYTES - 1}/${BYTES}`, 3],
  ['bytes=-7', 206, `bytes ${BYTES - 7}-${BYTES - 1}/${BYTES}`, 7],
  [`bytes=0-${BYTES + 100}`, 206, `bytes 0-${BYTES - 1}/${BYTES}`, BYTES],
  [`bytes=${BYTES}-`, 416, `bytes */${BYTES}`, 4],
  ['bytes=5-4', 416, `bytes */${BYTES}`, 4],
  ['bytes=0-1,3-4', 416, `bytes */${BYTES}`, 4],
  ['bytes=-0', 416, `bytes */${BYTES}`, 4],
  ['bytes=-', 416, `bytes */${BYTES}`, 4],
  ['bytes=99999999999999999999-', 416, `bytes */${BYTES}`, 4],
  ['bytes=9007199254740993-9007199254740995', 416, `bytes */${BYTES}`, 4],
  ['bytes=0x1-0x2', 416, `bytes */${BYTES}`, 4],
  ['items=0-1', 416, `bytes */${BYTES}`, 4],
  ['bytes= 0-1', 416, `bytes */${BYTES}`, 4],
])('range %s is answered %i', async (range, status, contentRange, length) => {
  const response = await get(`/heap/${HEAP}/objects.type`, range);
  expect(response.status).toBe(status);
  expect(response.headers['content-range']).toBe(contentRange);
  expect(response.headers['content-length']).toBe(String(length));
  const bytes = await bytesOf(response);
  expect(bytes.length).toBe(length);
  if (status === 206) expect(bytes[0]).toBe(Number(/^bytes (\d+)/u.exec(contentRange)?.[1]) % 251);
});

test('HEAD of a column opens nothing', async () => {
  const response = await get(`/heap/${HEAP}/objects.type`, undefined, 'HEAD');
  expect(response).toMatchObject({ status: 200, body: undefined });
  expect(await openFilesUnder(folder)).toBe(0);
});

test('a file that is not what the manifest promises is gone, and its descriptor too', async () => {
  for (const name of ['objects.refcount', 'objects.size', 'references.first'])
    expect((await get(`/heap/${HEAP}/${name}`)).status).toBe(410);
  expect(await openFilesUnder(folder)).toBe(0);
});

test('an aborted request closes its descriptor', async () => {
  const response = await get(`/heap/${HEAP}/objects.type`);
  const reader = readable(response).getReader();
  await reader.read();
  expect(await openFilesUnder(folder)).toBe(1);
  await reader.cancel();
  expect(await openFilesUnder(folder)).toBe(0);
});

test('a file that shrinks under a reader breaks the stream instead of shortening it', async () => {
  const path = join(folder, 'objects.type.u32');
  const response = await get(`/heap/${HEAP}/objects.type`);
  const reader = readable(response).getReader();
  await reader.read();
  await truncate(path, 10);
  await expect(readToEnd(reader)).rejects.toThrow('index/damaged');
  expect(await openFilesUnder(folder)).toBe(0);
});

function readable(response: PageResponse): ReadableStream<Uint8Array> {
  if (!(response.body instanceof ReadableStream)) throw new Error('no stream');
  return response.body;
}

async function* streamOf(response: PageResponse): AsyncGenerator<Uint8Array> {
  const reader = readable(response).getReader();
  for (let block = await reader.read(); !block.done; block = await reader.read()) yield block.value;
}

async function bytesOf(response: PageResponse): Promise<Uint8Array> {
  if (!(response.body instanceof ReadableStream)) return response.body ?? new Uint8Array(0);
  return new Uint8Array(await new Response(response.body as unknown as BodyInit).arrayBuffer());
}

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
