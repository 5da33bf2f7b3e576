import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '#heap/base/fault.ts';
import { CHANNEL_NAMES, type ChannelName } from './bridge.ts';
import {
  isChannelName,
  MOST_ENTRIES,
  MOST_OPERATION,
  MOST_TEXT,
  readLaunchCode,
  readPath,
  readRequest,
  readSecondInstance,
} from './bridgeSchemas.ts';

const ID = '0123456789abcdef0123456789abcdef';
const FINDING = {
  id: '0123456789abcdef',
  title: 'Sessions are held',
  note: 'by a *list*',
  target: { kind: 'object', address: '0x7f0000001000' },
  evidence: [{ label: 'retained', value: '12 MiB' }],
  confidence: 'high',
  status: 'open',
  created: '2024-01-01T00:00:00Z',
  changed: '2024-01-01T00:00:00.123Z',
};
const put = (change: object): object => ({ heap: ID, operation: { kind: 'put', finding: { ...FINDING, ...change } } });

const VALID: { readonly [Name in ChannelName]: readonly object[] } = {
  start: [{}],
  chooseDump: [{}],
  estimate: [{ dump: ID }],
  chooseCompanions: [{ what: 'program' }, { what: 'folder' }],
  open: [{ dump: ID }, { dump: ID, companions: 'machine' }],
  cancelOpen: [{ dump: ID }],
  close: [{ heap: ID }],
  readFindings: [{ heap: ID }],
  appendFinding: [
    put({}),
    put({ target: { kind: 'heap' } }),
    put({ severity: 'high', tags: ['leak', 'ops'] }),
    put({ seen: { fingerprint: 'f', type: 'app.Leak', place: 'app.leaks[*]', facts: {} } }),
    put({ seen: { fingerprint: '', type: '', place: '', facts: { objects: 1, excess: -2, verdict: 'garbage' } } }),
    put({ target: { kind: 'type', name: '<script>' } }),
    put({ target: { kind: 'component', lens: 'instances', member: '0x1' } }),
    put({ evidence: [], note: '\0\u202e\ud800' }),
    { heap: ID, operation: { kind: 'remove', id: '0123456789abcdef' } },
  ],
  saveExport: [{ name: 'findings.md', text: 'x'.repeat(2_000_000) }],
  savePicture: [{ name: 'a.png', png: 'iVBORw0KGgoAAAA=' }],
  printReport: [{ name: 'a.pdf' }],
  forgetRecent: [{ dump: ID }],
};

const SEED = Number(process.env['OURO_SEED'] ?? Date.now() % 2 ** 31);
const RUNS = 10_000;

test.each(CHANNEL_NAMES)('%s takes what the contract says and returns a copy of it', (channel) => {
  for (const request of VALID[channel]) {
    const read = readRequest(channel, request);
    expect(read).toEqual({ ok: true, value: request });
    if (read.ok) expect(read.value).not.toBe(request);
  }
});

