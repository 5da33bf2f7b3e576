// `session` and `protocol`: what a page may ask for, answered through a loopback bridge because bodies must stream.
import { createServer } from 'node:http';
import { afterReady, beforeReady } from './appModel.mjs';
import { emitting, strict } from './strict.mjs';
import { answering, log } from './wire.mjs';

const privileged = new Map();
const sessions = new Map();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes) {
    beforeReady('protocol.registerSchemesAsPrivileged');
    if (privileged.size > 0) throw new Error('fake-electron: registerSchemesAsPrivileged may be called once');
    for (const scheme of schemes) privileged.set(scheme.scheme, scheme.privileges);
    log('protocol.registerSchemesAsPrivileged', schemes);
  },
});

export const session = strict('session', {
  fromPartition(name) {
    afterReady('session.fromPartition');
    log('session.fromPartition', name);
    return sessionNamed(name).face;
  },
});

export function sessionNamed(name) {
  const known = sessions.get(name) ?? newSession(name);
  sessions.set(name, known);
  return known;
}

/** http://127.0.0.1:PORT, standing for the origin `app://bundle` in the browser. */
export async function bridgeOf(name) {
  const known = sessionNamed(name);
  known.bridge ??= startBridge(known);
  return known.bridge;
}

function newSession(name) {
  const { members, emit } = emitting('session', ['will-download']);
  const model = { name, handlers: new Map(), emit, bridge: undefined, permission: {}, beforeRequest: undefined };
  const keep = (key) => (handler) => {
    log(`session.${key}`, handler);
    model.permission[key] = handler;
  };
  model.face = strict('session', {
    ...members,
    setPermissionRequestHandler: keep('setPermissionRequestHandler'),
    setPermissionCheckHandler: keep('setPermissionCheckHandler'),
    setDevicePermissionHandler: keep('setDevicePermissionHandler'),
    webRequest: strict('session.webRequest', {
      onBeforeRequest(listener) {
        log('session.webRequest.onBeforeRequest', listener);
        model.beforeRequest = listener;
      },
    }),
    protocol: strict('session.protocol', {
      handle(scheme, handler) {
        log('session.protocol.handle', scheme);
        if (!privileged.has(scheme)) throw new Error(`fake-electron: scheme ${scheme} has no privileges`);
        if (model.handlers.has(scheme)) throw new Error(`fake-electron: scheme ${scheme} is handled already`);
        model.handlers.set(scheme, handler);
      },
    }),
  });
  return model;
}

function startBridge(model) {
  const server = createServer((message, response) => {
    answer(model, message, response).catch((error) => response.destroy(error));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      resolve(`http://127.0.0.1:${server.address().port}`);
    });
  });
}

async function answer(model, message, response) {
  const url = `app://bundle${message.url}`;
  if (isCancelled(model, url)) return response.destroy();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = Object.entries(message.headers).filter(([name]) => name === 'range' || name === 'content-type');
  // A plain object instead of a Request: its URL would be normalised, and what a page spells must arrive as it is.
  const request = strict('request', { method: message.method, url, headers: new Headers(headers) });
  const given = await model.handlers.get('app')(request);
  if (!(given instanceof Response)) throw new Error('fake-electron: a protocol handler must return a Response');
  response.writeHead(given.status, Object.fromEntries(given.headers));
  if (given.body === null) return response.end();
  const reader = given.body.getReader();
  gone.signal.addEventListener('abort', () => reader.cancel().catch(() => undefined));
  for (let block = await reader.read(); !block.done; block = await reader.read()) {
    if (!response.write(block.value))
      await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  return response.end();
}

function isCancelled(model, url) {
  let cancel = false;
  model.beforeRequest?.({ url }, (reply) => (cancel = reply.cancel === true));
  return cancel;
}

answering('session', ({ name, question, value }) => {
  const model = sessionNamed(name);
  const { setPermissionRequestHandler, setPermissionCheckHandler, setDevicePermissionHandler } = model.permission;
  switch (question) {
    case 'permissionRequest':
      return new Promise((resolve) => setPermissionRequestHandler({}, value, resolve));
    case 'permissionCheck':
      return setPermissionCheckHandler({}, value, 'app://bundle');
    case 'devicePermission':
      return setDevicePermissionHandler({ deviceType: value });
    case 'download':
      return model.emit('will-download', {}, {});
    case 'isCancelled':
      return isCancelled(model, value);
    default:
      throw new Error(`no such question: ${question}`);
  }
});
