// What every heap must satisfy, whatever was read: a list of the rules it breaks. Only tests import this folder.
import { NONE } from '../base/brand.ts';
import type { StringTable } from '../base/strings.ts';
import { GENERATION, type Heap } from '../model/heap.ts';
import { KIND, KIND_MASK, NOT_RETAINING, REFERENCE_KINDS, ROOT_KINDS } from '../model/kinds.ts';
import { SNAPSHOT_KINDS } from '../model/snapshotKinds.ts';
import { CAPABILITIES } from '../model/manifest.ts';

/** Names of the broken rules; empty for a sound heap. O(objects + references). */
export function brokenInvariants(heap: Heap): readonly string[] {
  const broken = new Set<string>();
  const rule = (holds: boolean, name: string): void => {
    if (!holds) broken.add(name);
  };
  checkStrings(heap.strings, 'strings', rule);
  checkTypes(heap, rule);
  checkObjects(heap, rule);
  checkReferences(heap, rule);
  checkPlaces(heap, rule);
  checkSparse(heap, rule);
  checkSnapshot(heap, rule);
  checkManifest(heap, rule);
  return [...broken];
}

type Rule = (holds: boolean, name: string) => void;

function below(cells: Uint32Array, limit: number, none: 'may be none' | 'never none'): boolean {
  return cells.every((cell) => cell < limit || (none === 'may be none' && cell === NONE));
}

function checkStrings(strings: StringTable, name: string, rule: Rule): void {
  const { offset, bytes, length } = strings;
  rule(offset.length === length + 1 && offset[0] === 0, `${name}: offsets`);
  rule(offset[length] === bytes.length, `${name}: bytes`);
  for (let i = 0; i < length; i++) rule(offset[i] <= offset[i + 1], `${name}: ascending offsets`);
}

function checkTypes(heap: Heap, rule: Rule): void {
  const { types, strings, objects } = heap;
  const columns = [
    types.object,
    types.module,
    types.qualname,
    types.file,
    types.flags,
    types.basicSize,
    types.itemSize,
  ];
  for (const column of [...columns, types.layout, types.traits]) rule(column.length === types.length, 'types: lengths');
  rule(below(types.object, objects.length, 'may be none'), 'types.object');
  for (const names of [types.module, types.qualname, types.file]) {
    rule(below(names, strings.length, 'never none'), 'types: names');
  }
  rule(
    types.layout.every((layout) => layout <= 4),
    'types.layout',
  );
}

function checkObjects(heap: Heap, rule: Rule): void {
  const { objects, types } = heap;
  const { address, byAddress, length } = objects;
  const columns = [address, objects.type, objects.selfSize, objects.refcount, objects.flags, objects.generation];
  for (const column of [...columns, objects.size, byAddress]) rule(column.length === length, 'objects: lengths');
  rule(below(objects.type, types.length, 'never none'), 'objects.type');
  for (let i = 0; i < length; i++) {
    rule(Number.isSafeInteger(address[i]) && address[i] >= 0, 'objects.address');
    rule(Number.isSafeInteger(objects.selfSize[i]) && objects.selfSize[i] >= 0, 'objects.selfSize');
    const generation = objects.generation[i];
    rule(generation <= GENERATION.permanent || generation >= GENERATION.unknown, 'objects.generation');
    rule(objects.flags[i] < 1 << 14, 'objects.flags');
    rule(byAddress[i] < length, 'objects.byAddress');
    // Strictly ascending: a permutation without an address twice.
    if (i > 0) rule(address[byAddress[i]] > address[byAddress[i - 1]], 'objects.byAddress: ascending');
  }
}

function checkReferences(heap: Heap, rule: Rule): void {
  const { references, objects, strings } = heap;
  const { first, target, kind, label, length } = references;
  rule(first.length === objects.length + 1 && first[0] === 0 && first[objects.length] === length, 'references.first');
  rule(target.length === length && kind.length === length && label.length === length, 'references: lengths');
  rule(below(target, objects.length, 'never none'), 'references.target');
  for (let object = 0; object < objects.length; object++) {
    rule(first[object] <= first[object + 1], 'references.first: ascending');
  }
  for (let i = 0; i < length; i++) {
    const plain = kind[i] & KIND_MASK;
    const retains = (kind[i] & NOT_RETAINING) === 0 || heap.manifest.rootObject !== undefined;
    rule(plain < REFERENCE_KINDS.length && retains, 'references.kind');
    if (plain === KIND.item || plain === KIND.stack || plain === KIND.hiddenSlot) continue;
    if (plain === KIND.value) rule(label[i] < objects.length || label[i] === NONE, 'references.label: key');
    else rule(label[i] < strings.length, 'references.label: string');
  }
}

