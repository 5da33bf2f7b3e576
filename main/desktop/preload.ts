// The whole of what a page can reach: one frozen object. No ipcRenderer, no channel that is not in the contract.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNEL_NAMES, refusal, type Shell, type ShellEvent } from '../bridge.ts';
import { EVENT_CHANNEL, GRANT_CHANNEL, ipcChannel } from '../pages/ipcNames.ts';

type DomFile = Parameters<typeof webUtils.getPathForFile>[0];

const shell: Shell = {
  call: async (channel, request) =>
    CHANNEL_NAMES.includes(channel)
      ? ipcRenderer.invoke(ipcChannel(channel), request)
      : refusal('channel: unknown word'),
  onEvent(listener) {
    const listen = (_event: unknown, event: ShellEvent): void => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, listen);
    return () => ipcRenderer.off(EVENT_CHANNEL, listen);
  },
  // '' for a file that a script made; main refuses it.
  grantDropped: (file) => ipcRenderer.invoke(GRANT_CHANNEL, webUtils.getPathForFile(file as DomFile)),
};

contextBridge.exposeInMainWorld('ouroboros', shell);
