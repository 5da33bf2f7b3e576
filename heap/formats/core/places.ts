// Roots, threads and Python stacks of the interpreters.
import { NONE } from '../../base/brand.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { ROOT_KINDS, type RootKind } from '../../model/kinds.ts';
import { codeOfFrame, liveWords, localNames } from './code.ts';
import type { CoreFile } from './elf.ts';
import { lineOf } from './lines.ts';
import { isMappedAt, resident, wordAt } from './space.ts';
import { textOf } from './texts.ts';
import { TYPE_FLAG } from './types.ts';
import type { Walk } from './walk.ts';

const MOST_THREADS = 65_536;
const MOST_FRAMES = 100_000;
const OWNED_BY_C = 3;

interface Root {
  readonly address: number;
  readonly label: number;
  readonly thread: number;
  readonly frame: number;
  readonly kind: RootKind;
}

export function pushRoot(walk: Walk, root: Root): void {
  const { roots } = walk.draft;
  roots.address.push(root.address);
  roots.label.push(root.label);
  roots.thread.push(root.thread);
  roots.frame.push(root.frame);
  roots.kind.push(ROOT_KINDS.indexOf(root.kind));
}

/** Every word of PyInterpreterState that is an object. */
export async function interpreterRoots(walk: Walk, interpreter: number): Promise<void> {
  const { space, layout } = walk.types;
  const named = new Map([
    [layout.modules, 'sys.modules'],
    [layout.sysdict, 'sys'],
    [layout.builtins, 'builtins'],
  ]);
  const found = await resident(space, () => {
    const roots: Root[] = [];
    for (let at = 0; at < layout.interpreterBytes; at += 8) {
      const address = space.word(interpreter + at);
      if (address === 0 || address % 8 !== 0 || walk.reach(address) < 0) continue;
      const label = walk.label(named.get(at) ?? 'interpreter');
      roots.push({ address, label, thread: NONE, frame: NONE, kind: 'interpreter' });
    }
    return roots;
  });
  for (const root of found) pushRoot(walk, root);
}

/** All threads of the interpreter with their stacks, as the list of thread states has them. */
export async function readThreads(walk: Walk, interpreter: number, core: CoreFile): Promise<void> {
  const { space, layout } = walk.types;
  let thread = await resident(space, () => space.word(interpreter + layout.threadsHead));
  const states: number[] = [];
  const seen = new Set<number>();
  while (thread !== 0 && !seen.has(thread) && states.length < MOST_THREADS) {
    const at = thread;
    seen.add(at);
    if (!(await isMappedAt(space, at, layout.threadBytes))) break;
    states.push(at);
    thread = await wordAt(space, at + layout.threadNext);
  }
  // New threads stand in front: the main thread is the last.
  for (const [i, state] of states.toReversed().entries()) await readThread(walk, state, i === 0, core);
}

interface FrameFound {
  readonly address: number;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly roots: readonly Omit<Root, 'thread' | 'frame'>[];
}

async function readThread(walk: Walk, state: number, isMain: boolean, core: CoreFile): Promise<void> {
  const { space, layout } = walk.types;
  const { threads, frames, strings } = walk.draft;
  const row = threads.name.length;
  const tid = await resident(space, () => (layout.nativeThreadId < 0 ? 0 : space.u32(state + layout.nativeThreadId)));
  const died = tid !== 0 && tid === core.threadIds[0] && core.threadIds.length > 1 ? ', died here' : '';
  const name = isMain ? `MainThread${died}` : `thread ${tid === 0 ? String(row) : String(tid)}${died}`;
  const found = layout.minor < 11 ? await oldFrames(walk, state) : await newFrames(walk, state);
  threads.name.push(strings.add(name));
  threads.firstFrame.push(frames.line.length);
  threads.frames.push(found.length);
  threads.flags.push(isMain ? 5 : 1);
  for (const frame of found) {
    const frameRow = frames.line.length;
    frames.address.push(frame.address);
    frames.function.push(strings.add(frame.name));
    frames.file.push(strings.add(frame.file));
    frames.line.push(frame.line);
    frames.thread.push(row);
    frames.flags.push(0);
    for (const root of frame.roots) pushRoot(walk, { ...root, thread: row, frame: frameRow });
  }
  const words = await resident(space, () => threadWords(walk, state));
  for (const address of words) {
    pushRoot(walk, { address, label: walk.label('thread state'), thread: row, frame: NONE, kind: 'thread' });
  }
}

function threadWords(walk: Walk, state: number): readonly number[] {
  const { space, layout } = walk.types;
  const found: number[] = [];
  for (let at = 0; at < layout.threadBytes; at += 8) {
    const address = space.word(state + at);
    if (address !== 0 && address % 8 === 0 && walk.reach(address) >= 0) found.push(address);
  }
  return found;
}

