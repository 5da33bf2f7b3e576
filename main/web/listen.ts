// The loopback shell: the built page, the columns and every channel over HTTP on 127.0.0.1, for one person's browser.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { refusal, type ShellEvent } from '../bridge.ts';
import { isChannelName, readLaunchCode } from '../bridgeSchemas.ts';
import { type Isolation, securityHeaders } from '../pages/headers.ts';
import { respond } from '../pages/respond.ts';
import type { ShellService } from '../pages/shellService.ts';
import { listStaticFiles, type StaticFiles } from '../pages/staticFiles.ts';
import { type EventStreams, newEventStreams } from './events.ts';
import { guard, type Guarded } from './guards.ts';
import { newSessions, type Sessions } from './sessions.ts';
import { askedOf, readJson, writeJson, writePage, writeRefusal } from './transport.ts';

export interface ListenOptions {
  /** 0: any free port. There is no option to listen on anything but 127.0.0.1. */
  readonly port: number;
  readonly isolation: Isolation;
  /** The built page, `out/renderer`. */
  readonly pageFolder: string;
  readonly newService: (emit: (event: ShellEvent) => void) => ShellService;
  /** Without a page for so long the server closes itself. */
  readonly idleMs: number;
  readonly now: () => number;
}

export interface WebShell {
  /** With a launch code in the fragment: works once and for ten minutes. */
  readonly url: string;
  readonly port: number;
  /** Another such URL; the earlier ones keep what is left of their time. */
  readonly newUrl: () => string;
  readonly close: () => Promise<void>;
  /** Resolves when the server has closed, by `close` or by itself. */
  readonly closed: Promise<void>;
}

export const IDLE_MS = 30 * 60_000;

export async function listen(options: ListenOptions): Promise<WebShell> {
  const streams = newEventStreams();
  const room: Room = {
    files: await listStaticFiles(options.pageFolder),
    streams,
    service: options.newService(streams.emit),
    sessions: newSessions(options.now),
    isolation: options.isolation,
    port: 0,
    lastAsked: options.now(),
  };
  const server = createServer({
    maxHeaderSize: 16_384,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
  });
  server.maxConnections = 64;
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    room.lastAsked = options.now();
    void answer(message, response, room).catch(() => {
      if (response.headersSent) response.destroy();
      else writeRefusal(response, 500, room.isolation, 'a mistake of ours');
    });
  };
  server.on('request', onRequest);
  server.on('checkContinue', onRequest);
  // No tunnels, and no answer of Node's own without our headers.
  server.on('connect', (_message, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());
  room.port = await listening(server, options.port);

  const newUrl = (): string => `http://127.0.0.1:${room.port}/#${room.sessions.newCode()}`;
  const close = closing(server, room);
  const closed = new Promise<void>((resolve) => void server.once('close', () => resolve()));
  watchIdle(server, room, options, close);
  return { url: newUrl(), port: room.port, newUrl, close, closed };
}

interface Room {
  readonly files: StaticFiles;
  readonly streams: EventStreams;
  readonly service: ShellService;
  readonly sessions: Sessions;
  readonly isolation: Isolation;
  port: number;
  lastAsked: number;
}

async function answer(message: IncomingMessage, response: ServerResponse, room: Room): Promise<void> {
  const asked = askedOf(message);
  const guarded = guard(asked, { port: room.port, knowsToken: room.sessions.knowsToken });
  if (guarded.verdict === 'refuse') return answerRefused(guarded, response, room);
  if (asked.method === 'POST') return answerPost(asked.target, message, response, room);
  if (asked.target === '/api/events') return answerEvents(asked.method, response, room);
  const range = asked.header('range');
  const page = await respond(
    { method: asked.method, pathname: asked.target, range: range.length === 0 ? undefined : range.join() },
    { files: room.files, columnOf: room.service.columnOf, isolation: room.isolation },
  );
  await writePage(response, page);
}

async function answerRefused(
  guarded: Extract<Guarded, { verdict: 'refuse' }>,
  response: ServerResponse,
  room: Room,
): Promise<void> {
  if (guarded.status === 401) await wait(room.sessions.failed());
  writeRefusal(response, guarded.status, room.isolation, guarded.reason);
}

async function answerPost(
  target: string,
  message: IncomingMessage,
  response: ServerResponse,
  room: Room,
): Promise<void> {
  const channel = target.slice('/api/'.length);
  if (channel !== 'session' && !isChannelName(channel))
    return writeRefusal(response, 404, room.isolation, 'channel: unknown word');
  if (message.headers.expect !== undefined) response.writeContinue();
  const read = await readJson(message);
  if (read.kind === 'tooLong') return writeRefusal(response, 413, room.isolation, 'body: too long');
  const request = read.kind === 'value' ? read.value : undefined;
  if (channel === 'session') return answerSession(request, response, room);
  writeJson(response, 200, room.isolation, await room.service.call(channel, request));
}

async function answerSession(request: unknown, response: ServerResponse, room: Room): Promise<void> {
  const code = readLaunchCode(request);
  if (!code.ok) return writeJson(response, 400, room.isolation, code);
  const exchange = room.sessions.exchange(code.value.code);
  if ('token' in exchange) return writeJson(response, 200, room.isolation, { token: exchange.token });
  await wait(room.sessions.failed());
  writeJson(response, 401, room.isolation, refusal(`code: ${exchange.refused}`));
}

function answerEvents(method: string, response: ServerResponse, room: Room): void {
  if (method !== 'GET') return writeRefusal(response, 405, room.isolation, 'method: GET only');
  response.writeHead(200, {
    ...securityHeaders(room.isolation),
    'content-type': 'application/x-ndjson; charset=utf-8',
  });
  room.streams.add(response);
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Closes once, however often it is asked: no new requests, then loads and findings, then what is still connected. */
function closing(server: Server, room: Room): () => Promise<void> {
  let done: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    room.streams.closeAll();
    await room.service.close();
    server.closeAllConnections();
    await closed;
  };
  return () => (done ??= closeAll());
}

function watchIdle(server: Server, room: Room, options: ListenOptions, close: () => Promise<void>): void {
  const timer = setInterval(
    () => {
      if (room.streams.count() > 0) room.lastAsked = options.now();
      if (options.now() - room.lastAsked >= options.idleMs) void close();
    },
    Math.max(50, options.idleMs / 30),
  );
  server.once('close', () => clearInterval(timer));
}
