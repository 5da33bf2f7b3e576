// What holds the heap: locals of frames, and what `sys.modules` holds. A file has no other roots.
import { NONE } from '../../base/brand.ts';
import { NO_ADDRESS, type Draft } from '../../model/draft.ts';
import { KIND, ROOT_KINDS } from '../../model/kinds.ts';
import type { Frame, Header, Local, Thread } from './header.ts';
import { rowsOf, textOf, type Lookup } from './lookup.ts';
import type { Pass } from './pass.ts';

const LOCAL = ROOT_KINDS.indexOf('local');
const MODULE = ROOT_KINDS.indexOf('module');
/** `ThreadTable.flags`. */
const THREAD = { alive: 1, daemon: 2, main: 4 } as const;

/** The locals of a frame with this function are the namespace of a module. */
const MODULE_BODY = '<module>';

/** Adds the addresses that `addThreads` will ask for: the `__name__` of modules that are running. */
export function wantModuleNames({ threads }: Header, wanted: Set<number>): void {
  for (const thread of threads) {
    for (const frame of thread.frames) {
      const name = frame.function === MODULE_BODY ? moduleName(frame) : undefined;
      if (name !== undefined) wanted.add(name.address);
    }
  }
}

/**
 * Threads, their frames, and a root per local. Variables of a module are no locals, although a frame of its body lists them: the
 * module holds them, if it is among the roots already.
 */
export function addThreads(pass: Pass, { threads }: Header, lookup: Lookup): void {
  const { draft } = pass;
  const modules = new Set<number>(draft.roots.label.finish());
  for (const thread of threads) {
    const row = draft.threads.name.length;
    addThread(draft, thread);
    for (const frame of thread.frames) {
      const name = frame.function === MODULE_BODY ? lookup.get(moduleName(frame)?.address ?? 0) : undefined;
      const isHeld = name !== undefined && modules.has(draft.strings.add(textOf(pass, name)));
      addFrame(draft, frame, row, isHeld ? [] : frame.locals);
    }
  }
}

function moduleName(frame: Frame): Local | undefined {
  return frame.locals.find(({ name }) => name === '__name__');
}

function addThread({ threads, frames, strings }: Draft, thread: Thread): void {
  threads.name.push(strings.add(thread.name));
  threads.firstFrame.push(frames.line.length);
  threads.frames.push(thread.frames.length);
  const main = thread.name === 'MainThread' ? THREAD.main : 0;
  threads.flags.push((thread.isAlive ? THREAD.alive : 0) | (thread.isDaemon ? THREAD.daemon : 0) | main);
}

function addFrame({ roots, frames, strings }: Draft, frame: Frame, thread: number, locals: readonly Local[]): void {
  for (const local of locals) {
    if (local.address === 0) continue;
    roots.address.push(local.address);
    roots.label.push(strings.add(local.name));
    roots.thread.push(thread);
    roots.frame.push(frames.line.length);
    roots.kind.push(LOCAL);
  }
  frames.address.push(NO_ADDRESS);
  frames.function.push(strings.add(frame.function));
  frames.file.push(strings.add(frame.file));
  frames.line.push(frame.line);
  frames.thread.push(thread);
  frames.flags.push(0);
}

/** Where the modules among the roots came from. */
export type ModulesFrom = 'sys.modules' | 'all modules' | 'nowhere';

/** A root per entry of `sys.modules`, the dict at `modules`; when it is not known, one per object of the type `module`. */
export function addModules(pass: Pass, modules: number): ModulesFrom {
  const entries = modules > 0 ? entriesOf(pass, modules) : [];
  if (entries.length > 0) {
    const keys = rowsOf(pass, new Set(entries.map(({ key }) => key)));
    for (const { key, value } of entries) {
      const row = keys.get(key);
      addModule(pass.draft, value, row === undefined ? '' : textOf(pass, row));
    }
    return 'sys.modules';
  }
  return addAllModules(pass) > 0 ? 'all modules' : 'nowhere';
}

function addModule({ roots, strings }: Draft, address: number, label: string): void {
  roots.address.push(address);
  roots.label.push(strings.add(label));
  roots.thread.push(NONE);
  roots.frame.push(NONE);
  roots.kind.push(MODULE);
}

interface Entry {
  readonly key: number;
  readonly value: number;
}

/** More modules than any program has. */
const MOST_MODULES = 100_000;

/** Keys and values of the dict at an address. O(objects). */
function entriesOf({ draft }: Pass, dict: number): readonly Entry[] {
  const address = draft.objects.address.finish();
  const count = draft.objects.references.finish();
  const target = draft.references.target.finish();
  const kind = draft.references.kind.finish();
  let at = 0;
  let row = 0;
  while (row < address.length && address[row] !== dict) at += count[row++];
  if (row === address.length) return [];
  const entries: Entry[] = [];
  for (const end = at + count[row]; at + 1 < end && entries.length < MOST_MODULES; at += 2) {
    if (kind[at] !== KIND.key || kind[at + 1] !== KIND.value) break;
    entries.push({ key: target[at], value: target[at + 1] });
  }
  return entries;
}

function addAllModules({ draft }: Pass): number {
  const { types, strings, objects } = draft;
  const name = types.qualname.finish();
  const address = objects.address.finish();
  const type = objects.type.finish();
  let found = 0;
  for (let row = 0; row < name.length; row++) {
    if (strings.textAt(name[row]) !== 'module') continue;
    for (let object = 0; object < address.length && found < MOST_MODULES; object++) {
      if (type[object] !== row) continue;
      addModule(draft, address[object], '');
      found++;
    }
  }
  return found;
}
