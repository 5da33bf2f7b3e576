// `ouro serve`: the loopback shell over this machine's loading and workspace.
import { resolve } from 'node:path';
import { machineLoading, machineWorkspace, PAGE_FOLDER, programVersion, SAMPLE_PATH } from '../pages/machine.ts';
import type { CompanionPlaces } from '../loading/companions.ts';
import { createShellService } from '../pages/shellService.ts';
import { IDLE_MS, listen, type WebShell } from './listen.ts';

export interface ServeOptions {
  /** Dumps the page may name; the first opens at once. No request can add one. */
  readonly dumps: readonly string[];
  /** 0 or undefined: any free port. */
  /** Where the programs and libraries of cores are; no request can name others. */
  readonly companions?: CompanionPlaces | undefined;
  readonly port?: number | undefined;
  /** Tests only: false leaves the isolation headers out, so that the page has no shared memory. */
  readonly isolated?: boolean | undefined;
}

/** Listens on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function serve(options: ServeOptions): Promise<WebShell> {
  return listen({
    port: options.port ?? 0,
    isolation: options.isolated === false ? 'notIsolated' : 'isolated',
    pageFolder: PAGE_FOLDER,
    idleMs: IDLE_MS,
    now: () => performance.now(),
    newService: (emit) =>
      createShellService({
        shell: 'web',
        version: programVersion(),
        loading: machineLoading,
        workspace: machineWorkspace(),
        dialogs: undefined,
        samplePath: SAMPLE_PATH,
        paths: options.dumps.map((path) => resolve(path)),
        companions: options.companions,
        emit,
      }),
  });
}