test.each(CHANNEL_NAMES)(`%s answers ${RUNS} random payloads with a typed refusal (seed ${SEED})`, (channel) => {
  const payload = fc.oneof(
    fc.anything({
      withNullPrototype: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withBigInt: true,
      maxDepth: 3,
    }),
    mutated(VALID[channel][0] ?? {}),
    fc.json().map((text): unknown => JSON.parse(text)),
  );
  fc.assert(
    fc.property(payload, (value) => {
      const read = readRequest(channel, value);
      if (read.ok) expect(read.value).toEqual(value);
      else expectRefusal(read);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test.each([
  ['a missing key', {}],
  ['a further key', { dump: ID, path: '/etc/passwd' }],
  ['a polluting key', JSON.parse(`{"dump":"${ID}","__proto__":{"a":1}}`)],
  ['an inherited key', Object.create({ dump: ID })],
  [
    'a class',
    new (class {
      dump = ID;
    })(),
  ],
  ['a symbol', { dump: ID, [Symbol('a')]: 1 }],
  ['a list', [ID]],
  ['nothing', undefined],
  ['null', null],
  ['a text', ID],
  ['a path', { dump: '/etc/passwd' }],
  ['an id in capitals', { dump: ID.toUpperCase() }],
  ['an id with a newline', { dump: `${ID}\n` }],
  ['a short id', { dump: ID.slice(1) }],
  ['a boxed text', { dump: new String(ID) }],
  [
    'a getter that throws',
    {
      get dump(): string {
        throw new Error('hostile');
      },
    },
  ],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('hostile');
        },
      },
    ),
  ],
])('open refuses %s', (_name, value) => {
  expectRefusal(readRequest('open', value));
});

test.each([
  ['an unknown target', { target: { kind: 'file', path: '/' } }],
  ['an unknown lens', { target: { kind: 'component', lens: 'other', member: '' } }],
  ['an unknown confidence', { confidence: 'certain' }],
  ['an unknown status', { status: 'constructor' }],
  ['a long note', { note: 'x'.repeat(MOST_TEXT + 1) }],
  ['a number for a text', { title: 1 }],
  ['a severity of no name', { severity: 'worst' }],
  ['too many tags', { tags: Array.from({ length: 17 }, (_, i) => `t${i}`) }],
  ['a long tag', { tags: ['x'.repeat(41)] }],
  ['a negative size', { seen: { fingerprint: '', type: '', place: '', facts: { selfSize: -1 } } }],
  ['a fact of no name', { seen: { fingerprint: '', type: '', place: '', facts: { other: 1 } } }],
  ['evidence without a place', { seen: { fingerprint: '', type: '', facts: {} } }],
  ['too much evidence', { evidence: Array.from({ length: MOST_ENTRIES + 1 }, () => ({ label: '', value: '' })) }],
  ['evidence that is no list', { evidence: { length: 1, 0: { label: '', value: '' } } }],
  ['a sparse list', { evidence: Array(3) }],
  ['a time of another form', { created: '2024-01-01 00:00:00' }],
  ['an id of another form', { id: '../../etc/passwd' }],
  [
    'a megabyte in small parts',
    { evidence: Array.from({ length: 20 }, () => ({ label: '', value: 'x'.repeat(MOST_OPERATION / 16) })) },
  ],
])('appendFinding refuses %s', (_name, change) => {
  expectRefusal(readRequest('appendFinding', put(change)));
});

test('names of Object.prototype are no channels', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'Start'])
    expect(isChannelName(name)).toBe(false);
  for (const name of CHANNEL_NAMES) expect(isChannelName(name)).toBe(true);
});

test('paths are absolute, short and without NUL', () => {
  for (const path of ['/a', '/-rf', '/a\nb', 'C:\\a', 'c:/a', '\\\\host\\share']) expect(readPath(path).ok).toBe(true);
  for (const path of [
    '',
    'a',
    './a',
    '/a\0',
    `/${'a'.repeat(4_096)}`,
    1,
    undefined,
    ['/a'],
    { path: '/a' },
    '--inspect',
    'file:///a',
  ])
    expectRefusal(readPath(path));
});

test('a second instance contributes paths and nothing else', () => {
  expect(readSecondInstance({ paths: ['/a'] }).ok).toBe(true);
  for (const value of [
    {},
    { paths: 'a' },
    { paths: ['a'] },
    { paths: ['/a'], argv: ['--inspect'] },
    { paths: Array(17).fill('/a') },
    null,
  ])
    expectRefusal(readSecondInstance(value));
});

test('a launch code is 43 characters of base64url', () => {
  expect(readLaunchCode({ code: 'A'.repeat(43) }).ok).toBe(true);
  for (const value of [{}, { code: 'A'.repeat(42) }, { code: `${'A'.repeat(42)}=` }, { code: 1 }, undefined])
    expectRefusal(readLaunchCode(value));
});

function expectRefusal(read: Outcome<unknown>): void {
  expect(read).toMatchObject({ ok: false, fault: { code: 'bridge/refused' } });
  // Words of ours only: nothing that the payload spells reaches a message.
  if (!read.ok && read.fault.code === 'bridge/refused') expect(read.fault.reason).toMatch(/^[a-zA-Z0-9 .:[\]]{1,120}$/);
}

/** A valid request with one field replaced, removed or added: what random values alone would never come near. */
function mutated(valid: object): fc.Arbitrary<unknown> {
  const keys = fc.constantFrom(...Object.keys(valid), 'path', '__proto__', 'constructor', 'dump', 'heap');
  return fc.tuple(keys, fc.anything(), fc.constantFrom('replace', 'remove')).map(([key, value, change]) => {
    const entries = Object.entries(valid).filter(([name]) => name !== key);
    return Object.fromEntries(change === 'remove' ? entries : [...entries, [key, value]]);
  });
}
