import { analysed } from '#heap/testing/analysed.ts';
import { interpreters } from '#heap/testing/interpreters.ts';
import { load } from '#heap/testing/loading.ts';
import { columnsOf } from '#heap/model/columns.ts';
import type { Heap } from '#heap/model/heap.ts';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactFile, type Redaction } from './redactFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-redact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hex = (n: number, length: number): string =>
  createHash('sha512').update(`planted ${n}`).digest('hex').slice(0, length);
/** Kinds of secrets as they look in the world; all made here. */
const KINDS: readonly ((n: number) => string)[] = [
  (n) => `AKIA${hex(n, 16).toUpperCase()}`,
  (n) => `ghp_${hex(n, 36)}`,
  (n) => `xoxb-${hex(n, 12)}-${hex(n + 1000, 24)}`,
  (n) => `eyJhbGciOiJIUzI1NiJ9.${hex(n, 12)}.${hex(n + 1000, 20)}`,
  (n) => `-----BEGIN PRIVATE KEY-----${hex(n, 32)}`,
  (n) => `postgres://u:${hex(n, 14)}@db/x`,
  (n) => `password=${hex(n, 12)}`,
  (n) => `person.${hex(n, 10)}@mail.test`,
  (n) =>
    `4${String(Number.parseInt(hex(n, 12), 16))
      .padStart(15, '0')
      .slice(0, 15)}`,
  (n) => `/home/${hex(n, 9)}/.ssh/id_rsa`,
  (n) => `key_${hex(n, 20)}`,
  (n) => `Пароль-${hex(n, 12)}`,
];
const SECRETS = Array.from({ length: 200 }, (_, n) => KINDS[n % KINDS.length]?.(n) ?? '');

const PROGRAM = `
import json, sys
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
secrets = json.load(open(sys.argv[2]))
class PlantedHolder: pass
held = []
for i, secret in enumerate(secrets):
    one = PlantedHolder()
    one.text, one.raw, one.pair = secret, secret.encode(), {secret: [secret + '', one]}
    setattr(one, 'key_' + str(i % 7) if not secret.isidentifier() else secret, i)
    held.append(one)
    if secret.isidentifier(): held.append(type(secret, (), {})())
ouroboros_capture.dump(sys.argv[3], privacy=sys.argv[4])
`;

/** UTF-8, UTF-16 of both orders, and base64 at each of the three alignments. */
function forms(secret: string): readonly Buffer[] {
  const utf8 = Buffer.from(secret);
  const swapped = Buffer.from(secret, 'utf16le').swap16();
  const aligned = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64');
    return Buffer.from(text.slice(shift === 0 ? 0 : 4, Math.floor(((shift + utf8.length) * 8) / 24) * 4));
  });
  return [utf8, Buffer.from(secret, 'utf16le'), swapped, ...aligned];
}

function found(bytes: Buffer): number {
  return SECRETS.filter((secret) => forms(secret).some((form) => bytes.includes(form))).length;
}

async function redacted(path: string): Promise<{ readonly bytes: Buffer; readonly said: Redaction }> {
  const [from, to] = [await open(path), await open(`${path}.redacted`, 'w')];
  try {
    const said = await redactFile(from, to);
    return { bytes: readFileSync(`${path}.redacted`), said };
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

/** Columns that say which text, or the sort of a text. */
const OF_TEXT = /^(strings|previews|tags)\.|tag|preview/;

/** All results as text with columns by their checksum, and without the names of types. */
function unnamed(results: object): unknown {
  return JSON.parse(
    JSON.stringify(results, (key, value: unknown) => {
      if (ArrayBuffer.isView(value))
        return createHash('sha256')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex');
      return key === 'module' || key === 'name' ? undefined : value;
    }),
  );
}

async function numbersOf(bytes: Buffer): Promise<Heap> {
  return (await load(new Uint8Array(bytes))).heap;
}

describe.each(interpreters().filter(({ version }) => /^3\.(8|11|13)|^python/.test(version)))(
  'a dump of $version with 200 planted secrets',
  ({ version, path: python }) => {
    const path = join(folder, `${version}.ouro`);
    const shape = join(folder, `${version}.shape.ouro`);
    let copy: { readonly bytes: Buffer; readonly said: Redaction };
    beforeAll(async () => {
      const planted = join(folder, 'secrets.json');
      writeFileSync(planted, JSON.stringify(SECRETS));
      for (const [file, privacy] of [
        [path, 'text'],
        [shape, 'shape'],
      ] as const)
        execFileSync(python, ['-c', PROGRAM, resolve('capture'), planted, file, privacy], { stdio: 'ignore' });
      copy = await redacted(path);
    }, 120_000);

    test('holds them before, and none of them redacted', () => {
      expect(found(readFileSync(path))).toBeGreaterThan(190);
      expect(found(copy.bytes)).toBe(0);
      expect(copy.said.kept).toContain('__dict__');
      expect(copy.said.kept.join(' ')).not.toContain('PlantedHolder');
    });

    test('gives equal numbers in every column and every analysis', { timeout: 120_000 }, async () => {
      const [before, after] = [await numbersOf(readFileSync(shape)), await numbersOf((await redacted(shape)).bytes)];
      expect(after.manifest.completeness.status).toBe('complete');
      expect(after.manifest.counts).toMatchObject({
        objects: before.manifest.counts.objects,
        references: before.manifest.counts.references,
      });
      const columns = columnsOf(after);
      const different = [...columnsOf(before)].filter(
        ([name, column]) =>
          !OF_TEXT.test(name) &&
          !Buffer.from(column.buffer).equals(Buffer.from(columns.get(name)?.buffer ?? new ArrayBuffer(0))),
      );
      expect(different.map(([name]) => name)).toEqual([]);
      expect(unnamed(analysed(after))).toEqual(unnamed(analysed(before)));
    });
  },
);
