// The real loading and the real workspace of this machine, for both shells.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { estimateDump } from '../loading/estimate.ts';
import { openDump } from '../loading/open.ts';
import { openFindings } from '../workspace/findingsStore.ts';
import { recentDumps } from '../workspace/recentDumps.ts';
import type { DumpLoading, Workspace } from './ports.ts';

export const machineLoading: DumpLoading = { estimate: (path) => estimateDump(path), open: openDump };

export function machineWorkspace(): Workspace {
  return { findings: (fingerprint) => openFindings(fingerprint), recent: recentDumps() };
}

/** Both are two folders above the built file: chunks lie flat in `out/main`, and `main/pages` is as deep. */
export const SAMPLE_PATH = fileURLToPath(new URL('../../samples/demo.ouro', import.meta.url));
const PACKAGE_PATH = fileURLToPath(new URL('../../package.json', import.meta.url));

/** The built page, beside the built main. Sources do not have one: tests name a folder of their own. */
export const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url));

export function programVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE_PATH, 'utf8')) as { readonly version: string };
  return version;
}
