// One line per channel of the bridge: what is asked of dumps, loads, heaps and the shell's dialogs.
import { type Outcome, succeed } from '#heap/base/fault.ts';
import { type ChannelName, refusal, type ReplyOf, type RequestOf } from '../bridge.ts';
import type { CompanionChoices } from './companionChoice.ts';
import type { Dumps } from './dumps.ts';
import { safeFileName } from './fileName.ts';
import type { Loads } from './loads.ts';
import type { OpenHeaps } from './openHeaps.ts';
import type { Dialogs, ShellOptions } from './ports.ts';

/** Takes requests that `readRequest` has checked; faults are thrown. */
export type ChannelTable = { readonly [Name in ChannelName]: (request: RequestOf<Name>) => Promise<ReplyOf<Name>> };

export function channelTable(
  options: ShellOptions,
  dumps: Dumps,
  loads: Loads,
  heaps: OpenHeaps,
  companions: CompanionChoices,
): ChannelTable {
  return {
    start: async () => succeed(await dumps.startState()),
    chooseDump: () =>
      withDialogs(options.dialogs, 'chooseDump', async ({ chooseDump }) => {
        const path = await chooseDump();
        return path === undefined ? undefined : dumps.grant(path);
      }),
    estimate: async ({ dump }) => {
      const found = await options.loading.estimate(dumps.pathOf(dump));
      return found.ok ? succeed({ dump, ...found.value }) : found;
    },
    chooseCompanions: ({ what }) =>
      withDialogs(options.dialogs, 'chooseCompanions', async ({ chooseCompanions }) => {
        const path = await chooseCompanions(what);
        if (path !== undefined) companions.choose(what, path);
        return { chosen: path !== undefined };
      }),
    open: ({ dump, companions }) => loads.open(dump, companions),
    cancelOpen: async ({ dump }) => succeed({ cancelled: loads.cancel(dump) }),
    close: async ({ heap }) => {
      await heaps.close(heap);
      return succeed({});
    },
    readFindings: async ({ heap }) => succeed(await (await heaps.findingsOf(heap)).read()),
    appendFinding: async ({ heap, operation }) => {
      const store = await heaps.findingsOf(heap);
      return succeed({ sequence: await store.append(operation) });
    },
    saveExport: ({ name, text }) =>
      withDialogs(options.dialogs, 'saveExport', async ({ saveExport }) => ({
        saved: await saveExport(safeFileName(name), text),
      })),
    savePicture: ({ name, png }) =>
      withDialogs(options.dialogs, 'savePicture', async ({ saveExport }) => ({
        saved: await saveExport(safeFileName(name), Buffer.from(png, 'base64')),
      })),
    printReport: ({ name }) =>
      withDialogs(options.dialogs, 'printReport', async ({ printReport }) => ({
        saved: await printReport(safeFileName(name)),
      })),
    forgetRecent: async ({ dump }) => {
      await dumps.forget(dump);
      return succeed({});
    },
  };
}

async function withDialogs<Value>(
  dialogs: Dialogs | undefined,
  channel: ChannelName,
  ask: (dialogs: Dialogs) => Promise<Value>,
): Promise<Outcome<Value>> {
  return dialogs === undefined ? refusal(`${channel}: not in this shell`) : succeed(await ask(dialogs));
}
