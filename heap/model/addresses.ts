// An address is the object's identity in its own process.
import type { Heap } from './heap.ts';
import { objectId, type ObjectId } from './ids.ts';

/** The object at exactly `address`, by binary search over `objects.byAddress`; undefined when there is none. */
export function objectAt(heap: Heap, address: number): ObjectId | undefined {
  const { byAddress, address: addresses } = heap.objects;
  let low = 0;
  let high = byAddress.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addresses[byAddress[middle]] < address) low = middle + 1;
    else high = middle;
  }
  if (low >= byAddress.length || addresses[byAddress[low]] !== address) return undefined;
  return objectId(byAddress[low]);
}

/** `0x` and at least 12 hexadecimal digits, as shown everywhere; the CLI's identity uses the same text. */
export function hexAddress(address: number): string {
  return `0x${address.toString(16).padStart(12, '0')}`;
}

/** Reads `0x7f..` or plain hexadecimal digits; undefined when it is no address. */
export function parseAddress(text: string): number | undefined {
  const match = /^(?:0x)?([0-9a-f]{1,13})$/i.exec(text.trim());
  if (match === null) return undefined;
  const value = Number.parseInt(match[1], 16);
  return Number.isSafeInteger(value) ? value : undefined;
}
