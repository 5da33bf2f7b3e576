// Every channel of the bridge over loading and workspace. A shell adds transport, dialogs and nothing else.
import { FaultError, type Outcome, outcomeOfAsync } from '#heap/base/fault.ts';
import { type ChannelName, type DumpCard, refusal } from '../bridge.ts';
import { isChannelName, readPath, readRequest } from '../bridgeSchemas.ts';
import { channelTable } from './channels.ts';
import { newCompanionChoices } from './companionChoice.ts';
import { newDumps } from './dumps.ts';
import { newLoads } from './loads.ts';
import { newOpenHeaps, type OpenHeaps } from './openHeaps.ts';
import type { ShellOptions } from './ports.ts';

export interface ShellService {
  /** Any channel, any value: a reply or a typed refusal, and never an exception except for a mistake of ours. */
  readonly call: (channel: string, request: unknown) => Promise<Outcome<unknown>>;
  /** Names a dropped file. `path` comes from the desktop's preload, never from a page. */
  readonly grantDropped: (path: unknown) => Promise<Outcome<DumpCard>>;
  /** A second instance, the menu or the system asks for a dump: it is granted and the page is told to open it. */
  readonly openPath: (path: string) => Promise<Outcome<DumpCard>>;
  readonly columnOf: OpenHeaps['columnOf'];
  /** The page is gone with its heaps. Its successor opens what it had, or nothing in safe mode. */
  readonly pageGone: (next: 'reopen' | 'safeMode') => Promise<void>;
  /** Ends running loads, writes every checkpoint and gives locks back. */
  readonly close: () => Promise<void>;
}

export function createShellService(options: ShellOptions): ShellService {
  const heaps = newOpenHeaps(options.workspace);
  const dumps = newDumps(options);
  const companions = newCompanionChoices(options.companions);
  const loads = newLoads(options, dumps, heaps, companions);
  const channels = channelTable(options, dumps, loads, heaps, companions);

  const answer = async <Name extends ChannelName>(channel: Name, value: unknown): Promise<Outcome<unknown>> => {
    const request = readRequest(channel, value);
    return request.ok ? replyOf(() => channels[channel](request.value)) : request;
  };
  const close = async (): Promise<void> => {
    await loads.cancelAll();
    await heaps.closeAll();
  };

  return {
    call: async (channel, request) =>
      isChannelName(channel) ? answer(channel, request) : refusal('channel: unknown word'),
    grantDropped: async (value) => {
      const path = readPath(value);
      return path.ok ? outcomeOfAsync(() => dumps.grant(path.value)) : path;
    },
    openPath: async (path) => {
      const granted = await outcomeOfAsync(() => dumps.grant(path));
      if (granted.ok && !dumps.openAtStart(path)) options.emit({ kind: 'openRequested', dump: granted.value.dump });
      return granted;
    },
    columnOf: heaps.columnOf,
    pageGone: async (next) => {
      dumps.restart(next);
      await close();
    },
    close,
  };
}

/** A fault becomes a value; anything else is a mistake of ours and reaches the shell's edge. */
async function replyOf<Value>(work: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FaultError) return { ok: false, fault: error.fault };
    throw error;
  }
}
