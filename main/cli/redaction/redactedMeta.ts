// The meta of a redacted file: the keys that analyses read, and of texts only those in a known form.
type Fields = Readonly<Record<string, unknown>>;

const WHOLE = ['format', 'version', 'gc', 'refcounts', 'allocator', 'layout'] as const;
const PYTHON = [
  'version',
  'hexversion',
  'implementation',
  'pointer_bytes',
  'byteorder',
  'free_threaded',
  'debug',
  'hash_randomized',
];
const CAPTURE = ['mode', 'collected_first', 'gil_released'];

/** Process, host, options and the time of day are left out. */
export function redactedMeta(meta: unknown): Fields {
  const from = fields(meta);
  const capture = fields(from['capture']);
  return {
    ...chosen(from, WHOLE),
    producer: 'ouro redact',
    python: chosen(fields(from['python']), PYTHON),
    capture: { started: `${String(capture['started']).slice(0, 10)}T00:00:00Z`, ...chosen(capture, CAPTURE) },
    privacy: { mode: 'shape', paths: 'short', tag: 'blake2b' },
    capabilities: plain(from['capabilities']),
  };
}

function chosen(from: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(from, key)).map((key) => [key, plain(from[key])]));
}

/** Numbers, flags and short words; a text in any other form becomes empty. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return /^[\w.+ -]{0,24}$/.test(value) ? value : '';
  if (Array.isArray(value)) return value.slice(0, 64).map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => /^\w{1,32}$/.test(key))
        .map(([key, one]) => [key, plain(one)]),
    );
  return value;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
