// The built desktop program from a second instance to its last file: who may wake it, what survives a crash, how it ends.
import { expect } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartState } from '#main/bridge.ts';
import { call, collectEvents, eventsOf, openNamed, test } from './desktopProgram.ts';

test('the menu tells the page what was chosen', async ({ desktop }) => {
  const program = await desktop.start();
  const page = await program.page();
  await collectEvents(page);
  await program.ask('menu', ['&File', 'Open Dump…']);
  await program.ask('menu', ['&View', 'Light or Dark']);
  await expect
    .poll(() => eventsOf(page))
    .toEqual([
      { kind: 'menu', command: 'open' },
      { kind: 'menu', command: 'toggleTheme' },
    ]);
});

test('hostile options on the command line are nobody’s', async ({ desktop }) => {
  const program = await desktop.start({
    args: ['--inspect-brk', '--no-sandbox', '--gpu-launcher=/bin/false', desktop.dumps[1] ?? ''],
  });
  await program.page();
  const state = (await call(program, 'start', {})) as { value: StartState };
  expect(state.value.recent.map((card) => card.name)).toEqual(['second.ouro']);
});

test('a second instance ends at once and passes its paths on', async ({ desktop }) => {
  const first = await desktop.start();
  const page = await first.page();
  await call(first, 'start', {});
  await collectEvents(page);
  const second = await desktop.start({
    args: ['--', desktop.dumps[1] ?? ''],
    variables: { FAKE_ELECTRON_LOCK: 'taken' },
  });
  expect(await second.ended).toBe(0);
  expect(second.log.map((entry) => entry.call)).not.toContain('new BrowserWindow');
  const additional = second.log.find((entry) => entry.call === 'app.requestSingleInstanceLock')?.values[0];
  expect(additional).toEqual({ paths: [desktop.dumps[1]] });
  await first.ask('minimize', { window: 1 });
  await first.ask('app:second-instance', { argv: ['--inspect'], folder: desktop.folder, additional });
  await expect.poll(() => eventsOf(page)).toMatchObject([{ kind: 'openRequested' }]);
  expect(first.log.map((entry) => entry.call)).toEqual(
    expect.arrayContaining(['BrowserWindow.restore', 'BrowserWindow.focus']),
  );
  for (const hostile of [
    null,
    {},
    { paths: 'a' },
    { paths: ['relative'] },
    { paths: [desktop.dumps[1]], argv: ['--inspect'] },
  ]) {
    await first.ask('app:second-instance', { argv: [], folder: desktop.folder, additional: hostile });
  }
  expect(await eventsOf(page)).toHaveLength(1);
});

test('the system opens a file while the page is there', async ({ desktop }) => {
  const program = await desktop.start();
  const page = await program.page();
  await call(program, 'start', {});
  await collectEvents(page);
  expect(await program.ask('app:open-file', desktop.dumps[1])).toBe(true);
  await expect.poll(() => eventsOf(page)).toMatchObject([{ kind: 'openRequested' }]);
});

for (const reason of [
  'abnormal-exit',
  'killed',
  'crashed',
  'oom',
  'launch-failed',
  'integrity-failure',
  'memory-eviction',
]) {
  test(`a page that is gone (${reason}) comes back with its dump, then without, then the program ends`, async ({
    desktop,
  }) => {
    const program = await desktop.start({ args: desktop.quiet });
    const page = await program.page();
    const { heap, dump } = await openNamed(program, 'second.ouro');
    const crash = async (): Promise<void> => {
      const reloaded = page.waitForEvent('load');
      await program.ask('gone', { window: 1, reason });
      await reloaded;
    };
    await crash();
    expect(await call(program, 'close', { heap })).toMatchObject({ ok: false, fault: { code: 'heap/not-open' } });
    expect(await call(program, 'start', {})).toMatchObject({ value: { initial: dump } });
    await crash();
    expect(await call(program, 'start', {})).toMatchObject({ value: { initial: undefined } });
    await program.ask('gone', { window: 1, reason });
    expect(await program.ended).toBe(0);
  });
}

test('a page that ended cleanly is no crash', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  await program.ask('gone', { window: 1, reason: 'clean-exit' });
  expect(program.log.map((entry) => entry.call)).not.toContain('webContents.reload');
});

test('a page that does not respond is left alone, or comes back with its dump', async ({ desktop }) => {
  const program = await desktop.start({ args: desktop.quiet });
  const page = await program.page();
  const { dump } = await openNamed(program, 'second.ouro');
  await program.ask('dialog', { response: 0 });
  await program.ask('unresponsive', { window: 1 });
  await program.ask('dialog', { response: 1 });
  const reloaded = page.waitForEvent('load');
  await program.ask('unresponsive', { window: 1 });
  await reloaded;
  expect(program.log.filter((entry) => entry.call === 'webContents.reload')).toHaveLength(1);
  expect(await call(program, 'start', {})).toMatchObject({ value: { initial: dump } });
});

test('quitting writes the checkpoint, gives the lock back and ends', async ({ desktop }) => {
  const program = await desktop.start({ args: desktop.quiet });
  await program.page();
  const { heap } = await openNamed(program, 'second.ouro');
  await call(program, 'appendFinding', { heap, operation: { kind: 'remove', id: '0123456789abcdef' } });
  const store = join(desktop.folder, 'data/findings', (await readdir(join(desktop.folder, 'data/findings')))[0] ?? '');
  expect((await readdir(store)).some((name) => name.startsWith('lock.'))).toBe(true);
  await program.ask('closeWindow', { window: 1 });
  expect(await program.ended).toBe(0);
  const names = await readdir(store);
  expect(names.some((name) => name.startsWith('lock.'))).toBe(false);
  expect(names.some((name) => name.startsWith('checkpoint'))).toBe(true);
  const ending = program.log
    .map((entry) => entry.call)
    .filter((name) => /^app[.:](?:quit|will-quit|before-quit|window-all-closed)$/.test(name));
  expect(ending.at(-1)).toBe('app:quit');
  expect(ending).toContain('app:will-quit');
});

test('a program that is killed loses no acknowledged finding', async ({ desktop }) => {
  const first = await desktop.start({ args: desktop.quiet });
  await first.page();
  const opened = await openNamed(first, 'second.ouro');
  await call(first, 'appendFinding', { heap: opened.heap, operation: { kind: 'remove', id: 'fedcba9876543210' } });
  first.kill();
  await first.ended;
  const second = await desktop.start({ args: desktop.quiet });
  await second.page();
  const again = await openNamed(second, 'second.ouro');
  expect(await call(second, 'readFindings', { heap: again.heap })).toMatchObject({
    value: { readOnly: false, operations: [{ kind: 'remove', id: 'fedcba9876543210' }] },
  });
});
