// A CPython heap as plain parts, and the chunks of its dump.
import { NONE } from '../base/brand.ts';
import { encodeUtf8 } from '../base/utf8.ts';
import { CHUNK, LAYOUT } from '../formats/ouro/layout.ts';
import {
  endChunk,
  fileBytes,
  joined,
  payloadOf,
  u16,
  u32,
  u64,
  u8,
  MINIMAL_META,
  type OuroChunk,
} from './ouroWriter.ts';

export interface TypeModel {
  readonly address: number;
  readonly flags: number;
  readonly module: number;
  readonly qualname: number;
  readonly file: number;
  readonly basicSize: number;
  readonly itemSize: number;
  readonly layout: number;
  readonly traits: number;
}

export interface ObjectModel {
  readonly address: number;
  readonly type: number;
  readonly size: number;
  readonly refcount: number;
  readonly length: number;
  readonly flags: number;
  readonly generation: number;
  readonly references: readonly { readonly target: number; readonly kind: number; readonly label: number }[];
}

export interface OuroModel {
  readonly strings: readonly Uint8Array[];
  readonly types: readonly TypeModel[];
  readonly objects: readonly ObjectModel[];
  /** [address, label, thread, frame, kind] */
  readonly roots: readonly (readonly number[])[];
  /** [name, firstFrame, frames, flags] */
  readonly threads: readonly (readonly number[])[];
  /** [address, function, file, line, thread, flags] */
  readonly frames: readonly (readonly number[])[];
  readonly previews: readonly { readonly object: number; readonly form: number; readonly text: Uint8Array }[];
  /** [object, low, high] */
  readonly tags: readonly (readonly number[])[];
  /** [object, used, entries, capacity, storage, storageBytes, form, log2Size] */
  readonly containers: readonly (readonly number[])[];
  readonly keys: readonly { readonly type: number; readonly keys: readonly number[] }[];
  /** [address, arena, next, used, capacity, class] */
  readonly pools: readonly (readonly number[])[];
  readonly texts: readonly { readonly name: number; readonly text: string }[];
  /** Each frame is [file, line], the most recent first. */
  readonly allocations: readonly { readonly object: number; readonly frames: readonly (readonly number[])[] }[];
}

/** The file of a model, in batches as the dumper writes them. */
export function modelBytes(model: OuroModel, batch = 32_768, meta: unknown = MINIMAL_META): Uint8Array {
  const chunks = modelChunks(model, batch);
  const start = fileBytes({ meta, chunks: [] }).length;
  return fileBytes({ meta, chunks: [...chunks, endChunk(chunks, start)] });
}

export function modelChunks(model: OuroModel, batch: number): readonly OuroChunk[] {
  const chunks: OuroChunk[] = [
    blobChunk(CHUNK.string, [], model.strings),
    typeChunk(model.types),
    placeChunk(CHUNK.thread, model.threads),
    placeChunk(CHUNK.frame, model.frames),
    placeChunk(CHUNK.root, model.roots),
  ];
  const stacks = [...new Set(model.allocations.map(({ frames }) => JSON.stringify(frames)))];
  let references = 0;
  let explicit = 0;
  for (let base = 0; base < model.objects.length; base += batch) {
    const objects = model.objects.slice(base, base + batch);
    chunks.push(objectChunk(objects, base), ...wideChunk(objects, base));
    const chunk = referenceChunk(model, objects, references, explicit);
    references += chunk.rows;
    explicit += new DataView(chunk.payload.buffer).getUint32(8, true);
    chunks.push(chunk, ...aboutChunks(model, base, base + batch), allocationChunk(model, stacks, base, base + batch));
  }
  const texts = model.texts.map((part) => encodeUtf8(part.text));
  chunks.push(
    traceChunk(stacks),
    keysChunk(model),
    poolChunk(model),
    blobChunk(CHUNK.text, [u32(model.texts.map((part) => part.name))], texts),
  );
  return chunks.filter((chunk) => chunk.rows > 0);
}

function column(rows: readonly (readonly number[])[], i: number): number[] {
  return rows.map((row) => row[i]);
}

function blobChunk(kind: number, before: readonly Uint8Array[], texts: readonly Uint8Array[]): OuroChunk {
  const lengths = u32(texts.map((text) => text.length));
  return { kind, rows: texts.length, base: 0, payload: payloadOf([...before, lengths, joined(texts)]) };
}

function typeChunk(types: readonly TypeModel[]): OuroChunk {
  const cells = (name: keyof TypeModel): number[] => types.map((type) => type[name]);
  const none = u32(types.map(() => 0));
  const payload = payloadOf([
    u64(cells('address')),
    u64(cells('flags')),
    ...(['module', 'qualname', 'file', 'basicSize', 'itemSize'] as const).map((name) => u32(cells(name))),
    none,
    none,
    u8(cells('layout')),
    u8(cells('traits')),
  ]);
  return { kind: CHUNK.type, rows: types.length, base: 0, payload };
}

