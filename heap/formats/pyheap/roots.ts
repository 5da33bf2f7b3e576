// What holds the heap: locals of frames, and what `sys.modules` holds. A file has no other roots.
import { NONE } from '../../base/brand.ts';
import type { Draft } from '../../model/draft.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { KIND, ROOT_KINDS } from '../../model/kinds.ts';
import type { Header, Thread } from './header.ts';
import { rowsOf, textOf } from './lookup.ts';
import type { Pass } from './pass.ts';

const LOCAL = ROOT_KINDS.indexOf('local');
const MODULE = ROOT_KINDS.indexOf('module');
/** `ThreadTable.flags`. */
const THREAD = { alive: 1, daemon: 2, main: 4 } as const;

/** Threads, their frames, and a root per local. */
export function addThreads(draft: Draft, { threads }: Header): void {
  for (const thread of threads) addThread(draft, thread);
}

function addThread(draft: Draft, thread: Thread): void {
  const { threads, frames, strings, roots } = draft;
  const row = threads.name.length;
  threads.name.push(strings.add(thread.name));
  threads.firstFrame.push(frames.line.length);
  threads.frames.push(thread.frames.length);
  const main = thread.name === 'MainThread' ? THREAD.main : 0;
  threads.flags.push((thread.isAlive ? THREAD.alive : 0) | (thread.isDaemon ? THREAD.daemon : 0) | main);
  for (const frame of thread.frames) {
    for (const local of frame.locals) {
      if (local.address === 0) continue;
      roots.address.push(local.address);
      roots.label.push(strings.add(local.name));
      roots.thread.push(row);
      roots.frame.push(frames.line.length);
      roots.kind.push(LOCAL);
    }
    frames.address.push(NO_ADDRESS);
    frames.function.push(strings.add(frame.function));
    frames.file.push(strings.add(frame.file));
    frames.line.push(frame.line);
    frames.thread.push(row);
    frames.flags.push(0);
  }
}

/** A module, and where it came from. */
export type ModulesFrom = 'sys.modules' | 'all modules' | 'nowhere';

/** A root per entry of `sys.modules`, the dict at `modules`; when it is not known, one per object of the type `module`. */
export function addModules(pass: Pass, modules: number): ModulesFrom {
  const entries = modules > 0 ? entriesOf(pass, modules) : [];
  if (entries.length > 0) {
    const keys = rowsOf(
      pass,
      entries.map(({ key }) => key),
    );
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
