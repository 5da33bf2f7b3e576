import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLedger } from '#heap/base/column.ts';
import { reverseRows } from '#heap/base/csr.ts';
import { silentTask } from '#heap/base/task.ts';
import { expressionFor } from '#heap/queries/expression.ts';
import { freedWith } from '#heap/queries/freedWith.ts';
import { previewOf } from '#heap/queries/objectRow.ts';
import { objectAt } from '#heap/model/addresses.ts';
import type { Heap } from '#heap/model/heap.ts';
import { objectId, type ObjectId } from '#heap/model/ids.ts';
import { KIND } from '#heap/model/kinds.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { answersOf } from '#heap/model/questions.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { codes } from '#heap/testing/heapLines.ts';
import { brokenInvariants } from '#heap/testing/invariants.ts';
import { digestOf, flawOf, load, tryLoad } from '#heap/testing/loading.ts';
import { inboundReferences, retainedHeap } from '#heap/testing/pyheapRetained.ts';
import { randomFrom } from '#heap/testing/random.ts';
import { pyheap } from './index.ts';

const SAMPLES = new URL('../../../../shared/samples/pyheap/', import.meta.url);
// Not in the repository: too large for it.
const noSamples = !existsSync(SAMPLES);
const format = pyheap;

interface Truth {
  readonly tree_root_ids_first5: readonly number[];
  readonly sessions: number;
  readonly sessions_dict_id: number;
  readonly live_ring: { readonly first_id: number };
  readonly garbage_rings: readonly number[];
  readonly garbage_self_dict_ids_first5: readonly number[];
  readonly big_one: { readonly id: number; readonly payload_id: number; readonly payload_sizeof: number };
  readonly shared: { readonly id: number; readonly sizeof: number; readonly owners: readonly number[] };
  readonly weakly_id: number;
  readonly deep_chain_outer_id: number;
  readonly main_module_dict_id: number;
  readonly file: Readonly<Record<'objects' | 'references_content_plus_referents' | 'types' | 'sum_size', number>>;
}

const bytes = noSamples
  ? new Uint8Array(0)
  : new Uint8Array(gunzipSync(readFileSync(new URL('small_stdlib.pyheap.gz', SAMPLES))));
const truth = noSamples
  ? undefined
  : (JSON.parse(readFileSync(new URL('small_stdlib.truth.json', SAMPLES), 'utf8')) as Truth);

function typeOf(heap: Heap, object: number): string {
  return qualifiedName(typeNameOf(heap, heap.objects.type[objectId(object)]));
}

function known(heap: Heap, address: number): ObjectId {
  const object = objectAt(heap, address);
  if (object === undefined) throw new Error(`no object at ${address}`);
  return object;
}

test.skipIf(truth === undefined)('counts, sizes and names are those of the truth file', async () => {
  const { file } = truth!;
  const { heap } = await load(bytes, { format });
  expect(brokenInvariants(heap)).toEqual([]);
  expect(heap.manifest.counts).toMatchObject({
    objects: file.objects,
    // Two targets are not in the file.
    references: file.references_content_plus_referents - 2,
    types: file.types,
    roots: 114,
  });
  expect(heap.manifest.totalSelfSize).toBe(file.sum_size);
  expect(heap.manifest.completeness).toMatchObject({ status: 'complete', bytesRead: bytes.length });
  expect(heap.manifest.completeness.diagnostics).toEqual([{ code: 'danglingTarget', count: 2, offset: undefined }]);
  expect(heap.manifest.runtime).toMatchObject({ version: '3.11.2', hexversion: 0x030b02f0 });
  expect(heap.threads.length).toBe(2);
  expect([...heap.threads.frames]).toEqual([1, 6]);
  const kinds = (kind: number): number => heap.references.kind.filter((cell) => cell === kind).length;
  // Of 45,083 referents that are not the type of their holder, attributes name 15,932; what functions hold is told by type.
  expect(kinds(KIND.attribute)).toBe(15_923);
  expect(kinds(KIND.globals)).toBe(2_576);
  expect(kinds(KIND.unknown)).toBeLessThan(6_000);
  const answers = answersOf(heap.manifest).filter(({ answer }) => answer === 'yes');
  expect(answers.map(({ question }) => question)).toEqual(['memory', 'holders', 'names', 'cycles', 'stacks', 'values']);
});

