// Small heaps for tests, made from plain objects. Only tests may import this folder.
import { NONE } from '../base/brand.ts';
import { openLedger } from '../base/column.ts';
import { stringTable } from '../base/strings.ts';
import { emptyTables } from '../model/columns.ts';
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { idColumn } from '../model/ids.ts';
import { HIDDEN, KIND, ROOT_KINDS, type ReferenceKind, type RootKind } from '../model/kinds.ts';
import { CAPABILITIES, type Capability, type Manifest } from '../model/manifest.ts';

export interface ObjectPart {
  /** `app.Node`; default `app.Thing`. `type` makes a type object. */
  readonly type?: string;
  readonly selfSize?: number;
  /** References from outside the dump, added to what the references of the drawing explain. */
  readonly extra?: number;
  readonly generation?: number;
  readonly flags?: number;
  readonly size?: number;
  readonly preview?: string;
}

export interface ReferencePart {
  readonly from: number;
  readonly to: number;
  readonly kind?: ReferenceKind;
  readonly hidden?: boolean;
  /** Attribute name, or index; for `value` the number of the key object. */
  readonly label?: string | number;
}

export interface RootPart {
  readonly object: number;
  readonly kind?: RootKind;
  readonly label?: string;
  readonly thread?: number;
  readonly frame?: number;
}

export interface ThreadPart {
  readonly name: string;
  readonly flags?: number;
  readonly firstFrame: number;
  readonly frames: number;
}

export interface FramePart {
  readonly object?: number;
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
  /** Left out: a suspended generator. */
  readonly thread?: number;
  readonly flags?: number;
}

export interface HeapParts {
  readonly objects: readonly ObjectPart[];
  readonly references: readonly ReferencePart[];
  readonly roots: readonly RootPart[];
  readonly threads?: readonly ThreadPart[];
  readonly frames?: readonly FramePart[];
  readonly without?: readonly Capability[];
  /** `sys.hexversion`; default 3.11.7. */
  readonly hexversion?: number;
}

const BASE_ADDRESS = 0x7f0000001000;

/** tp_flags of the types a drawing may name; every other type is a heap type with HAVE_GC. */
const BUILTIN_FLAGS: Readonly<Record<string, number>> = {
  dict: (1 << 14) | (1 << 29),
  list: (1 << 14) | (1 << 25),
  tuple: (1 << 14) | (1 << 26),
  set: 1 << 14,
  str: 1 << 28,
  int: 1 << 24,
  bytes: 1 << 27,
  type: (1 << 14) | (1 << 31),
  module: 1 << 14,
  function: 1 << 14,
  frame: 1 << 14,
};

/** Object number i of `parts` is ObjectId i; references are grouped by source in the order given. */
export function heapOf(parts: HeapParts): Heap {
  const ledger = openLedger();
  const n = parts.objects.length;
  const texts = new Texts();
  const typeNames = [...new Set(parts.objects.map((part) => part.type ?? 'app.Thing'))];
  const names = typeNames.map(splitName);
  const rows = parts.references
    .map((part, index) => ({ part, index }))
    .sort((a, b) => a.part.from - b.part.from || a.index - b.index);
  const first = new Uint32Array(n + 1);
  for (const { part } of rows) first[part.from + 1]++;
  for (let i = 0; i < n; i++) first[i + 1] += first[i];
  const previews = parts.objects.flatMap((part, object) =>
    part.preview === undefined ? [] : [{ object, text: part.preview }],
  );
  const heap: Omit<Heap, 'strings' | 'manifest'> = {
    ...emptyTables(ledger),
    types: {
      length: typeNames.length,
      object: idColumn(Uint32Array.from(typeNames, () => NONE)),
      module: idColumn(Uint32Array.from(names, (name) => texts.id(name.module))),
      qualname: idColumn(Uint32Array.from(names, (name) => texts.id(name.name))),
      file: idColumn(new Uint32Array(names.length)),
      flags: Uint32Array.from(typeNames, (name) => BUILTIN_FLAGS[name] ?? (1 << 9) | (1 << 14)),
      basicSize: new Uint32Array(names.length),
      itemSize: new Uint32Array(names.length),
      layout: Uint8Array.from(typeNames, () => 4),
      traits: Uint8Array.from(typeNames, () => 1),
    },
    objects: {
      length: n,
      address: Float64Array.from(parts.objects, (_, i) => BASE_ADDRESS + i * 64),
      type: idColumn(Uint32Array.from(parts.objects, (part) => typeNames.indexOf(part.type ?? 'app.Thing'))),
      selfSize: Float64Array.from(parts.objects, (part) => part.selfSize ?? 16),
      refcount: refcounts(parts),
      flags: Uint16Array.from(
        parts.objects,
        (part) => part.flags ?? (part.generation === GENERATION.untracked ? 0 : FLAG.tracked),
      ),
      generation: Uint8Array.from(parts.objects, (part) => part.generation ?? 2),
      size: Uint32Array.from(parts.objects, (part) => part.size ?? NONE),
      byAddress: idColumn(Uint32Array.from(parts.objects, (_, i) => i)),
    },
    references: {
      length: rows.length,
      first,
      target: idColumn(Uint32Array.from(rows, ({ part }) => part.to)),
      kind: Uint8Array.from(rows, ({ part }) => KIND[part.kind ?? 'attribute'] | (part.hidden === true ? HIDDEN : 0)),
      label: Uint32Array.from(rows, ({ part }) => labelCell(part, texts)),
    },
    roots: {
      length: parts.roots.length,
      object: idColumn(Uint32Array.from(parts.roots, (root) => root.object)),
      label: idColumn(Uint32Array.from(parts.roots, (root) => texts.id(root.label ?? ''))),
      thread: idColumn(Uint32Array.from(parts.roots, (root) => root.thread ?? NONE)),
      frame: idColumn(Uint32Array.from(parts.roots, (root) => root.frame ?? NONE)),
      kind: Uint8Array.from(parts.roots, (root) => ROOT_KINDS.indexOf(root.kind ?? 'registry')),
    },
    threads: threadTable(parts.threads ?? [], texts),
    frames: frameTable(parts.frames ?? [], texts),
    previews: {
      length: previews.length,
      object: idColumn(Uint32Array.from(previews, (preview) => preview.object)),
      form: new Uint8Array(previews.length),
      texts: stringTable(
        previews.map((preview) => preview.text),
        ledger,
      ),
    },
  };
  return { ...heap, strings: stringTable(texts.list, ledger), manifest: manifestOf(heap, parts) };
}

