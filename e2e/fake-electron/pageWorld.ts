// What the preload finds in a page: `require('electron')` with the members that are modelled, talking to the test's binding.

/** A script for `addInitScript`: stand-ins first, then the built preload, word for word. */
export function pageWorld(preload: string, dropPaths: Readonly<Record<string, string>>): string {
  return `(() => {
${standIns.toString()}
const { require, finish } = ${standIns.name}(${JSON.stringify(dropPaths)});
const module = { exports: {} };
const exports = module.exports;
(function (require, module, exports) {
${preload}
})(require, module, exports);
finish();
})();`;
}

type Listener = (event: object, ...values: unknown[]) => void;

interface PageGlobals {
  fakeElectronInvoke(message: { channel: string; values: unknown[] }): Promise<{ error?: string; value?: unknown }>;
}

/** Runs in the page: it must not use anything of this file. */
function standIns(dropPaths: Readonly<Record<string, string>>): {
  require: (name: string) => object;
  finish: () => void;
} {
  const page = globalThis as unknown as PageGlobals;
  const invoke = page.fakeElectronInvoke.bind(page);
  const listeners = new Map<string, Set<Listener>>();
  const exposed = new Set<string>();

  const refusing = <Members extends object>(name: string, members: Members): Members =>
    new Proxy(members, {
      get(target, key, receiver) {
        if (key in target || typeof key === 'symbol') return Reflect.get(target, key, receiver);
        throw new Error(`fake-electron: ${name}.${key} is not modelled; cover it with the real binary`);
      },
    });
  const listenersOf = (channel: string): Set<Listener> => {
    const known = listeners.get(channel) ?? new Set<Listener>();
    listeners.set(channel, known);
    return known;
  };
  /** The bridge between worlds: plain values are copied, functions are wrapped, the result is frozen. */
  const bridged = (value: unknown): unknown => {
    if (typeof value === 'function') {
      const call = value as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        const given = call(
          ...values.map((one) => (one instanceof File || typeof one === 'function' ? one : structuredClone(one))),
        );
        return given instanceof Promise ? given.then(bridged) : bridged(given);
      };
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return Object.freeze(value.map(bridged));
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, bridged(field)])));
  };

  const electron = refusing('electron', {
    contextBridge: refusing('contextBridge', {
      exposeInMainWorld(key: string, api: unknown) {
        if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property on the window object`);
        exposed.add(key);
        Object.defineProperty(globalThis, key, {
          value: bridged(api),
          enumerable: true,
          writable: false,
          configurable: false,
        });
      },
    }),
    ipcRenderer: refusing('ipcRenderer', {
      async invoke(channel: string, ...values: unknown[]) {
        const reply = await invoke({ channel, values: structuredClone(values) });
        if (reply.error !== undefined) throw new Error(reply.error);
        return reply.value;
      },
      on: (channel: string, listener: Listener) => void listenersOf(channel).add(listener),
      off: (channel: string, listener: Listener) => void listenersOf(channel).delete(listener),
    }),
    webUtils: refusing('webUtils', {
      // '' for a file that no drop has brought.
      getPathForFile: (file: { readonly name: string }) => dropPaths[file.name] ?? '',
    }),
  });
  Object.defineProperty(globalThis, 'fakeElectronDeliver', {
    value: (channel: string, values: unknown[]) => {
      for (const listener of [...listenersOf(channel)]) listener({}, ...values);
    },
  });
  return {
    require(name) {
      if (name === 'electron') return electron;
      throw new Error(`module not found: ${name}: a sandboxed preload requires electron only`);
    },
    finish: () => Object.defineProperty(globalThis, 'fakeElectronExposed', { value: [...exposed] }),
  };
}
