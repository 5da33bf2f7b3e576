// The first line of a graph: who wrote it, and about which process.
import { fail } from '../../base/fault.ts';
import { note } from '../../model/diagnostics.ts';
import type { Runtime } from '../../model/manifest.ts';
import { fieldOf, type JsonObject } from '../jsonText.ts';
import { countOf, shortened, type Reading } from './reading.ts';

/** The first key of the first line. */
export const HEADER_KEY = 'ouroboros-graph';

export interface Header {
  readonly producer: string;
  readonly language: Runtime['language'];
  /** Of the runtime: '3.11.7'. */
  readonly version: string;
  readonly processName: string;
  readonly pid: number | undefined;
  /** A date and time; '' when none is given. */
  readonly captured: string;
}

export const NO_HEADER: Header = {
  producer: '',
  language: 'other',
  version: '',
  processName: '',
  pid: undefined,
  captured: '',
};

/** Fault `format/version` for a version we do not know. */
export function readHeader(reading: Reading, line: JsonObject, offset: number): Header {
  const version = fieldOf(line, HEADER_KEY);
  if (typeof version === 'number' && version !== 1) {
    fail({ code: 'format/version', offset, found: String(version), supported: '1' });
  }
  if (version !== 1) note(reading.draft.log, 'badMeta', 1, offset);
  const language = fieldOf(line, 'language');
  const captured = textIn(line, 'captured');
  return {
    producer: textIn(line, 'producer'),
    language: language === 'cpython' || language === 'v8' ? language : 'other',
    version: textIn(line, 'version'),
    processName: textIn(line, 'processName'),
    pid: countOf(fieldOf(line, 'pid')),
    captured: Number.isNaN(Date.parse(captured)) ? '' : captured,
  };
}

/** `sys.hexversion` of `3.11.7`, a final release; 0 for a text that does not begin so, or another language. */
export function hexversionOf({ language, version }: Header): number {
  if (language !== 'cpython') return 0;
  const [major, minor, micro] = version.split('.', 3).map((part) => Number.parseInt(part, 10));
  const isByte = (value: number | undefined): boolean => value !== undefined && value >= 0 && value <= 255;
  if (!isByte(major) || !isByte(minor) || !isByte(micro)) return 0;
  return major * 2 ** 24 + minor * 2 ** 16 + micro * 2 ** 8 + FINAL_RELEASE;
}

const FINAL_RELEASE = 0xf0;

function textIn(line: JsonObject, name: string): string {
  const value = fieldOf(line, name);
  return typeof value === 'string' ? shortened(value) : '';
}
