// Every call of a page passes this one guard before its channel's schema sees it.
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { Outcome } from '#heap/base/fault.ts';
import { CHANNEL_NAMES, refusal } from '../bridge.ts';
import type { ShellService } from '../pages/shellService.ts';
import { PAGE_ORIGIN } from './policy.ts';
import { GRANT_CHANNEL, ipcChannel } from '../pages/ipcNames.ts';

/** `known` is the window that may ask; undefined while there is none. */
export function answerCalls(ipc: IpcMain, service: ShellService, known: () => WebContents | undefined): void {
  const register = (channel: string, call: (request: unknown) => Promise<Outcome<unknown>>): void =>
    ipc.handle(channel, (event: IpcMainInvokeEvent, request: unknown) =>
      isOurPage(event, known()) ? answer(channel, () => call(request)) : refusal('sender: not our page'),
    );
  for (const name of CHANNEL_NAMES) register(ipcChannel(name), (request) => service.call(name, request));
  register(GRANT_CHANNEL, service.grantDropped);
}

/** The main frame of the known window, showing our page. A frame that has navigated away or is gone has no origin of ours. */
export function isOurPage(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  known: WebContents | undefined,
): boolean {
  const { sender, senderFrame } = event;
  return (
    sender === known && senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === PAGE_ORIGIN
  );
}

/** A mistake of ours is told without its words, which may be a dump's, and never thrown into Electron. */
async function answer(channel: string, call: () => Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
  try {
    return await call();
  } catch (error) {
    process.stderr.write(`ouroboros: bug in ${channel}: ${error instanceof Error ? error.name : typeof error}\n`);
    return refusal('a mistake of ours');
  }
}
