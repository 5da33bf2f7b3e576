// The only place that makes a window, and everything that a session or a page is denied.
import { app, BrowserWindow, dialog, type Session, session } from 'electron';
import { allowsPermission, allowsRequest, PAGE_ORIGIN, PARTITION, webPreferences } from './policy.ts';

export const packaging = app.isPackaged ? 'packaged' : 'unpackaged';

export function newWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Ouroboros',
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    webPreferences: webPreferences(preload, packaging),
  });
  // Names in dumps are hostile: the title is ours.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  window.on('unresponsive', () => void offerReload(window));
  return window;
}

export async function showPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(`${PAGE_ORIGIN}/index.html`);
}

/** Before any window: whatever is created later, by whomever, can go nowhere and open nothing. */
export function denyEverywhere(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault();
    answer();
  });
  app.on('login', (event, _contents, _details, _proxy, answer) => {
    event.preventDefault();
    answer();
  });
}

/** No permission but to copy text, no device, no download, no request but those of the page to itself. */
export function restrictedSession(): Session {
  const restricted = session.fromPartition(PARTITION);
  restricted.setPermissionRequestHandler((_contents, permission, answer) => answer(allowsPermission(permission)));
  restricted.setPermissionCheckHandler((_contents, permission) => allowsPermission(permission));
  restricted.setDevicePermissionHandler(() => false);
  restricted.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !allowsRequest(url, packaging) }));
  restricted.on('will-download', (event) => event.preventDefault());
  return restricted;
}

/** A page that is ended here comes back as after any other crash, with its dump. */
async function offerReload(window: BrowserWindow): Promise<void> {
  const choices = { message: 'Ouroboros does not respond.', buttons: ['Wait', 'Reload'], cancelId: 0 };
  const { response } = await dialog.showMessageBox(window, choices);
  if (response === 1) window.webContents.forcefullyCrashRenderer();
}