function threadTable(threads: readonly ThreadPart[], texts: Texts): Heap['threads'] {
  return {
    length: threads.length,
    name: idColumn(Uint32Array.from(threads, (thread) => texts.id(thread.name))),
    firstFrame: Uint32Array.from(threads, (thread) => thread.firstFrame),
    frames: Uint32Array.from(threads, (thread) => thread.frames),
    flags: Uint8Array.from(threads, (thread) => thread.flags ?? 1),
  };
}

function frameTable(frames: readonly FramePart[], texts: Texts): Heap['frames'] {
  return {
    length: frames.length,
    object: idColumn(Uint32Array.from(frames, (frame) => frame.object ?? NONE)),
    function: idColumn(Uint32Array.from(frames, (frame) => texts.id(frame.function))),
    file: idColumn(Uint32Array.from(frames, (frame) => texts.id(frame.file ?? 'app.py'))),
    line: Uint32Array.from(frames, (frame) => frame.line ?? 0),
    thread: idColumn(Uint32Array.from(frames, (frame) => frame.thread ?? NONE)),
    flags: Uint8Array.from(frames, (frame) => frame.flags ?? 0),
  };
}

class Texts {
  readonly list = [''];
  id(text: string): number {
    const known = this.list.indexOf(text);
    return known >= 0 ? known : this.list.push(text) - 1;
  }
}

function splitName(full: string): { readonly module: string; readonly name: string } {
  const dot = full.lastIndexOf('.');
  return dot < 0 ? { module: 'builtins', name: full } : { module: full.slice(0, dot), name: full.slice(dot + 1) };
}

function labelCell(part: ReferencePart, texts: Texts): number {
  if (typeof part.label === 'number') return part.label;
  if (part.label !== undefined) return texts.id(part.label);
  return part.kind === 'value' ? NONE : 0;
}

/** What a consistent interpreter would show: one per strong reference, one per root row, plus `extra`. */
function refcounts(parts: HeapParts): Uint32Array {
  const counts = Uint32Array.from(parts.objects, (part) => part.extra ?? 0);
  for (const part of parts.references) if (part.kind !== 'weak') counts[part.to]++;
  for (const root of parts.roots) counts[root.object]++;
  return counts;
}

function manifestOf(heap: Omit<Heap, 'strings' | 'manifest'>, parts: HeapParts): Manifest {
  const hexversion = parts.hexversion ?? 0x030b07f0;
  const counts = {
    objects: heap.objects.length,
    references: heap.references.length,
    types: heap.types.length,
    roots: heap.roots.length,
    strings: 0,
  };
  return {
    indexVersion: 1,
    format: 'ouro',
    formatVersion: '1.0',
    fingerprint: 'drawing',
    producer: 'drawing',
    runtime: {
      language: 'cpython',
      version: `3.${(hexversion >>> 16) & 255}`,
      hexversion,
      freeThreaded: false,
      pointerBytes: 8,
      processName: 'drawing',
      pid: undefined,
    },
    collector: { model: 'generational', enabled: true, threshold: [700, 10, 10], count: [0, 0, 0], freezeCount: 0 },
    captured: { started: '2026-01-01T00:00:00Z', mode: 'inprocess', gilReleased: false },
    identity: 'address',
    rootObject: undefined,
    sizedTypes: undefined,
    privacy: { mode: 'shape' },
    capabilities: CAPABILITIES.filter((capability) => !(parts.without ?? []).includes(capability)),
    counts,
    totalSelfSize: heap.objects.selfSize.reduce((sum, size) => sum + size, 0),
    completeness: { status: 'complete', referencesComplete: true, bytesRead: 0, bytesTotal: 0, diagnostics: [] },
    texts: [],
    columns: [],
  };
}
