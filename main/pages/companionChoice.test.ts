import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { refusal } from '../bridge.ts';
import { createShellService } from './shellService.ts';
import type { Dialogs, ShellOptions } from './ports.ts';
import { standInLoading, standInWorkspace } from './testing/standIns.ts';

function optionsOf(folder: string, places: unknown[], dialogs: Dialogs | undefined): ShellOptions {
  const loading = standInLoading(folder);
  return {
    shell: dialogs === undefined ? 'web' : 'desktop',
    version: '1.0.0',
    loading: {
      ...loading,
      open: (path, options, events) => {
        places.push(options.companions);
        return loading.open(path, options, events);
      },
    },
    workspace: standInWorkspace(),
    dialogs,
    samplePath: undefined,
    paths: [],
    companions: { program: '/opt/app', folder: '' },
    emit: () => undefined,
  };
}

test('a core is opened with what was named, chosen, or is on this machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ouroboros-choice-'));
  const places: unknown[] = [];
  const chosen: (string | undefined)[] = [undefined, '/srv/image'];
  const dialogs: Dialogs = {
    chooseDump: async () => undefined,
    chooseCompanions: async () => chosen.shift(),
    printReport: async () => false,
    saveExport: async () => false,
  };
  const shell = createShellService(optionsOf(folder, places, dialogs));
  await writeFile(join(folder, 'core.1'), 'core');
  const granted = await shell.grantDropped(join(folder, 'core.1'));
  const dump = granted.ok ? granted.value.dump : '';
  const ask = (what: string): Promise<unknown> => shell.call('chooseCompanions', { what });
  await shell.call('open', { dump });
  await shell.call('open', { dump, companions: 'machine' });
  expect(await ask('folder')).toEqual({ ok: true, value: { chosen: false } });
  expect(await ask('folder')).toEqual({ ok: true, value: { chosen: true } });
  await shell.call('open', { dump });
  await shell.call('open', { dump, companions: 'chosen' });
  expect(await shell.call('open', { dump, companions: '/etc' })).toMatchObject({ ok: false });
  expect(places).toEqual(['', '/', '', '/srv/image'].map((at) => ({ program: '/opt/app', folder: at })));
  await shell.close();
  await rm(folder, { recursive: true });
});

test('no page of the web shell chooses files', async () => {
  const shell = createShellService(optionsOf('', [], undefined));
  const refused = refusal('chooseCompanions: not in this shell');
  expect(await shell.call('chooseCompanions', { what: 'folder' })).toEqual(refused);
});
