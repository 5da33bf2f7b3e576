// Names as the person wants them to leave: as they are, or with `--redact` mapped under a key that is forgotten.
import { PLAIN_NAMING, redactedNaming, type Naming } from '#heap/exports/naming.ts';
import { createHmac, randomBytes } from 'node:crypto';
import type { Command } from './arguments.ts';

/** Every call has its own key. */
export function namingOf(command: Command): Naming {
  return command.flags.has('redact') ? redactedNaming(keyedTokens()) : PLAIN_NAMING;
}

/** 12 hex digits of a keyed hash; the key is forgotten with the export. */
function keyedTokens(): (text: string) => string {
  const key = randomBytes(32);
  return (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, 12);
}
