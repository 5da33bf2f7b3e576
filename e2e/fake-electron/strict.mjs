// Members that are not modelled throw, so that a test can never pass on behaviour nobody has written down.

/** `members` as an object whose unknown members throw; reading what Node's inspector and promises look at is allowed. */
export function strict(name, members) {
  return new Proxy(members, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON')
        return Reflect.get(target, key, receiver);
      throw notModelled(`${name}.${key}`);
    },
    set(target, key, value, receiver) {
      if (key in target) return Reflect.set(target, key, value, receiver);
      throw notModelled(`${name}.${String(key)} =`);
    },
  });
}

export function notModelled(what) {
  return new Error(`fake-electron: ${what} is not modelled; cover it with the real binary`);
}

/** An event emitter with the events that are modelled and no others. */
export function emitting(name, events) {
  const listeners = new Map(events.map((event) => [event, new Set()]));
  const listenersOf = (event) => {
    const set = listeners.get(event);
    if (set === undefined) throw notModelled(`${name}.on('${event}')`);
    return set;
  };
  const members = {
    on(event, listener) {
      listenersOf(event).add(listener);
      return members;
    },
    once(event, listener) {
      const once = (...values) => {
        listenersOf(event).delete(once);
        listener(...values);
      };
      listenersOf(event).add(once);
      return members;
    },
  };
  /** Returns whether a listener prevented the default. */
  const emit = (event, ...values) => {
    let prevented = false;
    const first = {
      preventDefault: () => (prevented = true),
      get defaultPrevented() {
        return prevented;
      },
    };
    for (const listener of [...listenersOf(event)]) listener(first, ...values);
    return prevented;
  };
  return { members, emit, countOf: (event) => listenersOf(event).size };
}

/** What a call was given, as a value that can be sent and compared: functions become a word. */
export function plain(value) {
  if (typeof value === 'function') return '[function]';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${prototype?.constructor?.name ?? 'object'}]`;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}
