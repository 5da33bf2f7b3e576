import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FaultError, type Outcome } from '#heap/base/fault.ts';
import type { OpenedDump, ShellEvent, StartState } from '../bridge.ts';
import type { Dialogs, ShellOptions } from './ports.ts';
import { createShellService, type ShellService } from './shellService.ts';
import { standInLoading, standInWorkspace } from './testing/standIns.ts';

let folder = '';
let events: ShellEvent[] = [];
const file = (name: string): string => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ouroboros-service-'));
  for (const name of ['a.ouro', 'b.ouro', 'demo.ouro', 'slow.ouro', 'odd.ouro']) await writeFile(file(name), name);
  events = [];
});

afterEach(() => rm(folder, { recursive: true }));

test('first run opens the sample; later runs open nothing by themselves', async () => {
  const workspace = standInWorkspace();
  const shell = service({ workspace });
  const first = await start(shell);
  expect(first.sample).toMatchObject({ name: 'demo.ouro', isSample: true });
  expect(first.initial).toBe(first.sample?.dump);
  const { dump } = await granted(shell, 'a.ouro');
  await open(shell, dump);
  expect((await start(service({ workspace }))).initial).toBeUndefined();
  expect((await start(shell)).initial).toBe(dump);
});

test('the command line comes first, and all its dumps can be named by a page', async () => {
  const shell = service({ paths: [file('a.ouro'), file('b.ouro'), file('missing.ouro')] });
  const state = await start(shell);
  expect(state.recent.map((card) => [card.name, card.fileBytes, card.openedAt])).toEqual([
    ['a.ouro', 6, undefined],
    ['b.ouro', 6, undefined],
  ]);
  expect(state.initial).toBe(state.recent[0].dump);
});

test('a page never sees a path', async () => {
  const shell = service({ paths: [file('a.ouro')] });
  const state = await start(shell);
  const opened = await open(shell, state.initial ?? '');
  expect(JSON.stringify([state, opened, events])).not.toContain(folder);
});

test('the same file has the same name, another file another', async () => {
  const shell = service({});
  expect((await granted(shell, 'a.ouro')).dump).toBe((await granted(shell, 'a.ouro')).dump);
  expect((await granted(shell, 'a.ouro')).dump).not.toBe((await granted(shell, 'b.ouro')).dump);
  expect((await granted(service({}), 'a.ouro')).dump).not.toBe((await granted(shell, 'a.ouro')).dump);
});

test('only regular files are granted: no folder, FIFO, device, or file that is not there', async () => {
  const maker = 'mkfifo';
  execFileSync(maker, [file('fifo')]);
  const shell = service({});
  for (const path of [folder, file('fifo'), '/dev/null', '/dev/zero', file('missing.ouro'), `${file('a.ouro')}/b`]) {
    expect(await shell.grantDropped(path)).toMatchObject({ ok: false, fault: { code: 'source/unreadable' } });
  }
  expect(await shell.grantDropped('a.ouro')).toMatchObject({ ok: false, fault: { code: 'bridge/refused' } });
  expect(await shell.grantDropped({ path: '/' })).toMatchObject({ ok: false, fault: { code: 'bridge/refused' } });
});

test.each(['-rf', 'a b', 'a\nb', '\u202egpj.ouro', '$(reboot)', "a'b", '%2e%2e', 'CON', 'ä'])(
  'a file named %j opens',
  async (name) => {
    await writeFile(file(name), 'dump');
    const shell = service({});
    expect(await open(shell, (await granted(shell, name)).dump)).toMatchObject({ name });
  },
);

test('a name that was never given out opens nothing', async () => {
  const shell = service({});
  for (const channel of ['estimate', 'open', 'forgetRecent']) {
    expect(await shell.call(channel, { dump: 'f'.repeat(32) })).toEqual(refused('dump: never granted'));
  }
  expect(await shell.call('cancelOpen', { dump: 'f'.repeat(32) })).toEqual({ ok: true, value: { cancelled: false } });
  for (const channel of ['close', 'readFindings']) {
    expect(await shell.call(channel, { heap: 'f'.repeat(32) })).toMatchObject({
      ok: false,
      fault: { code: 'heap/not-open' },
    });
  }
  expect(await shell.call('constructor', {})).toEqual(refused('channel: unknown word'));
});

test('an estimate carries its dump', async () => {
  const shell = service({});
  const { dump } = await granted(shell, 'a.ouro');
  expect(await shell.call('estimate', { dump })).toMatchObject({ ok: true, value: { dump, verdict: 'fits' } });
});

