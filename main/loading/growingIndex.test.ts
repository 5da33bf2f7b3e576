import { Cancelled, silentTask, type Task } from '#heap/base/task.ts';
import { columnsOf } from '#heap/model/columns.ts';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { growIndex } from './growingIndex.ts';
import { nodeDisk, type IndexDisk } from './indexDisk.ts';
import { readManifest, type IndexPlace } from './indexFolder.ts';
import { drawn, writeIndex } from './testing/indexes.ts';

let folder = '';
let place: IndexPlace;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
  place = { target: join(folder, 'index'), temporary: join(folder, 'index.tmp') };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['at the end', 'ahead of the end'] as const)('columns written %s', (when) => {
  test.each(['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT'])(
    '%s at any call leaves nothing and says so',
    async (code) => {
      let calls = 0;
      const counting = failing(() => void calls++);
      const { columns } = await writeIndex(place, drawn(), silentTask, counting, when);
      rmSync(place.target, { recursive: true });
      // The folder, its two syncs, the rename; per file its making, its sync and at least one write.
      expect(calls).toBeGreaterThanOrEqual(4 + 3 * (columns.length + 2));
      for (let at = 0; at < calls; at++) {
        let count = 0;
        const disk = failing(() => {
          if (count++ === at) throw Object.assign(new Error(code), { code });
        });
        await expect(writeIndex(place, drawn(), silentTask, disk, when)).rejects.toMatchObject({ code });
        expect(disk.open.size).toBe(0);
        // The last sync of the folder comes after the rename: the index is complete by then.
        expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
        rmSync(place.target, { recursive: true, force: true });
      }
    },
  );

  test('a cancelled write leaves nothing', async () => {
    for (let at = 0; at < 60; at++) {
      let steps = 0;
      const task: Task = {
        phase: () => undefined,
        step() {
          if (steps++ === at) throw new Cancelled();
        },
      };
      const disk = failing(() => undefined);
      await expect(writeIndex(place, drawn(), task, disk, when)).rejects.toThrow(Cancelled);
      expect(disk.open.size).toBe(0);
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  test('nothing stands at the target before every file is on the disk', async () => {
    const disk = failing(() => undefined);
    const manifest = await writeIndex(place, drawn(), silentTask, disk, when);
    expect(disk.synced).toBe(manifest.columns.length + 2);
    expect(await readManifest(place.target)).toEqual(manifest);
  });
});

test('an index that is abandoned at any turn leaves nothing and stops writing', async () => {
  const { heap } = drawn();
  for (let turns = 0; turns < 40; turns++) {
    let calls = 0;
    const disk = failing(() => void calls++);
    const growing = growIndex(place, disk);
    growing.add(columnsOf(heap));
    for (let k = 0; k < turns; k++) await turn();
    await growing.abandon();
    const before = calls;
    expect(disk.open.size).toBe(0);
    await turn();
    expect(calls).toBe(before);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a column that is another one at the end is a mistake of ours', async () => {
  const loaded = drawn();
  const growing = growIndex(place);
  growing.add(new Map([['objects.address', loaded.heap.objects.address.slice()]]));
  await expect(growing.finish(loaded, silentTask)).rejects.toThrow('finished column objects.address');
  expect(readdirSync(folder)).toEqual([]);
});

test('an index that has ended is not abandoned, and one that never began touches nothing', async () => {
  const growing = growIndex(place);
  await growing.abandon();
  expect(readdirSync(folder)).toEqual([]);
  const whole = growIndex(place);
  const manifest = await whole.finish(drawn(), silentTask);
  await whole.abandon();
  expect(await readManifest(place.target)).toEqual(manifest);
});

interface WatchedDisk extends IndexDisk {
  readonly open: ReadonlySet<number>;
  readonly synced: number;
}

/** Asks `before` ahead of every call. */
function failing(before: () => void): WatchedDisk {
  const open = new Set<number>();
  let synced = 0;
  return {
    open,
    get synced() {
      return synced;
    },
    makeFolder: (path) => (before(), nodeDisk.makeFolder(path)),
    create(path) {
      before();
      const descriptor = nodeDisk.create(path);
      open.add(descriptor);
      return descriptor;
    },
    async write(descriptor, bytes, from, count) {
      before();
      return nodeDisk.write(descriptor, bytes, from, Math.min(count, 1000));
    },
    // Not durable: thousands of syncs would only take time.
    async sync() {
      before();
      await turn();
      synced++;
    },
    close(descriptor) {
      open.delete(descriptor);
      nodeDisk.close(descriptor);
    },
    syncFolder: () => before(),
    rename(from, to) {
      before();
      // Only what is durable may be put in place.
      if (from === place.temporary) expect([open.size, synced]).toEqual([0, readdirSync(from).length]);
      nodeDisk.rename(from, to);
    },
    remove: (path) => nodeDisk.remove(path),
  };
}
