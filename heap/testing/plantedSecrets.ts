// Two hundred secrets in seven places of a Python program, and the search for each in every form that bytes can have.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PLACES = ['value', 'key', 'type', 'attribute', 'path', 'argv', 'environ'] as const;

export interface Secret {
  readonly place: (typeof PLACES)[number];
  readonly text: string;
  /** The part that tells it from all others: no form of escaping changes it. */
  readonly core: string;
}

const KINDS = ['AKIA%', 'ghp_%', 'sk_live_%', 'Session_%', 'eyJhbGciOiJIUzI1NiJ9_%', 'password_%', 'n%'];

export const SECRETS: readonly Secret[] = Array.from({ length: 200 }, (_, n) => {
  const core = createHash('sha256').update(`planted ${n}`).digest('hex').slice(0, 16);
  const kind = KINDS[Math.floor(n / PLACES.length) % KINDS.length] ?? '%';
  return { place: PLACES[n % PLACES.length] ?? 'value', core, text: kind.replace('%', core) };
});

const PROGRAM = `
import json, os, sys
sys.path.insert(0, sys.argv[1])
import ouroboros_capture
class Holder: pass
held = []
for secret in json.load(open(sys.argv[2])):
    one, text, place = Holder(), secret['text'], secret['place']
    one.me = one
    if place == 'value': one.text, one.raw, one.list = text, text.encode(), [text + 'x', {1: text}]
    if place == 'key': one.map = {text: one, text + 'x': 1}
    if place == 'type':
        held += [type(text, (Holder,), {'__module__': 'builtins'})(), type(text, (), {'__module__': text})()]
    if place == 'attribute': setattr(one, text, one)
    held.append(one)
names = {}
exec(compile('def run(kept):\\n    def inside():\\n        return kept\\n    return inside', os.path.join(os.getcwd(), 'app.py'), 'exec'), names)
held.append(names['run'](held))
environment = dict(os.environ)
ouroboros_capture.dump(sys.argv[3], privacy=sys.argv[4])
`;

/** Writes a dump of the program to `path`; its working directory is made of the secrets of paths. */
export function capturePlanted(python: string, folder: string, path: string, privacy: 'shape' | 'text'): void {
  const of = (place: Secret['place']): readonly string[] =>
    SECRETS.filter((secret) => secret.place === place).map(({ text }) => text);
  const working = join(folder, ...of('path'));
  mkdirSync(working, { recursive: true });
  const [planted, script] = [join(folder, 'secrets.json'), join(working, 'program.py')];
  writeFileSync(planted, JSON.stringify(SECRETS.filter(({ place }) => !['argv', 'environ'].includes(place))));
  writeFileSync(script, PROGRAM);
  const environment = Object.fromEntries(of('environ').map((text, n) => [`PLANTED_${n}`, text]));
  const argv = [script, resolve('capture'), planted, path, privacy, ...of('argv')];
  execFileSync(python, argv, {
    cwd: working,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Secrets that `bytes` hold: as they are, URL-encoded, in hex, UTF-16 of both orders, or base64 at any alignment. */
export function secretsIn(bytes: Buffer): readonly Secret[] {
  const text = bytes.toString('latin1');
  const folded = text.toLowerCase();
  const found = new Set<Secret>();
  // What is not one of these characters begins a new run: one pass for all secrets instead of one for each.
  collect(folded, /[0-9a-f]{16,}/g, FOLDED, found);
  collect(folded.replaceAll('\0', ''), /[0-9a-f]{16,}/g, FOLDED, found);
  collect(folded, /(?:%[0-9a-f]{2}){16,}/g, FOLDED, found);
  collect(text, /[A-Za-z0-9+/]{16,}/g, BASE64, found);
  return [...found];
}

function collect(text: string, run: RegExp, forms: ReadonlyMap<string, Secret>, found: Set<Secret>): void {
  const lengths = new Set([...forms.keys()].map(({ length }) => length));
  for (const [part] of text.matchAll(run))
    for (const length of lengths)
      for (let at = 0; at + length <= part.length; at++) {
        const secret = forms.get(part.slice(at, at + length));
        if (secret !== undefined) found.add(secret);
      }
}

/** Hex and percent signs come in two cases. */
const FOLDED: ReadonlyMap<string, Secret> = new Map(
  SECRETS.flatMap((secret) => {
    const hex = Buffer.from(secret.core).toString('hex');
    return [secret.core, hex, hex.replace(/../g, '%$&')].map((form) => [form, secret] as const);
  }),
);

const BASE64: ReadonlyMap<string, Secret> = new Map(
  SECRETS.flatMap((secret) =>
    [0, 1, 2].map((shift) => {
      const base64 = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret.core)]).toString('base64');
      return [base64.slice(shift === 0 ? 0 : 4, Math.floor(((shift + 16) * 8) / 24) * 4), secret] as const;
    }),
  ),
);