/** 3.8 to 3.10: frame objects, each with its caller. */
async function oldFrames(walk: Walk, state: number): Promise<readonly FrameFound[]> {
  const { space, layout } = walk.types;
  const found: FrameFound[] = [];
  const seen = new Set<number>();
  let frame = await resident(space, () => space.word(state + layout.threadFrame));
  while (frame !== 0 && !seen.has(frame) && found.length < MOST_FRAMES) {
    const at = frame;
    seen.add(at);
    const read = await oldFrameAt(walk, at);
    if (read === undefined) break;
    found.push(read);
    frame = await wordAt(space, at + layout.frameBack);
  }
  return found;
}

function oldFrameAt(walk: Walk, frame: number): Promise<FrameFound | undefined> {
  const { space, layout } = walk.types;
  return resident(space, () => {
    if (walk.reach(frame) < 0) return undefined;
    const code = space.word(frame + layout.oldFrameCode);
    const line = lineOf(walk, code, space.i32(frame + layout.oldLastInstruction));
    return { ...describeCode(walk, code), address: frame, line, roots: [rootOf(walk, frame, 'frame')] };
  });
}

/** 3.11+: interpreter frames on the data stack of the thread, whose locals nothing else holds. */
async function newFrames(walk: Walk, state: number): Promise<readonly FrameFound[]> {
  const { space, layout } = walk.types;
  const found: FrameFound[] = [];
  const seen = new Set<number>();
  let frame = await resident(space, () => {
    if (layout.cframe < 0) return space.word(state + layout.threadFrame);
    return space.word(space.word(state + layout.cframe) + layout.cframeCurrent);
  });
  while (frame !== 0 && !seen.has(frame) && found.length < MOST_FRAMES) {
    const at = frame;
    seen.add(at);
    if (!(await isMappedAt(space, at, layout.frameBytes))) break;
    const read = await newFrameAt(walk, at);
    if (read !== undefined) found.push(read);
    frame = await wordAt(space, at + layout.framePrevious);
  }
  return found;
}

function newFrameAt(walk: Walk, frame: number): Promise<FrameFound | undefined> {
  return resident(walk.types.space, () => newFrame(walk, frame));
}

function newFrame(walk: Walk, frame: number): FrameFound | undefined {
  const { space, layout } = walk.types;
  const owner = space.u8(frame + layout.frameOwner);
  if (owner >= OWNED_BY_C) return undefined;
  const code = codeOfFrame(walk, frame);
  if (walk.reach(code) < 0) return undefined;
  const object = space.word(frame + layout.frameObject);
  const address = object !== 0 && walk.reach(object) >= 0 ? object : NO_ADDRESS;
  const start = space.word(frame + layout.frameInstruction) - (code + layout.codeEnd);
  // prev_instr up to 3.12 is the instruction that runs, instr_ptr from 3.13 on is that one too.
  const line = lineOf(walk, code, start);
  // A generator owns what its frame holds.
  const roots = owner === 0 ? frameRoots(walk, frame, code) : [];
  return { ...describeCode(walk, code), address, line, roots };
}

function frameRoots(walk: Walk, frame: number, code: number): readonly Omit<Root, 'thread' | 'frame'>[] {
  const { space, layout } = walk.types;
  const names = localNames(walk, code);
  const first = frame + layout.localsPlus;
  const count = liveWords(walk, frame, code);
  const roots: Omit<Root, 'thread' | 'frame'>[] = [];
  for (const address of [code, space.word(frame + layout.frameFunction)]) {
    const target = address - (address % 4);
    if (target !== 0 && walk.reach(target) >= 0) roots.push(rootOf(walk, target, 'frame'));
  }
  for (let i = 0; i < count; i++) {
    const word = space.word(first + i * 8);
    const address = layout.minor >= 14 ? word - (word % 4) : word;
    if (address === 0 || address % 8 !== 0 || walk.reach(address) < 0) continue;
    roots.push({ address, label: names[i] ?? walk.label('stack'), kind: i < names.length ? 'local' : 'frame' });
  }
  return roots;
}

function rootOf(walk: Walk, address: number, kind: RootKind): Omit<Root, 'thread' | 'frame'> {
  return { address, label: walk.label('frame'), kind };
}

function describeCode(walk: Walk, code: number): { readonly name: string; readonly file: string } {
  const { space, layout } = walk.types;
  const field = layout.codeQualname < 0 ? layout.codeName : layout.codeQualname;
  const name = textOf(walk.types, space.word(code + field)) ?? '?';
  return { name, file: textOf(walk.types, space.word(code + layout.codeFilename), 4096) ?? '' };
}

/** Static types are nobody's but the program's. */
export function staticTypeRoots(walk: Walk): void {
  const { types } = walk.draft;
  const flags = types.flags.finish();
  const addresses = types.address.finish();
  for (let type = 0; type < addresses.length; type++) {
    if ((flags[type] & TYPE_FLAG.heap) !== 0 || walk.rowOf(addresses[type]) < 0) continue;
    const label = types.qualname.finish()[type];
    pushRoot(walk, { address: addresses[type], label, thread: NONE, frame: NONE, kind: 'staticType' });
  }
}
