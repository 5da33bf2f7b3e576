// Names that preload and main must agree on.
import type { ChannelName } from '../bridge.ts';

export const EVENT_CHANNEL = 'ouroboros:event';
/** Private to the preload: the path that Electron knows of a dropped file. */
export const GRANT_CHANNEL = 'ouroboros:grantDropped';

export function ipcChannel(name: ChannelName): string {
  return `ouroboros:${name}`;
}