function checkPlaces(heap: Heap, rule: Rule): void {
  const { roots, threads, frames, objects, strings } = heap;
  rule(below(roots.object, objects.length, 'never none') && roots.object.length === roots.length, 'roots.object');
  rule(below(roots.label, strings.length, 'never none') && roots.label.length === roots.length, 'roots.label');
  rule(below(roots.thread, threads.length, 'may be none'), 'roots.thread');
  rule(below(roots.frame, frames.length, 'may be none'), 'roots.frame');
  rule(
    roots.kind.every((kind) => kind > 0 && kind < ROOT_KINDS.length) && roots.kind.length === roots.length,
    'roots.kind',
  );
  rule(below(threads.name, strings.length, 'never none'), 'threads.name');
  for (let i = 0; i < threads.length; i++) {
    rule(threads.firstFrame[i] + threads.frames[i] <= frames.length, 'threads.frames');
  }
  rule(below(frames.object, objects.length, 'may be none') && frames.object.length === frames.length, 'frames.object');
  rule(below(frames.function, strings.length, 'never none'), 'frames.function');
  rule(below(frames.file, strings.length, 'never none'), 'frames.file');
  rule(below(frames.thread, threads.length, 'may be none'), 'frames.thread');
}

function checkSparse(heap: Heap, rule: Rule): void {
  const { previews, tags, containers, sharedKeys, pools, objects, types } = heap;
  for (const [name, table] of Object.entries({ previews, tags, containers })) {
    rule(below(table.object, objects.length, 'never none') && table.object.length === table.length, `${name}.object`);
    for (let i = 1; i < table.length; i++) rule(table.object[i] > table.object[i - 1], `${name}.object: ascending`);
  }
  checkStrings(previews.texts, 'previews', rule);
  rule(previews.texts.length === previews.length && previews.form.length === previews.length, 'previews: lengths');
  rule(tags.low.length === tags.length && tags.high.length === tags.length, 'tags: lengths');
  for (const bytes of [containers.storage, containers.storageBytes]) {
    rule(
      bytes.length === containers.length && bytes.every((cell) => Number.isSafeInteger(cell) && cell >= 0),
      'containers',
    );
  }
  rule(below(sharedKeys.key, objects.length, 'never none'), 'sharedKeys.key');
  rule(below(sharedKeys.type, types.length, 'may be none'), 'sharedKeys.type');
  rule(
    pools.address.every((cell) => Number.isSafeInteger(cell) && cell > 0),
    'pools.address',
  );
}

function checkSnapshot(heap: Heap, rule: Rule): void {
  const { snapshot, locations, objects, strings, manifest } = heap;
  const { length, kind, name, detached, rawSize, distance } = snapshot;
  rule(length === 0 || length === objects.length, 'snapshot: length');
  rule(kind.length === length && name.length === length && distance.length === length, 'snapshot: lengths');
  rule(detached.length === 0 || detached.length === length, 'snapshot.detached');
  rule(rawSize.length === 0 || rawSize.length === length, 'snapshot.rawSize');
  rule(below(name, strings.length, 'never none'), 'snapshot.name');
  rule(kind.every((code) => code < SNAPSHOT_KINDS.length) && detached.every((state) => state <= 2), 'snapshot: codes');
  rule(below(locations.object, objects.length, 'never none'), 'locations.object');
  for (let i = 1; i < locations.length; i++) {
    rule(locations.object[i] > locations.object[i - 1], 'locations.object: ascending');
  }
  rule(manifest.rootObject === undefined || manifest.rootObject < objects.length, 'manifest.rootObject');
}

function checkManifest(heap: Heap, rule: Rule): void {
  const { counts, completeness, capabilities, totalSelfSize } = heap.manifest;
  rule(counts.objects === heap.objects.length && counts.references === heap.references.length, 'manifest.counts');
  rule(counts.types === heap.types.length && counts.strings === heap.strings.length, 'manifest.counts');
  rule(counts.roots === heap.roots.length, 'manifest.counts');
  rule(Number.isFinite(totalSelfSize) && totalSelfSize >= 0, 'manifest.totalSelfSize');
  rule(
    capabilities.every((word) => CAPABILITIES.includes(word)),
    'manifest.capabilities',
  );
  const { bytesRead, bytesTotal, diagnostics } = completeness;
  rule(bytesRead >= 0 && (bytesTotal === undefined || bytesRead <= bytesTotal + 7), 'manifest.completeness: bytes');
  for (const { count, offset } of diagnostics) {
    rule(Number.isSafeInteger(count) && count > 0, 'manifest.completeness: counts');
    rule(offset === undefined || (offset >= 0 && offset <= (bytesTotal ?? Infinity)), 'manifest.completeness: offsets');
  }
  rule(completeness.status === 'complete' || diagnostics.length > 0, 'manifest.completeness: reason');
}
