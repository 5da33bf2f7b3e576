// Keys that instances share: each table holds one count of each of its keys (PEP 412).
import { NONE } from '../../base/brand.ts';
import { eachSharedKey } from './containers.ts';
import { resident } from './space.ts';
import type { Walk } from './walk.ts';

/** One row per key of every shared table that was met. */
export async function addSharedKeys(walk: Walk): Promise<void> {
  const { sharedKeys } = walk.draft;
  for (const [table, owner] of walk.sharedKeys) {
    const type = owner === 0 ? undefined : walk.facts(owner);
    const keys = await resident(walk.types.space, () => {
      const found: number[] = [];
      eachSharedKey(walk, table, (key) => {
        if (key !== 0 && walk.rowOf(key) >= 0) found.push(key);
      });
      return found;
    });
    for (const key of keys) {
      sharedKeys.address.push(key);
      sharedKeys.type.push(type?.row ?? NONE);
    }
  }
}
