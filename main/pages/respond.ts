// The one answer to every GET of a page: the built bundle and the columns of open heaps. Serves `app://bundle` and loopback alike.
import { type Isolation, securityHeaders, SQL_WORKER_POLICY } from './headers.ts';
import type { HeapColumn } from './openHeaps.ts';
import { rangeOf } from './range.ts';
import type { StaticFiles } from './staticFiles.ts';

export interface PageRequest {
  readonly method: string;
  /** Raw: as the URL spells it, never decoded. Queries and fragments are not cut off, so they match nothing. */
  readonly pathname: string;
  readonly range: string | undefined;
}

export interface PageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream must be read to its end or cancelled: it holds a descriptor. */
  readonly body: Uint8Array | ReadableStream<Uint8Array> | undefined;
}

export interface PageSource {
  readonly files: StaticFiles;
  readonly columnOf: (heap: string, column: string) => HeapColumn | undefined;
  readonly isolation: Isolation;
}

/** Never throws and never touches a path that the request spells. Every answer carries all security headers. */
export async function respond(request: PageRequest, source: PageSource): Promise<PageResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refused(405, source.isolation, { allow: 'GET, HEAD' });
  const column = COLUMN_PATH.exec(request.pathname);
  if (column !== null) return columnResponse(request, source, column[1] ?? '', column[2] ?? '');
  const file = source.files.get(request.pathname);
  if (file === undefined) return refused(404, source.isolation);
  const bytes = typeof file.bytes === 'function' ? await file.bytes() : file.bytes;
  const csp = SQL_WORKER.test(request.pathname) ? { 'content-security-policy': SQL_WORKER_POLICY } : {};
  return {
    status: 200,
    headers: { ...headersOf(source.isolation, bytes.length, file.type), ...csp },
    body: request.method === 'HEAD' ? undefined : bytes,
  };
}

/** The one script that may compile WebAssembly: the worker of the SQL engine. */
const SQL_WORKER = /^\/assets\/sql\.worker-[A-Za-z0-9_-]+\.js$/u;

/** An answer of plain words for everything that is not served. */
export function refused(
  status: number,
  isolation: Isolation,
  further: Readonly<Record<string, string>> = {},
): PageResponse {
  const body = new TextEncoder().encode(`${status}\n`);
  return { status, headers: { ...headersOf(isolation, body.length, 'text/plain; charset=utf-8'), ...further }, body };
}

const COLUMN_PATH = /^\/heap\/([0-9a-f]{32})\/([A-Za-z][A-Za-z0-9.]{0,63})$/u;

async function columnResponse(
  request: PageRequest,
  source: PageSource,
  heap: string,
  name: string,
): Promise<PageResponse> {
  const column = source.columnOf(heap, name);
  if (column === undefined) return refused(404, source.isolation);
  const range = rangeOf(request.range, column.bytes);
  if (range === 'unsatisfiable') return refused(416, source.isolation, { 'content-range': `bytes */${column.bytes}` });
  const asked = range === 'whole' ? { first: 0, end: column.bytes } : range;
  const headers = {
    ...headersOf(source.isolation, asked.end - asked.first, 'application/octet-stream'),
    'accept-ranges': 'bytes',
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${asked.first}-${asked.end - 1}/${column.bytes}` }),
  };
  const status = range === 'whole' ? 200 : 206;
  if (request.method === 'HEAD') return { status, headers, body: undefined };
  const body = await column.body(asked);
  // Gone or of another size: the index was replaced under us.
  return body.ok ? { status, headers, body: body.value } : refused(410, source.isolation);
}

function headersOf(isolation: Isolation, bytes: number, type: string): Readonly<Record<string, string>> {
  return { ...securityHeaders(isolation), 'content-type': type, 'content-length': String(bytes) };
}
