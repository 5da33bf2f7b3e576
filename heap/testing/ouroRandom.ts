// Seeded CPython heaps with everything a dump may hold, small enough to be written thousands of times.
import { NONE } from '../base/brand.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { LAYOUT } from '../formats/ouro/layout.ts';
import { KIND } from '../model/kinds.ts';
import type { ObjectModel, OuroModel, TypeModel } from './ouroModel.ts';
import type { Random } from './random.ts';

const WORDS = [
  '',
  'builtins',
  'type',
  'list',
  'dict',
  'set',
  'str',
  'app',
  'Node',
  'next',
  'value',
  'app.Node',
  'größe',
];
const HAVE_GC = 1 << 14;
const HEAPTYPE = 1 << 9;

/** Objects 0-5 are the type objects of types 0-5. Every reference has a target, every id is defined. */
export function randomModel(random: Random, most: number): OuroModel {
  const pick = (n: number): number => Math.floor(random() * n);
  const names = ['type', 'list', 'dict', 'set', 'str', 'Node'];
  const layouts = [LAYOUT.explicit, LAYOUT.sequence, LAYOUT.map, LAYOUT.set, LAYOUT.none, LAYOUT.explicit];
  const addresses = distinctAddresses(random, names.length + 1 + pick(most));
  const types = names.map((name, i): TypeModel => ({
    address: addresses[i],
    flags: name === 'Node' ? HAVE_GC | HEAPTYPE : name === 'str' ? 1 << 28 : HAVE_GC,
    module: WORDS.indexOf(name === 'Node' ? 'app' : 'builtins'),
    qualname: WORDS.indexOf(name),
    file: 0,
    basicSize: 16 + pick(100),
    itemSize: pick(9),
    layout: layouts[i],
    traits: pick(64),
  }));
  const objects = addresses.map((address, i): ObjectModel => {
    const type = i < names.length ? 0 : 1 + pick(5);
    const references = referencesFor(random, layouts[type], addresses);
    const size = random() < 0.02 ? 0x1_0000_0000 + pick(1000) : 16 + pick(200);
    const tracked = type !== 4;
    return {
      address,
      type,
      size,
      refcount: pick(6),
      length: type === 0 || type === 5 ? NONE : references.length,
      flags: (tracked ? 1 : 0) | (random() < 0.1 ? 4 : 0) | (random() < 0.1 ? 1 << 9 : 0),
      generation: tracked ? pick(3) : 255,
      references,
    };
  });
  return { strings: WORDS.map(encodeUtf8), types, objects, ...about(random, objects) };
}

function distinctAddresses(random: Random, count: number): readonly number[] {
  const far = random() < 0.3;
  const found = new Set<number>();
  while (found.size < count) {
    const at = Math.floor(random() * (far ? 2 ** 30 : 4000));
    found.add(0x7f0000000000 + at * 8);
  }
  return [...found];
}

function referencesFor(random: Random, layout: number, addresses: readonly number[]): ObjectModel['references'] {
  if (layout === LAYOUT.none) return [];
  const pick = (n: number): number => Math.floor(random() * n);
  const count = random() < 0.05 ? pick(40) : pick(4);
  const target = (): number => addresses[pick(addresses.length)];
  const rows = Array.from({ length: count }, (_, label) => ({ target: target(), kind: KIND.item, label }));
  if (layout === LAYOUT.sequence) return rows;
  if (layout === LAYOUT.set) return rows.map((row) => ({ ...row, kind: KIND.element, label: 0 }));
  if (layout === LAYOUT.map) {
    return rows.flatMap((row) => [
      { ...row, kind: KIND.key, label: 0 },
      { target: target(), kind: KIND.value, label: 0 },
    ]);
  }
  const kinds = [KIND.attribute, KIND.slot, KIND.weak, KIND.type | 0x80, KIND.local, KIND.stack];
  return rows.map((row) => ({ ...row, kind: kinds[pick(kinds.length)], label: pick(WORDS.length) }));
}

function about(random: Random, objects: readonly ObjectModel[]): Omit<OuroModel, 'strings' | 'types' | 'objects'> {
  const pick = (n: number): number => Math.floor(random() * n);
  const some = (share: number): number[] => objects.map((_, i) => i).filter(() => random() < share);
  const threads = [
    [0, 0, 2, 5],
    [8, 2, 1, 1],
  ];
  const frames = [0, 0, 1, NONE].map((thread, i) => [
    i === 2 ? 0 : objects[pick(objects.length)].address,
    8,
    7,
    10 + i,
    thread,
    0,
  ]);
  return {
    threads,
    frames,
    roots: Array.from({ length: pick(5) }, () => [
      objects[pick(objects.length)].address,
      pick(WORDS.length),
      random() < 0.5 ? NONE : pick(2),
      random() < 0.5 ? NONE : pick(4),
      1 + pick(12),
    ]),
    previews: some(0.2).map((object) => ({ object, form: pick(5), text: encodeUtf8(WORDS[pick(WORDS.length)]) })),
    tags: some(0.3).map((object) => [object, pick(2 ** 32), pick(2 ** 32)]),
    containers: some(0.2).map((object) => [object, 1, 2, 3, 0x7f0000000000, 64, 1 + pick(7), pick(5)]),
    keys: some(0.1).map((object) => ({ type: random() < 0.3 ? NONE : pick(6), keys: [objects[object].address] })),
    pools: Array.from({ length: pick(3) }, (_, i) => [0x7f0000000000 + i * 16384, i, 48, pick(9), 30, pick(32)]),
    texts: random() < 0.5 ? [] : [{ name: 8, text: 'VmRSS: 1 kB' }],
    allocations: some(0.3).map((object) => ({
      object,
      frames: Array.from({ length: 1 + pick(4) }, () => [pick(3) + 7, pick(3)]),
    })),
  };
}