test('opening reports progress and the first histogram, then the manifest', async () => {
  const shell = service({});
  const { dump } = await granted(shell, 'a.ouro');
  const opened = await open(shell, dump);
  expect(events.map((event) => event.kind)).toEqual(['progress', 'histogram']);
  expect(opened).toMatchObject({ dump, name: 'a.ouro', reused: false, withoutCache: false, memoryBudget: 600 });
  expect(opened.heap).toMatch(/^[0-9a-f]{32}$/);
  expect(shell.columnOf(opened.heap, 'objects.type')?.bytes).toBe(16);
  expect(shell.columnOf(opened.heap, 'objects.flags')).toBeUndefined();
  expect(shell.columnOf(opened.heap, '../manifest.json')).toBeUndefined();
});

test('a closed heap serves nothing and leaves nothing', async () => {
  const shell = service({});
  const { heap } = await open(shell, (await granted(shell, 'a.ouro')).dump);
  expect(await shell.call('close', { heap })).toEqual({ ok: true, value: {} });
  expect(shell.columnOf(heap, 'objects.type')).toBeUndefined();
  expect((await readdir(folder)).filter((name) => name.startsWith('index-'))).toEqual([]);
});

test('a load can be cancelled, and only once at a time', async () => {
  const shell = service({});
  const { dump } = await granted(shell, 'slow.ouro');
  const opening = shell.call('open', { dump });
  expect(await shell.call('open', { dump })).toEqual(refused('dump: already opening'));
  expect(await shell.call('cancelOpen', { dump })).toEqual({ ok: true, value: { cancelled: true } });
  expect(await opening).toEqual(refused('cancelled'));
  expect((await start(shell)).recent).toEqual([]);
});

test('a dump asked for again while its cancelled load still ends is opened, once', async () => {
  const shell = service({});
  const { dump } = await granted(shell, 'slow.ouro');
  const first = shell.call('open', { dump });
  await shell.call('cancelOpen', { dump });
  const again = [shell.call('open', { dump }), shell.call('open', { dump })];
  expect(await first).toEqual(refused('cancelled'));
  expect(await Promise.race(again)).toEqual(refused('dump: already opening'));
  expect(await shell.call('cancelOpen', { dump })).toEqual({ ok: true, value: { cancelled: true } });
  expect(await Promise.all(again)).toContainEqual(refused('cancelled'));
});

test('a mistake of ours is no fault', async () => {
  const shell = service({});
  await expect(shell.call('open', { dump: (await granted(shell, 'odd.ouro')).dump })).rejects.toThrow(TypeError);
});

test('two windows on one dump share its findings until the last is closed', async () => {
  const workspace = standInWorkspace();
  const shell = service({ workspace });
  const { dump } = await granted(shell, 'a.ouro');
  const [one, two] = [await open(shell, dump), await open(shell, dump)];
  const operation = { kind: 'remove', id: '0123456789abcdef' };
  expect(await shell.call('appendFinding', { heap: one.heap, operation })).toEqual({
    ok: true,
    value: { sequence: 1 },
  });
  expect(await shell.call('readFindings', { heap: two.heap })).toEqual({
    ok: true,
    value: { operations: [operation], readOnly: false },
  });
  await shell.call('close', { heap: one.heap });
  expect(workspace.closed()).toBe(0);
  await shell.call('close', { heap: two.heap });
  expect(workspace.closed()).toBe(1);
});

test('a findings store that could not be opened is asked for again', async () => {
  const workspace = standInWorkspace();
  let broken = true;
  const findings: typeof workspace.findings = async (fingerprint) => {
    if (broken) throw new FaultError({ code: 'workspace/unwritable', reason: 'ENOSPC' });
    return workspace.findings(fingerprint);
  };
  const shell = service({ workspace: { ...workspace, findings } });
  const { heap } = await open(shell, (await granted(shell, 'a.ouro')).dump);
  expect(await shell.call('readFindings', { heap })).toMatchObject({
    ok: false,
    fault: { code: 'workspace/unwritable' },
  });
  broken = false;
  expect(await shell.call('readFindings', { heap })).toMatchObject({ ok: true });
});

test('after a crash the page has its dump again, in safe mode nothing', async () => {
  const workspace = standInWorkspace();
  const shell = service({ workspace, paths: [file('b.ouro')] });
  const { dump } = await granted(shell, 'a.ouro');
  const { heap } = await open(shell, dump);
  await shell.call('readFindings', { heap });
  await shell.pageGone('reopen');
  expect(workspace.closed()).toBe(1);
  expect(shell.columnOf(heap, 'objects.type')).toBeUndefined();
  expect((await start(shell)).initial).toBe(dump);
  await shell.pageGone('safeMode');
  expect((await start(shell)).initial).toBeUndefined();
});

