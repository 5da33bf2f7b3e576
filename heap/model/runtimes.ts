// Runtimes as people write them.
import type { Runtime } from './manifest.ts';

const NAMES: Readonly<Record<Runtime['language'], string>> = { cpython: 'CPython', v8: 'V8', other: '' };

/** `CPython 3.11.7`; '' when neither the language nor the version is known. */
export function runtimeText({ language, version }: Pick<Runtime, 'language' | 'version'>): string {
  return `${NAMES[language]} ${version}`.trim();
}
