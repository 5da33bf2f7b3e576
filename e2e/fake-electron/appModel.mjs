// `app`: the order of starting and quitting, and one instance at a time.
import { emitting, strict } from './strict.mjs';
import { answering, log, tell } from './wire.mjs';

const { members, emit } = emitting('app', [
  'second-instance',
  'open-file',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'activate',
  'web-contents-created',
  'certificate-error',
  'select-client-certificate',
  'login',
]);

/** Open windows, kept by the window model; each can be closed by `destroy()`. */
export const windows = new Set();

export const lifecycle = { ready: false };

const ready = new Promise((resolve) => {
  // Electron becomes ready after the main script has run to its end.
  setImmediate(() => {
    lifecycle.ready = true;
    log('app:ready');
    resolve();
  });
});

export const app = strict('app', {
  ...members,
  on(event, listener) {
    log('app.on', event);
    members.on(event, listener);
    return app;
  },
  isPackaged: false,
  commandLine: strict('app.commandLine', {
    appendSwitch(name) {
      beforeReady('app.commandLine.appendSwitch');
      if (name === 'no-sandbox' || name === 'disable-web-security') throw new Error(`fake-electron: refuses --${name}`);
      log('app.commandLine.appendSwitch', name);
    },
  }),
  enableSandbox() {
    beforeReady('app.enableSandbox');
    log('app.enableSandbox');
  },
  getAppPath: () => process.cwd(),
  getLocale: () => process.env.FAKE_ELECTRON_LOCALE ?? 'en-GB',
  requestSingleInstanceLock(additional) {
    log('app.requestSingleInstanceLock', structuredClone(additional));
    return process.env.FAKE_ELECTRON_LOCK !== 'taken';
  },
  whenReady: () => ready,
  quit() {
    log('app.quit');
    setImmediate(quit);
  },
  exit(code) {
    log('app.exit', code);
    end(code);
  },
});

export function beforeReady(what) {
  if (lifecycle.ready) throw new Error(`fake-electron: ${what} must be called before ready`);
}

export function afterReady(what) {
  if (!lifecycle.ready) throw new Error(`fake-electron: ${what} must be called after ready`);
}

export function emitFromApp(event, ...values) {
  log(`app:${event}`);
  return emit(event, ...values);
}

/** before-quit, the windows, will-quit, quit; whoever prevents a default stops it there. */
function quit() {
  if (emitFromApp('before-quit')) return;
  for (const window of [...windows]) window.destroy();
  if (emitFromApp('will-quit')) return;
  emitFromApp('quit', 0);
  end(0);
}

function end(code) {
  tell({ kind: 'end', code });
  // Everything that was told is on its way before the channel closes.
  process.send({ kind: 'last' }, () => process.exit(code));
}

answering('quit', () => setImmediate(quit));
answering('app:second-instance', ({ argv, folder, additional }) =>
  emitFromApp('second-instance', argv, folder, additional),
);
answering('app:open-file', (path) => emitFromApp('open-file', path));
for (const name of ['certificate-error', 'select-client-certificate', 'login']) {
  answering(`app:${name}`, (count) => {
    const given = [];
    const before = Array.from({ length: count }, () => undefined);
    const prevented = emitFromApp(name, ...before, (...values) => given.push(values));
    return { prevented, given };
  });
}
