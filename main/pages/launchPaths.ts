// Dumps named on a command line. Everything that looks like an option is Chromium's or nobody's, never ours.
import { resolve } from 'node:path';

export interface Launch {
  readonly argv: readonly string[];
  /** What stands before the arguments when not packaged: the application's folder or its script. Empty when packaged. */
  readonly application: readonly string[];
  readonly folder: string;
}

/** Absolute paths: arguments without a leading dash, and whatever stands behind `--`. */
export function launchPaths({ argv, application, folder }: Launch): readonly string[] {
  const named = new Set(application.map((path) => resolve(path)));
  const own = argv.findIndex((argument, i) => i > 0 && named.has(resolve(folder, argument)));
  const rest = argv.slice(Math.max(own, 0) + 1);
  const border = rest.indexOf('--');
  const before = border < 0 ? rest : rest.slice(0, border);
  const behind = border < 0 ? [] : rest.slice(border + 1);
  return [...before.filter((argument) => argument !== '' && !argument.startsWith('-')), ...behind]
    .slice(0, MOST_PATHS)
    .map((path) => resolve(folder, path));
}

const MOST_PATHS = 16;
