// An address is the object's identity in its own process; V8 gives every object a number of its own instead.
import type { Heap } from './heap.ts';
import { objectId, type ObjectId } from './ids.ts';
import type { Manifest } from './manifest.ts';

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

/** How people see which object it is: `0x00007f1c2a3b`, or `@12345` where the dump has ids. */
export function identityText(identity: Manifest['identity'], address: number): string {
  return identity === 'id' ? `@${address}` : hexAddress(address);
}

/** Reads `0x7f..`, plain hexadecimal digits or `@12345`; undefined when it is no identity. */
export function parseAddress(text: string): number | undefined {
  const id = /^@(\d{1,16})$/.exec(text.trim());
  if (id !== null) return Number.isSafeInteger(Number(id[1])) ? Number(id[1]) : undefined;
  const match = /^(?:0x)?([0-9a-f]{1,13})$/i.exec(text.trim());
  if (match === null) return undefined;
  const value = Number.parseInt(match[1], 16);
  return Number.isSafeInteger(value) ? value : undefined;
}
