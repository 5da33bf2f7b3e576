// The dump formats as the loader sees them: a port, so that tests can bring their own.
import { detectFormat, FORMATS } from '#heap/formats/registry.ts';
import type { Format } from '#heap/formats/format.ts';

export interface Formats {
  readonly recognises: (head: Uint8Array) => boolean;
  /** Fault `format/unknown` when no format recognises the head. */
  readonly detect: (head: Uint8Array) => Format;
}

export const knownFormats: Formats = {
  recognises: (head) => FORMATS.some((format) => format.recognises(head)),
  detect: detectFormat,
};
