// A core without the pages of its files: what is lost is said, and they are read from this machine.
import { expect, test } from '@playwright/test';
import { CAN_WRITE_CORES, coreInterpreters, openCoreFolder } from '../../heap/testing/freshCores.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const folder = openCoreFolder();
test.afterAll(() => folder.drop());

test('a core says what it lacks, and takes it from this machine', async ({ page }) => {
  const python = CAN_WRITE_CORES ? coreInterpreters().at(-1) : undefined;
  const core =
    python === undefined
      ? undefined
      : folder.make(python, 'bare', '--method', 'abort', '--filter', '0x21', '--n', '40');
  test.skip(core === undefined, 'no core can be written here');
  const shell = await startWebShell({ dumps: [core?.path ?? ''] });
  try {
    const ouro = new OuroPage(page);
    await ouro.open(shell.url);
    await ouro.analysed();
    const panel = page.getByRole('region', { name: 'Programs and libraries' });
    await expect(panel).toContainText('Objects, references and counts are complete without them');
    await expect(panel).toContainText('ouro serve CORE --exe PATH --sysroot DIR');
    await panel.getByRole('button', { name: 'Read them from this machine' }).click();
    await expect(panel).toHaveCount(0);
    await ouro.analysed();
    await expect(page.getByRole('banner')).toContainText('CPython');
    expect(ouro.problems).toEqual([]);
  } finally {
    await shell.close();
  }
});

test('a program of another build is not used, and that is said', async ({ page }) => {
  const python = CAN_WRITE_CORES ? coreInterpreters().at(-1) : undefined;
  const core = python === undefined ? undefined : folder.make(python, 'other', '--method', 'abort', '--n', '40');
  test.skip(core === undefined, 'no core can be written here');
  const shell = await startWebShell({ dumps: [core?.path ?? '', '--exe', '/bin/sh'] });
  try {
    const ouro = new OuroPage(page);
    await ouro.open(shell.url);
    await ouro.analysed();
    const panel = page.getByRole('region', { name: 'Programs and libraries' });
    await expect(panel).toContainText('1 file is of another build');
  } finally {
    await shell.close();
  }
});