function placeChunk(kind: number, rows: readonly (readonly number[])[]): OuroChunk {
  const c = (i: number): number[] => column(rows, i);
  const none = u64(rows.map(() => 0));
  const columns = {
    [CHUNK.root]: () => [u64(c(0)), u32(c(1)), u32(c(2)), u32(c(3)), u8(c(4))],
    [CHUNK.thread]: () => [none, none, u32(c(0)), u32(c(1)), u32(c(2)), u8(c(3))],
    [CHUNK.frame]: () => [u64(c(0)), none, u32(c(1)), u32(c(2)), u32(c(3)), u32(c(4)), u8(c(5))],
  }[kind];
  return { kind, rows: rows.length, base: 0, payload: payloadOf(columns?.() ?? []) };
}

const WIDE = 0xfffffffe;
const narrow = (value: number): number => (value >= WIDE && value !== NONE ? WIDE : value);

function objectChunk(objects: readonly ObjectModel[], base: number): OuroChunk {
  const payload = payloadOf([
    u32([0, 0]),
    u64(objects.map((object) => object.address)),
    u32(objects.map((object) => Math.min(object.size, WIDE))),
    u32(objects.map((object) => object.type)),
    u32(objects.map((object) => object.refcount)),
    u32(objects.map((object) => narrow(object.length))),
    u32(objects.map((object) => object.references.length)),
    u16(objects.map((object) => object.flags)),
    u8(objects.map((object) => object.generation)),
  ]);
  return { kind: CHUNK.object, rows: objects.length, base, payload };
}

function wideChunk(objects: readonly ObjectModel[], base: number): readonly OuroChunk[] {
  const wide = objects.flatMap((object, i) => (object.size >= WIDE ? [[base + i, object.size]] : []));
  const payload = payloadOf([u64(column(wide, 1)), u32(column(wide, 0)), u8(wide.map(() => 1))]);
  return [{ kind: CHUNK.wide, rows: wide.length, base: 0, payload }];
}

function referenceChunk(
  model: OuroModel,
  objects: readonly ObjectModel[],
  base: number,
  explicitBase: number,
): OuroChunk {
  const all = objects.flatMap((object) => object.references);
  const named = objects
    .filter((object) => model.types[object.type]?.layout === LAYOUT.explicit)
    .flatMap((object) => object.references);
  const payload = payloadOf([
    u64([explicitBase]),
    u32([named.length, 0]),
    u64(all.map((row) => row.target)),
    u32(named.map((row) => row.label)),
    u8(named.map((row) => row.kind)),
  ]);
  return { kind: CHUNK.reference, rows: all.length, base, payload };
}

function aboutChunks(model: OuroModel, from: number, to: number): readonly OuroChunk[] {
  const within = (object: number): boolean => object >= from && object < to;
  const previews = model.previews.filter((row) => within(row.object));
  const tags = model.tags.filter((row) => within(row[0]));
  const rows = model.containers.filter((row) => within(row[0]));
  const texts = previews.map((row) => row.text);
  const preview = payloadOf([
    u32(previews.map((row) => row.object)),
    u32(texts.map((text) => text.length)),
    u8(previews.map((row) => row.form)),
    joined(texts),
  ]);
  const tag = payloadOf([u32(column(tags, 0)), u32(tags.flatMap((row) => [row[1], row[2]]))]);
  const c = (i: number): number[] => column(rows, i);
  const container = payloadOf([u32(c(0)), u32(c(1)), u32(c(2)), u32(c(3)), u64(c(4)), u64(c(5)), u8(c(6)), u8(c(7))]);
  return [
    { kind: CHUNK.preview, rows: previews.length, base: 0, payload: preview },
    { kind: CHUNK.tag, rows: tags.length, base: 0, payload: tag },
    { kind: CHUNK.container, rows: rows.length, base: 0, payload: container },
  ];
}

function keysChunk({ keys }: OuroModel): OuroChunk {
  const all = keys.flatMap((row) => row.keys);
  const payload = payloadOf([
    u32([all.length, 0]),
    u64(keys.map(() => 0)),
    u64(all),
    u32(keys.map((row) => row.type)),
    u32(keys.map((row) => row.keys.length)),
  ]);
  return { kind: CHUNK.keys, rows: keys.length, base: 0, payload };
}

function poolChunk({ pools }: OuroModel): OuroChunk {
  const c = (i: number): number[] => column(pools, i);
  const payload = payloadOf([u64(c(0)), u32(c(1)), u32(c(2)), u16(c(3)), u16(c(4)), u8(c(5))]);
  return { kind: CHUNK.pool, rows: pools.length, base: 0, payload };
}

/** Written behind the objects that name its rows: it may stand anywhere. */
function traceChunk(stacks: readonly string[]): OuroChunk {
  const traces = stacks.map((text) => JSON.parse(text) as readonly (readonly number[])[]);
  const frames = traces.flat();
  const payload = payloadOf([
    u32([frames.length, 0]),
    u32(traces.map((trace) => trace.length)),
    u32(column(frames, 0)),
    u32(column(frames, 1)),
  ]);
  return { kind: CHUNK.trace, rows: traces.length, base: 0, payload };
}

function allocationChunk({ allocations }: OuroModel, stacks: readonly string[], from: number, to: number): OuroChunk {
  const rows = allocations.filter(({ object }) => object >= from && object < to);
  const payload = payloadOf([
    u32(rows.map(({ object }) => object)),
    u32(rows.map(({ frames }) => stacks.indexOf(JSON.stringify(frames)))),
  ]);
  return { kind: CHUNK.objectTrace, rows: rows.length, base: 0, payload };
}
