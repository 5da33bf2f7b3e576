// The parts of a loaded heap: what write -> read equality needs.
import { NONE } from '../base/brand.ts';
import { stringAt } from '../base/strings.ts';
import { FLAG, type Heap } from '../model/heap.ts';
import { KIND, KIND_MASK } from '../model/kinds.ts';
import type { ObjectModel, OuroModel } from './ouroModel.ts';

/** The parts of a loaded heap that lost nothing: written and read again they give the same heap. */
export function modelOf(heap: Heap): OuroModel {
  const { strings, types, objects, roots, threads, frames, previews, tags, containers, sharedKeys, pools } = heap;
  const bytesOf = (table: typeof strings, i: number): Uint8Array =>
    table.bytes.slice(table.offset[i], table.offset[i + 1]);
  const address = (object: number): number => (object === NONE ? 0 : objects.address[object]);
  const rows = <Row>(length: number, row: (i: number) => Row): Row[] => Array.from({ length }, (_, i) => row(i));
  const real = rows(objects.length, (i) => i).filter((i) => (objects.flags[i] & FLAG.synthetic) === 0);
  return {
    strings: rows(strings.length, (i) => bytesOf(strings, i)),
    types: rows(types.length, (i) => ({
      address: address(types.object[i]),
      flags: types.flags[i],
      module: types.module[i],
      qualname: types.qualname[i],
      file: types.file[i],
      basicSize: types.basicSize[i],
      itemSize: types.itemSize[i],
      layout: types.layout[i],
      traits: types.traits[i],
    })),
    objects: real.map((i) => ({
      address: objects.address[i],
      type: objects.type[i],
      size: objects.selfSize[i],
      refcount: objects.refcount[i],
      length: objects.size[i],
      flags: objects.flags[i] & 0xfff,
      generation: objects.generation[i],
      references: referencesOf(heap, i),
    })),
    roots: rows(roots.length, (i) => [
      address(roots.object[i]),
      roots.label[i],
      roots.thread[i],
      roots.frame[i],
      roots.kind[i],
    ]),
    threads: rows(threads.length, (i) => [threads.name[i], threads.firstFrame[i], threads.frames[i], threads.flags[i]]),
    frames: rows(frames.length, (i) => [
      address(frames.object[i]),
      frames.function[i],
      frames.file[i],
      frames.line[i],
      frames.thread[i],
      frames.flags[i],
    ]),
    previews: rows(previews.length, (i) => ({
      object: previews.object[i],
      form: previews.form[i],
      text: bytesOf(previews.texts, i),
    })),
    tags: rows(tags.length, (i) => [tags.object[i], tags.low[i], tags.high[i]]),
    containers: rows(containers.length, (i) => [
      containers.object[i],
      containers.used[i],
      containers.entries[i],
      containers.capacity[i],
      containers.storage[i],
      containers.storageBytes[i],
      containers.form[i],
      containers.log2Size[i],
    ]),
    keys: rows(sharedKeys.length, (i) => ({ type: sharedKeys.type[i], keys: [address(sharedKeys.key[i])] })),
    pools: rows(pools.length, (i) => [
      pools.address[i],
      pools.arena[i],
      pools.next[i],
      pools.used[i],
      pools.capacity[i],
      pools.sizeClass[i],
    ]),
    texts: heap.manifest.texts.map(({ name, text }) => ({
      name: rows(strings.length, (i) => stringAt(strings, i)).indexOf(name),
      text,
    })),
    allocations: rows(heap.allocations.length, (i) => ({
      object: heap.allocations.object[i],
      frames: framesOf(heap, heap.allocations.call[i]),
    })),
  };
}

function framesOf({ calls }: Heap, innermost: number): readonly (readonly number[])[] {
  const found = [];
  for (let call = innermost; call !== NONE; call = calls.parent[call]) found.push([calls.file[call], calls.line[call]]);
  return found;
}

function referencesOf(heap: Heap, object: number): ObjectModel['references'] {
  const { first, target, kind, label } = heap.references;
  const found = [];
  for (let i = first[object]; i < first[object + 1]; i++) {
    const plain = kind[i] & KIND_MASK;
    if (plain === KIND.instanceType) continue;
    const own = plain === KIND.value ? 0 : label[i];
    found.push({ target: heap.objects.address[target[i]], kind: kind[i], label: own });
  }
  return found;
}
