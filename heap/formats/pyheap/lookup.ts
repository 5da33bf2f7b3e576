// A few addresses among millions: which draft rows have them, and what their texts are.
import { stringAt } from '../../base/strings.ts';
import { emptyBits, hasBit, setBit } from '../../base/bits.ts';
import { release } from '../../base/column.ts';
import type { Pass } from './pass.ts';

/** Draft rows by address, of those addresses that have one. */
export type Lookup = ReadonlyMap<number, number>;

/** Bits per wanted address: one object in 64 is looked for in vain. */
const SLOTS_PER_ADDRESS = 64;
const MOST_SLOTS = 1 << 24;

/** The first row of each wanted address. O(objects), 2-4 ns each. */
export function rowsOf(pass: Pass, wanted: ReadonlySet<number>): Lookup {
  const { ledger, objects } = pass.draft;
  const slots = 2 ** Math.ceil(Math.log2(Math.min(MOST_SLOTS, (wanted.size + 1) * SLOTS_PER_ADDRESS)));
  const mask = slots - 1;
  const likely = emptyBits(slots, 'wanted addresses', ledger);
  for (const address of wanted) setBit(likely, (address / 16) & mask);
  const rows = new Map<number, number>();
  const address = objects.address.finish();
  for (let row = 0; row < address.length; row++) {
    const at = address[row];
    if (hasBit(likely, (at / 16) & mask) && wanted.has(at) && !rows.has(at)) rows.set(at, row);
  }
  release(likely.byteLength, ledger);
  return rows;
}

/** The text of a draft row; '' when it has none. The texts have been flushed. */
export function textOf({ draft }: Pass, row: number): string {
  const owners = draft.previews.object.finish();
  let low = 0;
  let high = owners.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (owners[middle] < row) low = middle + 1;
    else high = middle;
  }
  return owners[low] === row ? stringAt(draft.previews.texts.finish(), low) : '';
}
