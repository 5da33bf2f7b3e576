// Which Python it was: the file does not say, but `sys.version` may have left its text.
import { textOf, type Lookup } from './lookup.ts';
import type { Pass } from './pass.ts';

export interface PythonVersion {
  /** '' and 0: not known. */
  readonly version: string;
  readonly hexversion: number;
}

const MOST_HEXVERSION = 0xffffffff;

/** '3.11.2' of `3.11.2 (main, ...) [GCC ...]`, and the number beside it. */
export function versionOf(pass: Pass, lookup: Lookup): PythonVersion {
  const text = textAt(pass, lookup, pass.interpreter.version);
  const version = text.slice(0, text.indexOf(' ')).trim();
  const isVersion = version.length < 32 && /^\d+\.\d+\.\d+/.test(version);
  const number = Number(textAt(pass, lookup, pass.interpreter.hexversion));
  const isNumber = Number.isSafeInteger(number) && number > 0 && number <= MOST_HEXVERSION;
  return { version: isVersion ? version : '', hexversion: isVersion && isNumber ? number : 0 };
}

function textAt(pass: Pass, lookup: Lookup, address: number): string {
  const row = lookup.get(address);
  return row === undefined ? '' : textOf(pass, row);
}
