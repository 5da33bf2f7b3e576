// What the loopback server checks before it does anything: in this order, before any change of state and any file access.
import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of an HTTP request that decide. Every header as a list: a repeated one is never silently joined. */
export interface Asked {
  readonly method: string;
  /** The request target as it stood on the wire. */
  readonly target: string;
  readonly header: (name: string) => readonly string[];
}

export interface GuardContext {
  readonly port: number;
  /** Is this the token of a living session? In constant time, see `sameSecret`. */
  readonly knowsToken: (token: string) => boolean;
}

export type Guarded =
  | { readonly verdict: 'pass'; readonly access: 'public' | 'session' }
  | { readonly verdict: 'refuse'; readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 421; readonly reason: string };

export const MOST_TARGET = 2_048;
export const MOST_BODY = 1_048_576;

/** Pure. The order is part of the contract: a rebound name learns nothing but 421. */
export function guard(asked: Asked, context: GuardContext): Guarded {
  return (
    guardTarget(asked) ??
    guardHost(asked, context) ??
    guardOrigin(asked, context) ??
    guardFetchSite(asked) ??
    guardToken(asked, context) ??
    guardMethod(asked) ?? { verdict: 'pass', access: isPublic(asked) ? 'public' : 'session' }
  );
}

/** Compares digests, so that neither content nor length of the secret shows in the time it takes. */
export function sameSecret(given: string, secretDigest: Buffer): boolean {
  return timingSafeEqual(digestOf(given), secretDigest);
}

export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The page's own files and the code exchange need no token: a page must be there before it can have one. */
function isPublic({ target }: Asked): boolean {
  return target === '/api/session' || !(target.startsWith('/api/') || target.startsWith('/heap/'));
}

function guardTarget({ target }: Asked): Guarded | undefined {
  if (target.length > MOST_TARGET) return refuse(400, 'target: too long');
  return /^\/(?!\/)[\x21-\x7e]*$/u.test(target) ? undefined : refuse(400, 'target: not a plain path');
}

function guardHost(asked: Asked, { port }: GuardContext): Guarded | undefined {
  const hosts = asked.header('host');
  return hosts.length === 1 && hosts[0] === `127.0.0.1:${port}` ? undefined : refuse(421, 'host: not ours');
}

/** Never required: worker scripts and same-origin GETs carry none (measured). */
function guardOrigin(asked: Asked, { port }: GuardContext): Guarded | undefined {
  const origins = asked.header('origin');
  if (origins.length === 0) return undefined;
  return origins.length === 1 && origins[0] === `http://127.0.0.1:${port}`
    ? undefined
    : refuse(403, 'origin: not ours');
}

/** Absence proves nothing: Chromium omits it for a rebound name (measured). */
function guardFetchSite(asked: Asked): Guarded | undefined {
  const sites = asked.header('sec-fetch-site');
  if (sites.length === 0) return undefined;
  const [site] = sites;
  if (sites.length === 1 && (site === 'same-origin' || site === 'none')) return undefined;
  const foreign = sites.length === 1 && (site === 'cross-site' || site === 'same-site');
  return foreign && isPageNavigation(asked) ? undefined : refuse(403, 'sec-fetch-site: foreign');
}

/** A link or a local launch page opens `/`; nothing else may be asked for from elsewhere. */
function isPageNavigation(asked: Asked): boolean {
  return (
    asked.method === 'GET' &&
    asked.target === '/' &&
    asked.header('sec-fetch-mode').join() === 'navigate' &&
    asked.header('sec-fetch-dest').join() === 'document'
  );
}

function guardToken(asked: Asked, { knowsToken }: GuardContext): Guarded | undefined {
  if (isPublic(asked)) return undefined;
  const given = asked.header('authorization');
  const token = given.length === 1 ? /^Bearer ([A-Za-z0-9_-]{43})$/u.exec(given[0] ?? '')?.[1] : undefined;
  return token !== undefined && knowsToken(token) ? undefined : refuse(401, 'token: missing or unknown');
}

function guardMethod(asked: Asked): Guarded | undefined {
  if (asked.method === 'GET' || asked.method === 'HEAD')
    return isPost(asked) ? refuse(405, 'method: POST only') : undefined;
  if (asked.method !== 'POST' || !isPost(asked)) return refuse(405, 'method: not here');
  const types = asked.header('content-type');
  if (types.length !== 1 || !/^application\/json(?:; ?charset=utf-8)?$/iu.test(types[0] ?? ''))
    return refuse(415, 'type: not JSON');
  const lengths = asked.header('content-length');
  return lengths.every((length) => Number(length) <= MOST_BODY) ? undefined : refuse(413, 'body: too long');
}

function isPost({ target }: Asked): boolean {
  return target.startsWith('/api/') && target !== '/api/events';
}

function refuse(status: Extract<Guarded, { verdict: 'refuse' }>['status'], reason: string): Guarded {
  return { verdict: 'refuse', status, reason };
}