test.skipIf(truth === undefined)('every planted thing is found', async () => {
  const { heap } = await load(bytes, { format });
  const results = analysed(heap);
  const { dominators, componentsDefault } = results;
  const at = (address: number): ObjectId => known(heap, address);
  const isReached = (object: number): boolean => ((dominators.reached[object >>> 5]! >>> (object & 31)) & 1) === 1;
  // Two trees, each one component of nodes and the lists that have children.
  for (const address of truth!.tree_root_ids_first5) {
    const component = componentsDefault.of[at(address)]!;
    expect(componentsDefault.first[component + 1]! - componentsDefault.first[component]!).toBe(1706);
  }
  expect(heap.objects.size[at(truth!.sessions_dict_id)]).toBe(truth!.sessions);
  expect(expressionFor(heap, results, at(truth!.sessions_dict_id))).toBe('__main__.LEAKED_SESSIONS');
  expect(expressionFor(heap, results, at(truth!.tree_root_ids_first5[1]!))).toBe('__main__.TREE[1]');
  expect(expressionFor(heap, results, at(truth!.big_one.payload_id))).toBe('__main__.BIG_ONE.payload');
  // Garbage is reached by nothing, the ring in use is.
  const rings = Array.from({ length: heap.objects.length }, (_, i) => i).filter(
    (object) => typeOf(heap, object) === '__main__.RingItem' && !isReached(object),
  );
  expect(rings.length).toBe(truth!.garbage_rings.reduce((sum, length) => sum + length, 0));
  expect(isReached(at(truth!.live_ring.first_id))).toBe(true);
  for (const address of truth!.garbage_self_dict_ids_first5) expect(isReached(at(address))).toBe(false);
  for (const address of [truth!.weakly_id, truth!.deep_chain_outer_id, truth!.main_module_dict_id]) {
    expect(isReached(at(address))).toBe(true);
  }
  // 3 MiB with one owner, 1 MiB with two and a global.
  const { big_one: big, shared } = truth!;
  expect(dominators.parent[at(big.payload_id)]).toBe(at(big.id));
  expect(dominators.retained[at(big.id)]).toBeGreaterThan(big.payload_sizeof);
  expect(heap.objects.selfSize[at(shared.id)]).toBe(shared.sizeof);
  for (const owner of shared.owners) expect(dominators.parent[at(shared.id)]).not.toBe(at(owner));
});

test.skipIf(truth === undefined)(
  "what goes with an object is what PyHeap's own rule says",
  async () => {
    const { heap } = await load(bytes, { format });
    const referrers = reverseRows(heap.references.target, heap.objects.length, openLedger(), silentTask);
    const inbound = inboundReferences(heap);
    const { big_one: big, shared, sessions_dict_id: sessions } = truth!;
    const freed = (object: number) => freedWith(heap, referrers, objectId(object));
    expect(freed(known(heap, big.id))).toMatchObject({ objects: 2, limited: false });
    expect(freed(known(heap, big.id)).bytes).toBe(heap.objects.selfSize[known(heap, big.id)]! + big.payload_sizeof);
    // Neither owner takes the block with it, and cycles of closures stay when the sessions go.
    for (const owner of shared.owners) expect(freed(known(heap, owner)).bytes).toBeLessThan(shared.sizeof);
    const { dominators } = analysed(heap);
    expect(freed(known(heap, sessions)).bytes).toBeLessThan(dominators.retained[known(heap, sessions)]!);
    const random = randomFrom(20_260_101);
    const some = Array.from({ length: 3000 }, () => Math.floor(random() * heap.objects.length));
    for (const object of [known(heap, sessions), ...some]) {
      expect(freed(object).bytes, `object ${object}`).toBe(retainedHeap(heap, inbound, object));
    }
  },
  60_000,
);

test.skipIf(truth === undefined)('what only a stack holds is a root with the name of its local', async () => {
  const { heap } = await load(bytes, { format });
  const locals = Array.from({ length: heap.roots.length }, (_, row) => row)
    .filter((row) => heap.threads.length > 1 && heap.roots.thread[row] === 1)
    .map((row) => `${typeOf(heap, heap.roots.object[row]!)} ${heap.objects.selfSize[heap.roots.object[row]!]}`);
  expect(locals).toContain('bytearray 200057');
  const modules = heap.roots.kind.filter((kind) => kind === 1).length;
  expect(modules).toBe(100);
  expect(previewOf(heap, heap.roots.object[heap.roots.kind.indexOf(1)]!)).toBe("<module 'sys' (built-in)>");
});

test.skipIf(truth === undefined)('in windows of 65,536 bytes it is the same heap, forwards only too', async () => {
  const whole = digestOf((await load(bytes, { format })).heap);
  expect(digestOf((await load(bytes, { format, window: 65_536 })).heap)).toBe(whole);
  const stream = { format, window: 65_536, seekable: false, sized: false };
  expect(digestOf((await load(bytes, stream)).heap)).toBe(whole);
});

test.skipIf(truth === undefined)(
  'cut at 6 places and with 6 bytes changed it is a heap that says so, or a fault',
  async () => {
    const random = randomFrom(20_260_101);
    for (let i = 0; i < 6; i++) {
      const length = Math.floor(random() * bytes.length);
      const cut = await tryLoad(bytes.subarray(0, length), { format });
      expect(flawOf(cut, length), `cut at ${length}`).toBeUndefined();
      if (cut.ok) expect(codes(cut.value.heap)).toContain('truncated');
      const at = Math.floor(random() * bytes.length);
      const changed = bytes.slice();
      changed[at] = Math.floor(random() * 256);
      expect(flawOf(await tryLoad(changed, { format }), bytes.length), `changed at ${at}`).toBeUndefined();
    }
  },
  120_000,
);
