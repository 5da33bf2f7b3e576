// The desktop program: settings before ready, one window, one service, and what happens when either of them ends.
import { app, type BrowserWindow, dialog, ipcMain, Menu, protocol } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MenuCommand, ShellEvent } from '../bridge.ts';
import { readSecondInstance } from '../bridgeSchemas.ts';
import { PRINTING, writeExport } from '../pages/exportFile.ts';
import { launchPaths } from '../pages/launchPaths.ts';
import { machineLoading, machineWorkspace, PAGE_FOLDER, programVersion, SAMPLE_PATH } from '../pages/machine.ts';
import { newRecovery } from '../pages/recovery.ts';
import { createShellService, type ShellService } from '../pages/shellService.ts';
import { listStaticFiles } from '../pages/staticFiles.ts';
import { answerCalls } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { EVENT_CHANNEL } from '../pages/ipcNames.ts';
import { SCHEME, SWITCHES } from './policy.ts';
import { serveApp } from './protocol.ts';
import { denyEverywhere, newWindow, packaging, restrictedSession, showPage } from './window.ts';

const script = fileURLToPath(import.meta.url);
const application = app.isPackaged ? [] : [app.getAppPath(), script];
const paths = launchPaths({ argv: process.argv, application, folder: process.cwd() });
const recoveryOf = newRecovery();
let window: BrowserWindow | undefined;

app.enableSandbox();
for (const name of SWITCHES) app.commandLine.appendSwitch(name);
protocol.registerSchemesAsPrivileged([SCHEME]);
denyEverywhere();
if (app.requestSingleInstanceLock({ paths })) start(newService());
else app.quit();

function start(service: ShellService): void {
  app.on('second-instance', (_event, _argv, _folder, additional) => {
    const given = readSecondInstance(additional);
    if (given.ok) for (const path of given.value.paths) void service.openPath(path);
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void service.openPath(path);
  });
  app.on('window-all-closed', () => app.quit());
  quitCleanly(service);
  void app
    .whenReady()
    .then(() => openWindow(service))
    .catch((error: unknown) => {
      process.stderr.write(`ouroboros: cannot start: ${error instanceof Error ? error.message : 'unknown'}\n`);
      app.exit(1);
    });
}

async function openWindow(service: ShellService): Promise<void> {
  const files = await listStaticFiles(PAGE_FOLDER);
  serveApp(restrictedSession(), { files, columnOf: service.columnOf, isolation: 'isolated' });
  answerCalls(ipcMain, service, () => window?.webContents);
  const send = (command: MenuCommand): void => emit({ kind: 'menu', command });
  const template = menuTemplate({ language: app.getLocale(), platform: process.platform, packaging, send });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  window = newWindow(join(dirname(script), '../preload/preload.cjs'));
  window.on('closed', () => (window = undefined));
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void recover(service);
  });
  await showPage(window);
}

/** The page keeps nothing that cannot be rebuilt: it is loaded again, and its dump or nothing opens by itself. */
async function recover(service: ShellService): Promise<void> {
  const next = recoveryOf(performance.now());
  if (next === 'giveUp') return app.quit();
  await service.pageGone(next);
  window?.webContents.reload();
}

/** Findings are on the disk when they are acknowledged; here checkpoints are written and locks given back. */
function quitCleanly(service: ShellService): void {
  let flushed = false;
  app.on('will-quit', (event) => {
    if (flushed) return;
    event.preventDefault();
    void service.close().finally(() => {
      flushed = true;
      app.quit();
    });
  });
}

function newService(): ShellService {
  return createShellService({
    shell: 'desktop',
    version: programVersion(),
    loading: machineLoading,
    workspace: machineWorkspace(),
    samplePath: SAMPLE_PATH,
    paths,
    emit,
    dialogs: {
      chooseDump: () => choose('openFile'),
      chooseCompanions: (what) => choose(what === 'program' ? 'openFile' : 'openDirectory'),
      saveExport: (name, content) => save(name, () => Promise.resolve(content)),
      printReport: (name) => save(name, (shown) => shown.webContents.printToPDF(PRINTING)),
    },
  });
}

async function save(name: string, make: (shown: BrowserWindow) => Promise<string | Uint8Array>): Promise<boolean> {
  if (window === undefined) return false;
  const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
  if (canceled || filePath === '') return false;
  await writeExport(filePath, await make(window));
  return true;
}

async function choose(kind: 'openFile' | 'openDirectory'): Promise<string | undefined> {
  if (window === undefined) return undefined;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: [kind] });
  return canceled ? undefined : filePaths[0];
}

function emit(event: ShellEvent): void {
  if (window?.isDestroyed() === false) window.webContents.send(EVENT_CHANNEL, event);
}
