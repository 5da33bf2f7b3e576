// Components that look alike: colour refinement over their inner references (features.md F6, Weisfeiler-Leman of one dimension).
import { allocateU32, openLedger } from '../base/column.ts';
import type { Heap } from '../model/heap.ts';
import { componentId, objectId, referenceId, type ComponentId, type TypeId } from '../model/ids.ts';
import { isStrong, KIND, KIND_MASK } from '../model/kinds.ts';
import type { SignatureGroupRow } from '../model/motifRows.ts';
import { qualifiedName, typeNameOf } from '../model/names.ts';
import { membersOf, retainedOfMembers, type ComponentTables } from './components.ts';
import { motifContext, motifOf } from './motifs/motifOf.ts';
import { referenceName } from './motifs/walk.ts';

/** Above it two rounds, so that a hairball costs no more than it must. */
const MOST_EXACT = 5_000;
/** Above it only the types of the members count: a round over millions of references would keep a click waiting. */
const MOST_REFINED = 200_000;
/** Components that are grouped, the first in the order asked for. */
const MOST_GROUPED = 20_000;

/**
 * 16 hexadecimal digits that depend on types, reference kinds and names (without indexes and keys of ordinary dicts) and on who
 * refers to whom, never on numbering: three rounds of colour = hash(colour, multiset of (direction, kind, name, colour there)),
 * then a hash of the multiset of colours (two rounds above 5,000 members, none above 200,000). Equal components have equal signatures; unequal ones may too, as with any colour
 * refinement. Over strong references between members, whatever the lens. Cost: O(rounds x inner references).
 */
export function signatureOf(tables: ComponentTables, component: ComponentId, words = wordHashes(tables.heap)): string {
  const members = membersOf(tables.components, component);
  let low = allocateU32(members.length, 'colours', openLedger());
  let high = allocateU32(members.length, 'colours', openLedger());
  for (let i = 0; i < members.length; i++) {
    low[i] = words.ofType(tables.heap.objects.type[objectId(members[i])]);
    high[i] = mix(low[i], 0x9e3779b9);
  }
  const rounds = members.length > MOST_REFINED ? 0 : members.length > MOST_EXACT ? 2 : 3;
  const rows = rounds === 0 ? { from: [], to: [], word: [] } : innerRows(tables, component, words);
  for (let round = 0; round < rounds; round++) {
    low = refine(rows, low, 0x85ebca6b + round);
    high = refine(rows, high, 0xc2b2ae35 + round);
  }
  return hex(sumOf(low)) + hex(sumOf(high));
}

/** Groups of the first 20,000 of `order`, most bytes first. O(members + inner references), one motif per group. */
export function groupsBySignature(tables: ComponentTables, order: Uint32Array): readonly SignatureGroupRow[] {
  const words = wordHashes(tables.heap);
  const context = motifContext(tables.heap);
  const groups = new Map<string, Omit<SignatureGroupRow, 'motif'>>();
  for (const id of order.subarray(0, MOST_GROUPED)) {
    const component = componentId(id);
    const signature = signatureOf(tables, component, words);
    const known = groups.get(signature);
    groups.set(signature, {
      signature,
      count: (known?.count ?? 0) + 1,
      objects: (known?.objects ?? 0) + membersOf(tables.components, component).length,
      bytes: (known?.bytes ?? 0) + (retainedOfMembers(tables, component) ?? tables.components.selfSize[component]),
      representative: known?.representative ?? component,
    });
  }
  return [...groups.values()]
    .sort((a, b) => b.bytes - a.bytes || a.representative - b.representative)
    .map((group) => ({ ...group, motif: motifOf(tables, group.representative, context)?.motif }));
}

/** Hashes of texts, each made once; by text and not by number, so that two dumps agree. */
export interface WordHashes {
  ofType(type: TypeId): number;
  ofName(name: string): number;
}

export function wordHashes(heap: Heap): WordHashes {
  const types = new Map<TypeId, number>();
  const names = new Map<string, number>();
  const ofName = (name: string): number => {
    const hash = names.get(name) ?? hashOf(name);
    names.set(name, hash);
    return hash;
  };
  return {
    ofName,
    ofType(type) {
      const hash = types.get(type) ?? hashOf(qualifiedName(typeNameOf(heap, type)));
      types.set(type, hash);
      return hash;
    },
  };
}

interface InnerRows {
  /** Positions among the members. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Hash of kind and name. */
  readonly word: readonly number[];
}

function innerRows(tables: ComponentTables, component: ComponentId, words: WordHashes): InnerRows {
  const { heap, components } = tables;
  const members = membersOf(components, component);
  const spaces = namespaces(tables, members);
  const rows = { from: [] as number[], to: [] as number[], word: [] as number[] };
  for (let i = 0; i < members.length; i++) {
    const member = objectId(members[i]);
    for (let row = heap.references.first[member]; row < heap.references.first[member + 1]; row++) {
      const reference = referenceId(row);
      const target = heap.references.target[reference];
      const kind = heap.references.kind[row];
      if (components.of[target] !== component || !isStrong(kind)) continue;
      // A key is a name in a namespace only: 'u1' and 'u2' of an ordinary dict must not tell two sessions apart.
      const isNamed = (kind & KIND_MASK) !== KIND.value || spaces.has(member);
      rows.from.push(i);
      rows.to.push(placeOf(members, target));
      rows.word.push(mix(kind & KIND_MASK, isNamed ? words.ofName(referenceName(heap, reference)) : 0));
    }
  }
  return rows;
}

/** Members that are the `__dict__` of a member. */
function namespaces(tables: ComponentTables, members: Uint32Array): ReadonlySet<number> {
  const { first, kind, target } = tables.heap.references;
  const found = new Set<number>();
  for (const member of members) {
    for (let row = first[member]; row < first[member + 1]; row++) {
      if ((kind[row] & KIND_MASK) === KIND.dict) found.add(target[row]);
    }
  }
  return found;
}

function refine(rows: InnerRows, colour: Uint32Array, seed: number): Uint32Array {
  const { from, to, word } = rows;
  const around = allocateU32(colour.length, 'colours', openLedger());
  for (let i = 0; i < from.length; i++) {
    around[from[i]] += mix(mix(colour[to[i]], word[i]), seed);
    around[to[i]] += mix(mix(colour[from[i]], word[i]), ~seed);
  }
  for (let i = 0; i < colour.length; i++) around[i] = mix(mix(colour[i], around[i]), seed);
  return around;
}

/** Hash of a multiset: the sum of well mixed cells. */
function sumOf(colour: Uint32Array): number {
  let sum = colour.length >>> 0;
  for (let i = 0; i < colour.length; i++) sum = (sum + mix(colour[i], 0x27d4eb2f)) >>> 0;
  return mix(sum, colour.length);
}

/** Members ascend: binary search. */
function placeOf(members: Uint32Array, object: number): number {
  let low = 0;
  let high = members.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (members[middle] < object) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The finaliser of MurmurHash3 over two words (Appleby, public domain). */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0xcc9e2d51), 0x1b873593) + 0xe6546b64;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16) ^ b) >>> 0;
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
