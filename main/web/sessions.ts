// Launch codes and session tokens: what stands in a command line or a history works once and for ten minutes.
import { randomBytes } from 'node:crypto';
import { digestOf, sameSecret } from './guards.ts';

export const CODE_LIFETIME_MS = 10 * 60_000;

export type Exchange = { readonly token: string } | { readonly refused: 'used' | 'expired' | 'unknown' };

export interface Sessions {
  /** A fresh launch code: 32 random bytes, base64url. */
  readonly newCode: () => string;
  readonly exchange: (code: string) => Exchange;
  readonly knowsToken: (token: string) => boolean;
  /** Milliseconds to wait before a wrong code or token is answered: 1,000 from the tenth in a row on. */
  readonly failed: () => number;
}

export function newSessions(now: () => number): Sessions {
  let codes: readonly LaunchCode[] = [];
  let tokens: readonly Buffer[] = [];
  let failures = 0;
  return {
    newCode() {
      const code = randomSecret();
      codes = [...codes, { digest: digestOf(code), made: now(), used: false }].slice(-MOST_KEPT);
      return code;
    },
    exchange(code) {
      const known = codes.find(({ digest }) => sameSecret(code, digest));
      if (known === undefined) return { refused: 'unknown' };
      if (known.used) return { refused: 'used' };
      if (now() - known.made > CODE_LIFETIME_MS) return { refused: 'expired' };
      codes = codes.map((other) => (other === known ? { ...other, used: true } : other));
      const token = randomSecret();
      tokens = [...tokens, digestOf(token)].slice(-MOST_KEPT);
      failures = 0;
      return { token };
    },
    // Every digest is compared, so that the time does not tell which session a token belongs to.
    knowsToken: (token) => tokens.filter((digest) => sameSecret(token, digest)).length > 0,
    failed() {
      failures++;
      return failures >= 10 ? 1_000 : 0;
    },
  };
}

interface LaunchCode {
  readonly digest: Buffer;
  readonly made: number;
  readonly used: boolean;
}

/** Older codes and sessions fall out: a person does not have more windows than this. */
const MOST_KEPT = 64;

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
