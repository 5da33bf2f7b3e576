// Between Node's HTTP objects and the pure parts: header lists, bounded bodies, and answers written with back pressure.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../bridge.ts';
import { type Isolation, securityHeaders } from '../pages/headers.ts';
import type { PageResponse } from '../pages/respond.ts';
import { parseJson } from '../workspace/json.ts';
import { type Asked, MOST_BODY } from './guards.ts';

/** From the raw list: Node itself joins or drops repeated headers. */
export function askedOf(message: IncomingMessage): Asked {
  const { rawHeaders, method = '', url = '' } = message;
  const header = (name: string): readonly string[] =>
    rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
  return { method, target: url, header };
}

export type Body =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'tooLong' } | { readonly kind: 'noJson' };

/** The whole body as a value. Stops reading at the limit, whatever its headers promised. */
export async function readJson(message: IncomingMessage): Promise<Body> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for await (const block of message.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(block)) return { kind: 'noJson' };
    bytes += block.length;
    if (bytes > MOST_BODY) return { kind: 'tooLong' };
    blocks.push(block);
  }
  const value = parseJson(Buffer.concat(blocks), MOST_BODY);
  return value === undefined ? { kind: 'noJson' } : { kind: 'value', value };
}

export function writeJson(response: ServerResponse, status: number, isolation: Isolation, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    ...securityHeaders(isolation),
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
}

/** A refused request is answered like every channel, so that a page has one way to read what went wrong. */
export function writeRefusal(response: ServerResponse, status: number, isolation: Isolation, reason: string): void {
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (status === 405) response.setHeader('allow', 'GET, HEAD, POST');
  // What is left of the request is not read.
  if (status >= 400) response.setHeader('connection', 'close');
  writeJson(response, status, isolation, refusal(reason));
}

/** Ends with the body or when the client goes away, and cancels the stream then: its descriptor is closed either way. */
export async function writePage(response: ServerResponse, page: PageResponse): Promise<void> {
  response.writeHead(page.status, { ...page.headers });
  if (!(page.body instanceof ReadableStream)) {
    response.end(page.body);
    return;
  }
  const reader = page.body.getReader();
  try {
    for (let block = await reader.read(); !block.done; block = await reader.read()) {
      if (response.destroyed) return;
      if (!response.write(block.value)) await drained(response);
    }
    response.end();
  } catch {
    // The file ended early: a broken connection, because the promised length cannot be kept.
    response.destroy();
  } finally {
    await reader.cancel();
  }
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
