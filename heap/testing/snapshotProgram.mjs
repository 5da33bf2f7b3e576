// node snapshotProgram.mjs OUT: writes a heap snapshot of itself, with shapes that the rules of DevTools treat differently.
// Values are strings or objects: small integers have no reference of their own.
import { writeHeapSnapshot } from 'node:v8';

class Ring {
  constructor(i) {
    this.name = `ring ${i}`;
    this.next = null;
  }
}

class Leaf {
  constructor(i) {
    this.payload = `payload-${i}`;
  }
}

const ring = Array.from({ length: 500 }, (_, i) => new Ring(i));
ring.forEach((one, i) => {
  one.next = ring[(i + 1) % ring.length];
});
const leaves = Array.from({ length: 20_000 }, (_, i) => new Leaf(i));

const table = new WeakMap();
const keys = Array.from({ length: 50 }, (_, i) => ({ weakKey: `key ${i}` }));
keys.forEach((key, i) => table.set(key, { weakValue: `value ${i}` }));

globalThis.ouro = {
  ring: ring[0],
  leaves,
  table,
  keys,
  map: new Map(leaves.slice(0, 100).map((leaf, i) => [`k${i}`, leaf])),
  bytes: new Uint8Array(1 << 20),
  text: {
    joined: 'left-'.repeat(9) + process.pid,
    sliced: ('0123456789'.repeat(40) + process.pid).slice(5, 300),
    escapes: 'quote " slash \\ tab \t newline \n null \u0000 caf\u00e9 \u{1F40D} lone \ud83d',
  },
  closures: leaves.slice(0, 10).map((leaf) => () => leaf),
  symbol: Symbol('ouro'),
  pattern: /ouro+boros/gu,
  sameShape: Array.from({ length: 3000 }, (_, i) => ({ left: `left ${i}`, right: `right ${i}` })),
  odd: Array.from({ length: 200 }, (_, i) => ({ 'two words': `${i}a`, 'a,b': `${i}b`, '"quoted"': `${i}c` })),
  weak: new WeakRef(leaves[0]),
};

writeHeapSnapshot(process.argv[2]);
