// Room that exact built-in containers keep for items that are not there, and containers without any.
import { NONE } from '../../base/brand.ts';
import type { AdviceKind } from '../../model/adviceRows.ts';
import type { Heap } from '../../model/heap.ts';
import { objectId, typeId, type ObjectId } from '../../model/ids.ts';
import { typeNameOf } from '../../model/names.ts';
import type { Check } from './check.ts';
import { copiedDictBytes, copiedListBytes, copiedSetBytes } from './copySizes.ts';
import { isLeftOut } from './leftOut.ts';

/** Container form of formats/ouro.md. */
const COMBINED_DICT = 2;

type Slack = 'listSlack' | 'dictSlack' | 'setSlack';

/** Exact built-in containers: what a subclass needs is not known. */
const SLACK: ReadonlyMap<string, Slack> = new Map<string, Slack>([
  ['list', 'listSlack'],
  ['dict', 'dictSlack'],
  ['set', 'setSlack'],
  ['frozenset', 'setSlack'],
]);

export const SLACK_CHECKS: readonly Check[] = [
  slackCheck('listSlack'),
  { ...slackCheck('dictSlack'), needs: ['lengths', 'containers'] },
  slackCheck('setSlack'),
  {
    kind: 'emptyContainers',
    confidence: 'hint',
    needs: ['lengths'],
    find: (heap, found, { task }) => {
      const { objects } = heap;
      eachContainer(heap, undefined, task, (object) => {
        if (objects.size[object] === 0) found(objects.type[object], object, objects.selfSize[object], 0);
      });
    },
  },
];

function slackCheck(kind: Slack): Check {
  return {
    kind,
    confidence: 'exact',
    needs: ['lengths'],
    find: (heap, found, { task }) => {
      const { objects } = heap;
      eachContainer(heap, kind, task, (object, row) => {
        const now = objects.selfSize[object];
        const after = copiedBytes(heap, object, kind, row);
        if (after < now) found(objects.type[object], object, now, after);
      });
    },
  };
}

/** Size of a container once copied; its size now where nothing is known to save. `container` is its row in that table, or NONE. */
export function copiedBytes(heap: Heap, object: ObjectId, kind: AdviceKind, container: number): number {
  const { objects, containers, manifest } = heap;
  const now = objects.selfSize[object];
  const length = objects.size[object];
  if (length === NONE) return now;
  if (kind === 'listSlack') return Math.min(now, copiedListBytes(length));
  if (kind === 'setSlack') return Math.min(now, copiedSetBytes(length));
  if (container === NONE || containers.form[container] !== COMBINED_DICT) return now;
  const table = {
    used: containers.used[container],
    entries: containers.entries[container],
    log2Size: containers.log2Size[container],
  };
  return copiedDictBytes(table, now, manifest.runtime.hexversion);
}

/** Containers of one kind of slack, or of all, with their rows in the container table. */
function eachContainer(
  heap: Heap,
  wanted: Slack | undefined,
  task: { step(count: number): void },
  visit: (object: ObjectId, row: number) => void,
): void {
  const { objects, containers } = heap;
  const isWanted = typesOf(heap, wanted);
  for (let object = 0, next = 0; object < objects.length; object++) {
    if ((object & 4095) === 4095) task.step(4096);
    while (next < containers.length && containers.object[next] < object) next++;
    if (isWanted[objects.type[objectId(object)]] === 0 || isLeftOut(heap, object)) continue;
    visit(objectId(object), next < containers.length && containers.object[next] === object ? next : NONE);
  }
}

function typesOf(heap: Heap, wanted: Slack | undefined): Uint8Array {
  return Uint8Array.from({ length: heap.types.length }, (_, type) => {
    const { module, name } = typeNameOf(heap, typeId(type));
    const kind = module === '' || module === 'builtins' ? SLACK.get(name) : undefined;
    return Number(kind !== undefined && (wanted === undefined || kind === wanted));
  });
}
