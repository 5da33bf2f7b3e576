// From the bytes of a core to the running CPython in it: version, type of types, interpreters, collector lists.
import { fail } from '../../base/fault.ts';
import type { ByteSource } from '../../base/source.ts';
import type { Task } from '../../base/task.ts';
import { areGenerations, findAnchors, findHeads, type Anchors } from './anchors.ts';
import type { CoreFile } from './elf.ts';
import { FIRST_MINOR, LAST_MINOR, layoutOf } from './layout.ts';
import { resident, wordAt, type Space } from './space.ts';
import { dictGet } from './texts.ts';
import { TYPE_FLAG, Types } from './types.ts';

export interface Found {
  readonly types: Types;
  readonly hexversion: number;
  /** Head of generation 0 of the first interpreter; 0: not found. */
  readonly head: number;
  /** Addresses of PyInterpreterState, the first one main. */
  readonly interpreters: readonly number[];
}

const GC_HEAD_BYTES = 16;
const MOST_INTERPRETERS = 1024;
const SUPPORTED = 'CPython 3.8 to 3.14 with a GIL on x86-64 Linux';

/** Faults: `core/free-threaded`, `core/version`, `core/not-python`, `core/truncated`. */
export async function findPython(source: ByteSource, core: CoreFile, space: Space, task: Task): Promise<Found> {
  const anchors = await findAnchors(source, core, task);
  if (anchors.freeThreaded || namesFreeThreaded(core)) {
    fail({ code: 'core/free-threaded', offset: 0 });
  }
  const root = anchors.typeRoots.at(0);
  if (root === undefined) return noPython(core, source);
  const candidates = await minorsOf(core, space, anchors, root);
  for (const minor of candidates) {
    const types = new Types(space, layoutOf(minor), root);
    const found = await findInterpreters(source, core, types, task);
    if (found === undefined) continue;
    const hexversion =
      anchors.hexversion || (await hexversionOf(types, found.interpreters[0])) || (3 << 24) | (minor << 16);
    return { types, hexversion, ...found };
  }
  const minor = candidates.at(0);
  if (minor === undefined) return noPython(core, source);
  return {
    types: new Types(space, layoutOf(minor), root),
    hexversion: ((3 << 24) | (minor << 16)) >>> 0,
    head: 0,
    interpreters: [],
  };
}

function noPython(core: CoreFile, source: ByteSource): never {
  if (core.missingBytes > 0) {
    const length = source.length ?? 0;
    const expected = length + core.missingBytes;
    fail({ code: 'core/truncated', expected, length, offset: length, section: 'memory' });
  }
  fail({ code: 'core/not-python', offset: 0 });
}

function namesFreeThreaded({ files }: CoreFile): boolean {
  return files.some(({ path }) => /(?:^|\/)(?:lib)?python3\.\d+td?(?:\.so[.\d]*)?$/.test(path));
}

/** Sizes of PyHeapTypeObject, which `type` has as its basic size. */
const BY_TYPE_SIZE: ReadonlyMap<number, readonly number[]> = new Map([
  [880, [9, 8]],
  [888, [10]],
  [904, [11]],
  [920, [12]],
  [928, [13]],
  [936, [14]],
]);

/** Likely minor versions: the cookie, the size of `type`, the name of the binary. */
async function minorsOf(core: CoreFile, space: Space, anchors: Anchors, root: number): Promise<readonly number[]> {
  const size = await resident(space, () => space.word(root + 32));
  const bySize = BY_TYPE_SIZE.get(size) ?? [];
  const said = anchors.hexversion === 0 ? minorOfFiles(core) : (anchors.hexversion >>> 16) & 255;
  if (said !== undefined && (said < FIRST_MINOR || said > LAST_MINOR)) {
    fail({ code: 'core/version', offset: 0, found: `CPython 3.${said}`, supported: SUPPORTED });
  }
  return said !== undefined && bySize.includes(said) ? [said] : bySize;
}

function minorOfFiles({ files }: CoreFile): number | undefined {
  for (const pattern of [/libpython3\.(\d+)[^/]*$/, /\/python3\.(\d+)[^/]*$/]) {
    for (const { path } of files) {
      const found = pattern.exec(path)?.[1];
      if (found !== undefined && found.length < 4) return Number(found);
    }
  }
  return undefined;
}

async function findInterpreters(
  source: ByteSource,
  core: CoreFile,
  types: Types,
  task: Task,
): Promise<Pick<Found, 'head' | 'interpreters'> | undefined> {
  const { space, layout } = types;
  let interpreter = 0;
  const isNode = (node: number): boolean => {
    const type = types.ofObject(node + GC_HEAD_BYTES);
    return type !== undefined && (type.flags & TYPE_FLAG.collected) !== 0;
  };
  const head = await findHeads(source, core, space, task, (candidate) => {
    if (!areGenerations(space, candidate, isNode)) return false;
    interpreter = interpreterOf(types, candidate);
    return interpreter !== 0;
  });
  if (head === 0) return undefined;
  const interpreters = [interpreter];
  for (let at = interpreter; interpreters.length < MOST_INTERPRETERS;) {
    const from = at;
    at = await wordAt(space, from + layout.interpreterNext);
    const next = at;
    if (at === 0 || interpreters.includes(at) || !(await isInterpreterAt(types, next))) break;
    interpreters.push(at);
  }
  return { head, interpreters };
}

/** Offsets of the generations move by a few bytes between patch releases: the place is probed. */
const DRIFT = [0, -4, 4, -8, 8];

function interpreterOf(types: Types, head: number): number {
  const { space, layout } = types;
  if (layout.generations < 0) {
    // 3.8: the lists lie in _PyRuntime, 368 bytes in; the interpreters' head is at 32.
    const interpreter = space.word(head - 368 + 32);
    return isInterpreter(types, interpreter) ? interpreter : 0;
  }
  for (const drift of DRIFT) {
    const interpreter = head - layout.generations + drift;
    if (interpreter % 8 === 0 && isInterpreter(types, interpreter)) return interpreter;
  }
  return 0;
}

/** `modules`, `sysdict` and `builtins` are dicts. */
function isInterpreter(types: Types, address: number): boolean {
  const { layout, space } = types;
  return [layout.modules, layout.sysdict, layout.builtins].every((at) => {
    const type = types.ofObject(space.word(address + at));
    return type !== undefined && (type.flags & TYPE_FLAG.dict) !== 0;
  });
}

function isInterpreterAt(types: Types, address: number): Promise<boolean> {
  return resident(types.space, () => isInterpreter(types, address));
}

/** `sys.hexversion`; 0: not found. */
async function hexversionOf(types: Types, interpreter: number): Promise<number> {
  const { space, layout } = types;
  return await resident(space, () => {
    const value = dictGet(types, space.word(interpreter + layout.sysdict), 'hexversion');
    if (value === 0) return 0;
    const digits = space.u32(value + 24) + (space.u32(value + 28) & 3) * 2 ** 30;
    return digits >>> 24 === 3 && ((digits >>> 16) & 255) === layout.minor ? digits : 0;
  });
}
