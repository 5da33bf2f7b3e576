import { Ajv2020 } from 'ajv/dist/2020.js';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#heap/base/utf8.ts';
import { graphLines, looseLines, randomGraph } from '#heap/testing/graphWriter.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { typeId } from '#heap/model/ids.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { interpreters } from '#heap/testing/interpreters.ts';
import { load } from '#heap/testing/loading.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { MOST_ID_LENGTH } from './ids.ts';
import { graph } from './index.ts';
import { WRITTEN_ROOTS } from './objects.ts';
import { WRITTEN_KINDS } from './references.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('graph.schema.json', DOCS), 'utf8')) as Schema;
const isLine = new Ajv2020({ allowUnionTypes: true }).compile(schema);

/** As far as the tests look into it. */
interface Schema {
  readonly $defs: {
    readonly kind: { readonly enum: readonly string[] };
    readonly id: { readonly anyOf: readonly { readonly maxLength?: number }[] };
    readonly object: {
      readonly properties: {
        readonly root: {
          readonly anyOf: readonly { readonly properties?: { readonly kind: { readonly enum: readonly string[] } } }[];
        };
      };
    };
  };
}

function allows(line: string): boolean {
  return isLine(JSON.parse(line));
}

test('the schema and the reader know the same words and limits', () => {
  expect(schema.$defs.kind.enum).toEqual(WRITTEN_KINDS);
  expect(schema.$defs.object.properties.root.anyOf[2].properties?.kind.enum).toEqual(WRITTEN_ROOTS);
  expect(schema.$defs.id.anyOf[1].maxLength).toBe(MOST_ID_LENGTH);
});

test('the small graph follows the schema, but for the line that shows what is left out', () => {
  const lines = readFileSync(new URL('fixtures/small.ndjson', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.filter((line) => !allows(line))).toEqual(['{"comment": "unknown lines are left out"}']);
});

test('random graphs follow the schema, but for kinds that are no words of it', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const model = randomGraph(randomFrom(seed), 20);
    for (const line of [...graphLines(model), ...looseLines(model, randomFrom(seed))]) {
      expect([line, allows(line)]).toEqual([line, !line.includes('"nonsense"')]);
    }
  }
});

test.each([
  '{"ouroboros-graph": 2}',
  '{"object": 1}',
  '{"object": -1, "type": "A"}',
  '{"object": 1.5, "type": "A"}',
  '{"object": 9007199254740992, "type": "A"}',
  '{"object": "", "type": "A"}',
  '{"object": 1, "type": "A", "size": -1}',
  '{"object": 1, "type": "A", "references": [null]}',
  '{"object": 1, "type": "A", "root": {"kind": "tree"}}',
  '{"object": 1, "type": "A", "references": [{"label": "x"}]}',
  '{"from": 1}',
  '[]',
])('%s breaks the schema', (line) => {
  expect(allows(line)).toBe(false);
});

/** The first block of that kind in the section on graphs of docs/formats.md. */
function blockOfDocs(fence: string): string {
  const text = readFileSync(new URL('formats.md', DOCS), 'utf8');
  const from = text.indexOf(fence, text.indexOf('## graph'));
  return text.slice(from + fence.length, text.indexOf('```', from + fence.length));
}

test('the four lines in the documentation are a graph', async () => {
  const text = blockOfDocs('```\n');
  expect(text.trimEnd().split('\n').filter(allows).length).toBe(4);
  const { heap } = await load(encodeUtf8(text), { format: graph });
  expect([heap.objects.length, heap.references.length, heap.roots.length]).toEqual([2, 2, 1]);
  expect(heap.manifest.completeness.diagnostics).toEqual([]);
});

const USE = `
class Session: pass
sessions = []
for i in range(7):
    a, b = Session(), Session()
    a.peer, b.peer, a.name = b, a, f"name {i}"
    sessions.append(a)
dump_graph(sys.argv[1])
`;

describe.each(interpreters())('python $version', ({ path }) => {
  test('the example in the documentation writes a graph that opens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ouroboros-graph-'));
    const file = join(folder, 'app.ndjson');
    writeFileSync(join(folder, 'app.py'), blockOfDocs('```python\n') + USE);
    execFileSync(path, [join(folder, 'app.py'), file]);
    const bytes = new Uint8Array(readFileSync(file));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    rmSync(folder, { recursive: true });
    expect(lines.filter((line) => !allows(line))).toEqual([]);
    const { heap } = await load(bytes, { format: graph });
    expect(brokenInvariants(heap)).toEqual([]);
    expect(heap.manifest.completeness).toMatchObject({ status: 'complete', diagnostics: [] });
    expect(heap.manifest.capabilities).toEqual(['sizes', 'multiplicity', 'roots']);
    const ofType = new Map<string, number>();
    for (const type of heap.objects.type) {
      const name = qualifiedName(typeNameOf(heap, typeId(type)));
      ofType.set(name, (ofType.get(name) ?? 0) + 1);
    }
    expect(ofType.get('__main__.Session')).toBe(14);
    expect(ofType.get('module')).toBe(heap.roots.length);
    expect(heap.objects.length).toBe(lines.length - 1);
  });
});
