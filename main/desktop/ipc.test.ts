import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { CHANNEL_NAMES } from '../bridge.ts';
import type { ShellService } from '../pages/shellService.ts';
import { answerCalls, isOurPage } from './ipc.ts';
import { rawPathname } from './protocol.ts';

const mainFrame = { origin: 'app://bundle' };
const contents = { mainFrame } as unknown as WebContents;
const event = (change: object): IpcMainInvokeEvent =>
  ({ sender: contents, senderFrame: mainFrame, ...change }) as unknown as IpcMainInvokeEvent;

test('the main frame of the known window is heard', () => {
  expect(isOurPage(event({}), contents)).toBe(true);
});

test.each([
  ['a frame that is gone', { senderFrame: null }],
  ['another frame of our origin', { senderFrame: { origin: 'app://bundle' } }],
  ['another window', { sender: { mainFrame } }],
])('%s is not', (_name, change) => {
  expect(isOurPage(event(change), contents)).toBe(false);
});

test.each(['null', 'http://127.0.0.1:80', 'app://bundle.evil.test', 'app://other', 'file://', 'APP://BUNDLE', ''])(
  'a page of origin %j is not',
  (origin) => {
    const moved = { origin };
    const elsewhere = { mainFrame: moved } as unknown as WebContents;
    expect(isOurPage(event({ sender: elsewhere, senderFrame: moved }), elsewhere)).toBe(false);
  },
);

test('without a window nobody is heard', () => {
  expect(isOurPage(event({}), undefined)).toBe(false);
});

test('every channel stands behind the guard, and no other is there', async () => {
  const { handlers, calls } = registered();
  expect([...handlers.keys()]).toEqual([...CHANNEL_NAMES.map((name) => `ouroboros:${name}`), 'ouroboros:grantDropped']);
  for (const handler of handlers.values()) {
    expect(await handler(event({ senderFrame: null }), {})).toEqual({
      ok: false,
      fault: { code: 'bridge/refused', reason: 'sender: not our page' },
    });
  }
  expect(calls).toEqual([]);
  for (const handler of handlers.values()) await handler(event({}), {});
  expect(calls).toEqual([...CHANNEL_NAMES, 'grantDropped']);
});

test('a mistake of ours is a refusal without its words', async () => {
  const { handlers } = registered(() => Promise.reject(new Error('/home/person/secret.ouro')));
  const reply = await handlers.get('ouroboros:start')?.(event({}), {});
  expect(reply).toEqual({ ok: false, fault: { code: 'bridge/refused', reason: 'a mistake of ours' } });
});

test.each([
  ['app://bundle/', '/'],
  ['app://bundle/index.html#view', '/index.html'],
  ['app://bundle/a?b', '/a?b'],
  ['app://bundle/..%2fa', '/..%2fa'],
  ['app://bundle', ''],
  ['app://bundle:80/', ''],
  ['app://user:word@bundle/', ''],
  ['app://BUNDLE/', ''],
  ['app://other/', ''],
  ['app://bundle.evil.test/', ''],
  ['http://bundle/', ''],
  ['file:///etc/passwd', ''],
  ['', ''],
])('%s asks for %j', (url, pathname) => {
  expect(rawPathname(url)).toBe(pathname);
});

type Handler = (event: IpcMainInvokeEvent, request: unknown) => unknown;

function registered(
  answer: () => Promise<never> | Promise<{ ok: true; value: undefined }> = async () => ({ ok: true, value: undefined }),
): {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly calls: readonly string[];
} {
  const handlers = new Map<string, Handler>();
  const calls: string[] = [];
  const call = (name: string): ReturnType<typeof answer> => {
    calls.push(name);
    return answer();
  };
  const service = { call, grantDropped: () => call('grantDropped') } as unknown as ShellService;
  const ipc = { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) } as unknown as IpcMain;
  answerCalls(ipc, service, () => contents);
  return { handlers, calls };
}
