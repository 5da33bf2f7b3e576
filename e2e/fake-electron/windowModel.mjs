// `BrowserWindow`, `webContents` and `ipcMain`: the page itself lives in the test's browser.
import { existsSync } from 'node:fs';
import { afterReady, app, emitFromApp, windows } from './appModel.mjs';
import { bridgeOf } from './sessionModel.mjs';
import { emitting, strict } from './strict.mjs';
import { answering, log, tell } from './wire.mjs';

const REQUIRED = { sandbox: true, contextIsolation: true, webSecurity: true };
const FORBIDDEN = [
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webviewTag',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'enableBlinkFeatures',
  'additionalArguments',
];

const handlers = new Map();
const byNumber = new Map();
let numbers = 0;

export const ipcMain = strict('ipcMain', {
  handle(channel, handler) {
    log('ipcMain.handle', channel);
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
});

export const BrowserWindow = function (options) {
  afterReady('new BrowserWindow');
  refuseUnsafe(options.webPreferences);
  log('new BrowserWindow', options);
  return newWindow(options).face;
};

function refuseUnsafe(preferences) {
  for (const [name, value] of Object.entries(REQUIRED)) {
    if (preferences[name] !== value)
      throw new Error(`fake-electron: refuses webPreferences.${name} ${preferences[name]}`);
  }
  for (const name of FORBIDDEN) {
    if (preferences[name] !== undefined && preferences[name] !== false)
      throw new Error(`fake-electron: refuses webPreferences.${name}`);
  }
  if (!existsSync(preferences.preload)) throw new Error('fake-electron: preload does not exist');
}

function newWindow(options) {
  const number = ++numbers;
  const { members, emit } = emitting('BrowserWindow', [
    'ready-to-show',
    'closed',
    'page-title-updated',
    'unresponsive',
  ]);
  const contents = newContents(number, options.webPreferences);
  const model = { number, emit, contents, destroyed: false, minimized: false };
  model.destroy = () => {
    if (model.destroyed) return;
    model.destroyed = true;
    windows.delete(model);
    tell({ kind: 'closeWindow', window: number });
    emit('closed');
    if (windows.size === 0) emitFromApp('window-all-closed');
  };
  model.face = strict('BrowserWindow', {
    ...members,
    webContents: contents.face,
    async loadURL(url) {
      log('BrowserWindow.loadURL', url);
      await contents.load(url);
      emit('ready-to-show');
    },
    show: () => log('BrowserWindow.show'),
    focus: () => log('BrowserWindow.focus'),
    isMinimized: () => model.minimized,
    restore() {
      log('BrowserWindow.restore');
      model.minimized = false;
    },
    isDestroyed: () => model.destroyed,
  });
  windows.add(model);
  byNumber.set(number, model);
  emitFromApp('web-contents-created', contents.face);
  return model;
}

const NAVIGATIONS = ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'];

function newContents(number, preferences) {
  const { members, emit } = emitting('webContents', [...NAVIGATIONS, 'render-process-gone']);
  const mainFrame = { url: '', origin: 'null' };
  const model = { emit, mainFrame, openHandler: undefined, loaded: undefined };
  model.load = async (url) => {
    const bridge = await bridgeOf(preferences.partition);
    mainFrame.url = url;
    mainFrame.origin =
      new URL(url).origin === 'null' ? `${new URL(url).protocol}//${new URL(url).host}` : new URL(url).origin;
    const loaded = new Promise((resolve, reject) => (model.loaded = { resolve, reject }));
    tell({
      kind: 'load',
      window: number,
      url: url.replace('app://bundle', bridge),
      bridge,
      preload: preferences.preload,
    });
    await loaded;
  };
  model.face = strict('webContents', {
    ...members,
    on(event, listener) {
      log('webContents.on', event);
      members.on(event, listener);
    },
    id: number,
    mainFrame,
    setWindowOpenHandler(handler) {
      log('webContents.setWindowOpenHandler', handler);
      model.openHandler = handler;
    },
    send: (channel, ...values) => tell({ kind: 'send', window: number, channel, values: structuredClone(values) }),
    reload() {
      log('webContents.reload');
      tell({ kind: 'reload', window: number });
    },
    async printToPDF(options) {
      log('webContents.printToPDF', options);
      return Buffer.from('%PDF-1.4 by the model');
    },
    forcefullyCrashRenderer() {
      log('webContents.forcefullyCrashRenderer');
      emit('render-process-gone', { reason: 'killed', exitCode: 1 });
    },
  });
  return model;
}

answering('loaded', ({ window, error }) => {
  const { loaded } = byNumber.get(window).contents;
  if (error === undefined) loaded.resolve();
  else loaded.reject(new Error(error));
});

/** `frame` is 'main', 'child', 'gone' or 'foreign': the sender as the test chooses it. */
answering('invoke', async ({ window, channel, values, frame }) => {
  const handler = handlers.get(channel);
  if (handler === undefined)
    throw new Error(`Error invoking remote method '${channel}': Error: No handler registered for '${channel}'`);
  const { face, mainFrame } = byNumber.get(window).contents;
  const foreign = { sender: { mainFrame }, senderFrame: mainFrame };
  const frames = {
    main: { sender: face, senderFrame: mainFrame },
    child: { sender: face, senderFrame: { url: 'app://bundle/frame.html', origin: 'app://bundle' } },
    gone: { sender: face, senderFrame: null },
    foreign,
  };
  try {
    return structuredClone(await handler(frames[frame], ...structuredClone(values)));
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${error}`, { cause: error });
  }
});

answering('navigate', ({ window, event, url }) => byNumber.get(window).contents.emit(event, url));
answering('windowOpen', ({ window, url }) => byNumber.get(window).contents.openHandler({ url }));
answering('moveFrame', ({ window, url }) => {
  const { mainFrame } = byNumber.get(window).contents;
  mainFrame.origin = url;
});
answering('gone', ({ window, reason }) =>
  byNumber.get(window).contents.emit('render-process-gone', { reason, exitCode: 1 }),
);
answering('closeWindow', ({ window }) => byNumber.get(window).destroy());
answering('minimize', ({ window }) => (byNumber.get(window).minimized = true));
answering('unresponsive', ({ window }) => byNumber.get(window).emit('unresponsive'));
answering('title', ({ window }) => byNumber.get(window).emit('page-title-updated', 'hostile'));

export { app };
