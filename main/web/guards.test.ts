import { expect, test } from 'vitest';
import { type Asked, digestOf, guard, sameSecret } from './guards.ts';

const PORT = 4711;
const OURS = `http://127.0.0.1:${PORT}`;
const TOKEN = 'A'.repeat(43);
const HOST = { host: `127.0.0.1:${PORT}` };
const BEARER = { ...HOST, authorization: `Bearer ${TOKEN}` };
const JSON_POST = { ...BEARER, 'content-type': 'application/json', 'content-length': '2' };
const SESSION_POST = { ...HOST, 'content-type': 'application/json' };

type Headers = Readonly<Record<string, string | readonly string[]>>;
type Row = readonly [
  name: string,
  method: string,
  target: string,
  headers: Headers,
  status: number | 'public' | 'session',
];

const ROWS: readonly Row[] = [
  // request target
  ['page', 'GET', '/', HOST, 'public'],
  ['absolute target', 'GET', `${OURS}/`, HOST, 400],
  ['two slashes', 'GET', '//evil.test/', HOST, 400],
  ['no slash', 'GET', '*', HOST, 400],
  ['empty target', 'GET', '', HOST, 400],
  ['space', 'GET', '/a b', HOST, 400],
  ['control character', 'GET', '/a\u0001', HOST, 400],
  ['not ASCII', 'GET', '/ä', HOST, 400],
  ['longest target', 'GET', `/${'a'.repeat(2_047)}`, HOST, 'public'],
  ['target too long', 'GET', `/${'a'.repeat(2_048)}`, HOST, 400],
  // Host
  ['no host', 'GET', '/', {}, 421],
  ['rebound name', 'GET', '/', { host: `evil.test:${PORT}` }, 421],
  ['rebound name with token', 'POST', '/api/start', { ...JSON_POST, host: `evil.test:${PORT}` }, 421],
  ['localhost', 'GET', '/', { host: `localhost:${PORT}` }, 421],
  ['IPv6', 'GET', '/', { host: `[::1]:${PORT}` }, 421],
  ['another spelling', 'GET', '/', { host: `127.1:${PORT}` }, 421],
  ['no port', 'GET', '/', { host: '127.0.0.1' }, 421],
  ['other port', 'GET', '/', { host: '127.0.0.1:4712' }, 421],
  ['two hosts', 'GET', '/', { host: [`127.0.0.1:${PORT}`, 'evil.test'] }, 421],
  // Origin
  ['our origin', 'GET', '/assets/a.js', { ...HOST, origin: OURS }, 'public'],
  ['foreign origin', 'GET', '/', { ...HOST, origin: 'http://evil.test' }, 403],
  ['null origin', 'GET', '/', { ...HOST, origin: 'null' }, 403],
  ['other port of ours', 'POST', '/api/start', { ...JSON_POST, origin: 'http://127.0.0.1:4712' }, 403],
  ['other scheme', 'GET', '/', { ...HOST, origin: `https://127.0.0.1:${PORT}` }, 403],
  ['two origins', 'GET', '/', { ...HOST, origin: [OURS, OURS] }, 403],
  [
    'no-cors POST from elsewhere',
    'POST',
    '/api/start',
    { ...HOST, origin: 'http://evil.test', 'content-type': 'text/plain' },
    403,
  ],
  // Sec-Fetch-Site
  ['same origin', 'GET', '/assets/a.js', { ...HOST, 'sec-fetch-site': 'same-origin' }, 'public'],
  ['typed address', 'GET', '/', { ...HOST, 'sec-fetch-site': 'none' }, 'public'],
  ['link from elsewhere', 'GET', '/', navigation('cross-site'), 'public'],
  ['launch page on another port', 'GET', '/', navigation('same-site'), 'public'],
  ['frame from elsewhere', 'GET', '/', { ...navigation('cross-site'), 'sec-fetch-dest': 'iframe' }, 403],
  ['link to another file', 'GET', '/assets/a.js', navigation('cross-site'), 403],
  ['form from elsewhere', 'POST', '/', navigation('cross-site'), 403],
  [
    'script from elsewhere',
    'GET',
    '/assets/a.js',
    { ...HOST, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    403,
  ],
  ['fetch from our other port', 'GET', '/api/events', { ...BEARER, 'sec-fetch-site': 'same-site' }, 403],
  ['unknown word', 'GET', '/', { ...HOST, 'sec-fetch-site': 'Same-Origin' }, 403],
  ['two words', 'GET', '/', { ...HOST, 'sec-fetch-site': ['same-origin', 'cross-site'] }, 403],
  // token
  ['session exchange', 'POST', '/api/session', SESSION_POST, 'public'],
  ['channel with token', 'POST', '/api/start', JSON_POST, 'session'],
  ['column with token', 'GET', '/heap/0123/objects.type', BEARER, 'session'],
  ['events with token', 'GET', '/api/events', BEARER, 'session'],
  ['channel without token', 'POST', '/api/start', SESSION_POST, 401],
  ['column without token', 'GET', '/heap/0123/objects.type', HOST, 401],
  ['events without token', 'GET', '/api/events', HOST, 401],
  ['wrong token', 'POST', '/api/start', { ...JSON_POST, authorization: `Bearer ${'B'.repeat(43)}` }, 401],
  ['short token', 'POST', '/api/start', { ...JSON_POST, authorization: 'Bearer A' }, 401],
  ['other scheme', 'POST', '/api/start', { ...JSON_POST, authorization: `Basic ${TOKEN}` }, 401],
  ['two tokens', 'POST', '/api/start', { ...JSON_POST, authorization: [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`] }, 401],
  ['token in a cookie', 'POST', '/api/start', { ...SESSION_POST, cookie: `token=${TOKEN}` }, 401],
  ['token in the query', 'POST', `/api/start?token=${TOKEN}`, SESSION_POST, 401],
  ['unknown channel without token', 'POST', '/api/other', SESSION_POST, 401],
  // method and type
  ['HEAD', 'HEAD', '/', HOST, 'public'],
  ['GET of a channel', 'GET', '/api/start', BEARER, 405],
  ['GET of the exchange', 'GET', '/api/session', HOST, 405],
  ['POST of the page', 'POST', '/', SESSION_POST, 405],
  ['POST of a column', 'POST', '/heap/0123/objects.type', JSON_POST, 405],
  ['POST of the events', 'POST', '/api/events', JSON_POST, 405],
  ['PUT', 'PUT', '/api/start', JSON_POST, 405],
  ['OPTIONS', 'OPTIONS', '/api/start', BEARER, 405],
  ['DELETE of the page', 'DELETE', '/', HOST, 405],
  ['TRACE', 'TRACE', '/', HOST, 405],
  ['no type', 'POST', '/api/start', BEARER, 415],
  ['plain text', 'POST', '/api/start', { ...JSON_POST, 'content-type': 'text/plain' }, 415],
  ['form', 'POST', '/api/session', { ...HOST, 'content-type': 'application/x-www-form-urlencoded' }, 415],
  [
    'JSON with a charset',
    'POST',
    '/api/start',
    { ...JSON_POST, 'content-type': 'application/json; charset=utf-8' },
    'session',
  ],
  ['JSON by another name', 'POST', '/api/start', { ...JSON_POST, 'content-type': 'application/json-patch' }, 415],
  ['two types', 'POST', '/api/start', { ...JSON_POST, 'content-type': ['application/json', 'text/plain'] }, 415],
  ['longest body', 'POST', '/api/start', { ...JSON_POST, 'content-length': '1048576' }, 'session'],
  ['body too long', 'POST', '/api/start', { ...JSON_POST, 'content-length': '1048577' }, 413],
  ['no length at all', 'POST', '/api/start', { ...BEARER, 'content-type': 'application/json' }, 'session'],
  ['length that is no number', 'POST', '/api/start', { ...JSON_POST, 'content-length': 'x' }, 413],
];

test.each(ROWS)('%s', (_name, method, target, headers, expected) => {
  const guarded = guard(asked(method, target, headers), context());
  expect(guarded.verdict === 'pass' ? guarded.access : guarded.status).toBe(expected);
});

test('the checks come in order: a request that breaks all of them learns only the first', () => {
  const wrong: Record<string, string> = {
    host: 'evil.test',
    origin: 'http://evil.test',
    'sec-fetch-site': 'cross-site',
  };
  const statusOf = (target: string): unknown => {
    const guarded = guard(asked('PUT', target, wrong), context());
    return guarded.verdict === 'refuse' ? guarded.status : 'pass';
  };
  expect(statusOf('bad')).toBe(400);
  expect(statusOf('/api/start')).toBe(421);
  wrong['host'] = HOST.host;
  expect(statusOf('/api/start')).toBe(403);
  delete wrong['origin'];
  expect(statusOf('/api/start')).toBe(403);
  delete wrong['sec-fetch-site'];
  expect(statusOf('/api/start')).toBe(401);
  wrong['authorization'] = BEARER.authorization;
  expect(statusOf('/api/start')).toBe(405);
});

test('a token is looked at only after everything that does not need it', () => {
  let looked = 0;
  guard(asked('POST', '/api/start', { ...JSON_POST, host: 'evil.test' }), {
    port: PORT,
    knowsToken: () => ++looked > 0,
  });
  expect(looked).toBe(0);
});

test('secrets of any length are compared by their digests', () => {
  expect(sameSecret('abc', digestOf('abc'))).toBe(true);
  expect(sameSecret('', digestOf('abc'))).toBe(false);
  expect(sameSecret('a'.repeat(100_000), digestOf('abc'))).toBe(false);
});

function context(): { readonly port: number; readonly knowsToken: (token: string) => boolean } {
  return { port: PORT, knowsToken: (token) => sameSecret(token, digestOf(TOKEN)) };
}

function asked(method: string, target: string, headers: Headers): Asked {
  const header = (name: string): readonly string[] => [headers[name] ?? []].flat();
  return { method, target, header };
}

function navigation(site: string): Headers {
  return { ...HOST, 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
}