test('closing ends loads and gives every store back', async () => {
  const workspace = standInWorkspace();
  const shell = service({ workspace });
  const { heap } = await open(shell, (await granted(shell, 'a.ouro')).dump);
  await shell.call('readFindings', { heap });
  const opening = shell.call('open', { dump: (await granted(shell, 'slow.ouro')).dump });
  await shell.close();
  expect(await opening).toEqual(refused('cancelled'));
  expect(workspace.closed()).toBe(1);
});

test('a dump that another instance asks for is granted and announced', async () => {
  const shell = service({});
  await start(shell);
  const opened = await shell.openPath(file('a.ouro'));
  expect(opened).toMatchObject({ ok: true, value: { name: 'a.ouro' } });
  expect(events).toEqual([{ kind: 'openRequested', dump: opened.ok ? opened.value.dump : '' }]);
  expect(await shell.openPath(file('missing.ouro'))).toMatchObject({ ok: false });
  expect(events).toHaveLength(1);
});

test('a dump that is asked for before the page is there opens with its start', async () => {
  const shell = service({});
  const opened = await shell.openPath(file('a.ouro'));
  expect(events).toEqual([]);
  expect((await start(shell)).initial).toBe(opened.ok ? opened.value.dump : '');
});

test('dialogs answer on the desktop only', async () => {
  const saved: string[] = [];
  const dialogs: Dialogs = {
    chooseDump: async () => file('a.ouro'),
    chooseCompanions: async () => undefined,
    saveExport: async (name) => saved.push(name) > 0,
    printReport: async (name) => saved.push(name) > 0,
  };
  const desktop = service({ dialogs, shell: 'desktop' });
  expect((await start(desktop)).canChoose).toBe(true);
  expect(await desktop.call('chooseDump', {})).toMatchObject({ ok: true, value: { name: 'a.ouro' } });
  expect(await desktop.call('saveExport', { name: '../my findings.md', text: '' })).toEqual({
    ok: true,
    value: { saved: true },
  });
  expect(await desktop.call('printReport', { name: '../a.pdf' })).toEqual({ ok: true, value: { saved: true } });
  const png = 'iVBORw0KGgoAAAA=';
  expect(await desktop.call('savePicture', { name: 'a/b.png', png })).toEqual({ ok: true, value: { saved: true } });
  expect(await desktop.call('savePicture', { name: 'b.png', png: btoa('<svg>') })).toMatchObject({ ok: false });
  expect(saved).toEqual(['my-findings.md', 'a.pdf', 'a-b.png']);
  const web = service({});
  expect(await web.call('chooseDump', {})).toEqual(refused('chooseDump: not in this shell'));
});

test('a heap opens although the recent list cannot be read or written', async () => {
  const broken = async (): Promise<never> => {
    throw new FaultError({ code: 'workspace/unwritable', reason: 'EROFS' });
  };
  const workspace = { ...standInWorkspace(), recent: { read: broken, remember: broken, forget: broken } };
  const shell = service({ workspace, paths: [file('a.ouro')] });
  expect(await open(shell, (await start(shell)).initial ?? '')).toMatchObject({ name: 'a.ouro' });
});

test('a forgotten dump leaves the recent list; one that is gone stays to be forgotten', async () => {
  const shell = service({});
  const { dump } = await granted(shell, 'a.ouro');
  await open(shell, dump);
  expect((await start(shell)).recent).toMatchObject([{ dump, name: 'a.ouro', openedAt: '2024-01-01T00:00:00Z' }]);
  await rm(file('a.ouro'));
  expect((await start(shell)).recent).toMatchObject([{ dump, name: 'a.ouro', openedAt: undefined, fileBytes: 0 }]);
  await shell.call('forgetRecent', { dump });
  expect((await start(shell)).recent).toEqual([]);
});

function service(change: Partial<ShellOptions>): ShellService {
  return createShellService({
    shell: 'web',
    version: '0.1.0',
    loading: standInLoading(folder),
    workspace: standInWorkspace(),
    dialogs: undefined,
    samplePath: file('demo.ouro'),
    paths: [],
    emit: (event) => events.push(event),
    ...change,
  });
}

function valueOf<Value>(outcome: Outcome<unknown>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value as Value;
}

const start = async (shell: ShellService): Promise<StartState> => valueOf(await shell.call('start', {}));
const open = async (shell: ShellService, dump: string): Promise<OpenedDump> =>
  valueOf(await shell.call('open', { dump }));
const granted = async (shell: ShellService, name: string): Promise<{ readonly dump: string }> =>
  valueOf(await shell.grantDropped(file(name)));
const refused = (reason: string): object => ({ ok: false, fault: { code: 'bridge/refused', reason } });
