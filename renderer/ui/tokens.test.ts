// The contrast rules of docs/design: text 4.5:1, lines and fills that carry meaning 3:1, in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Tokens = ReadonlyMap<string, string>;

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const light = tokensOf(/:root\s*\{([^}]*--surface-0[^}]*)\}/);
const dark = new Map([...light, ...tokensOf(/\[data-theme=["']dark["']\]\s*\{([^}]*)\}/)]);
const system = new Map([...light, ...tokensOf(/@media \(prefers-color-scheme: dark\)\s*\{\s*[^{]*\{([^}]*)\}/)]);

const SURFACES = ['surface-0', 'surface-1', 'surface-2', 'surface-3'];
const GROUNDS = ['surface-1', 'surface-2', 'surface-sunken', 'hover', 'selected'];
const ROLES = ['root', 'cycle', 'entry', 'excess', 'garbage', 'pinned', 'ok', 'warn', 'danger', 'plus', 'minus'];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s theme', (_, tokens) => {
  test.each(['text-1', 'text-2', 'text-3', 'accent-text'])(
    '%s is legible on every surface and on hover and selection',
    (text) => {
      for (const ground of [...SURFACES, 'hover', 'selected', 'selected-quiet']) {
        expect(ratio(tokens, text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test.each(ROLES)('words of %s are legible on their own ground and on panels', (role) => {
    for (const ground of [`${role}-soft`, 'surface-1', 'surface-2', 'selected']) {
      expect(ratio(tokens, `${role}-text`, ground), `${role}-text on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    expect(ratio(tokens, 'text-1', `${role}-soft`)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(tokens, 'text-2', `${role}-soft`)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ...ROLES,
    'ref-strong',
    'ref-weak',
    'ref-possible',
    'ref-path',
    'accent',
    'self',
    'retained',
    'line-3',
    'focus',
  ])('lines and fills of %s are visible', (fill) => {
    // Outlined controls lie on panels, never on a selected row.
    for (const ground of fill === 'line-3' ? GROUNDS.slice(0, 4) : GROUNDS) {
      expect(ratio(tokens, fill, ground), `${fill} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  test('filled buttons, byte bars and disabled text', () => {
    expect(ratio(tokens, 'text-on-fill', 'accent')).toBeGreaterThanOrEqual(4.5);
    expect(ratio(tokens, 'text-on-fill', 'entry')).toBeGreaterThanOrEqual(4.5);
    expect(ratio(tokens, 'bytes-text', 'bytes-soft')).toBeGreaterThanOrEqual(4.5);
    expect(ratio(tokens, 'retained', 'bytes-track')).toBeGreaterThanOrEqual(3);
    for (const surface of SURFACES.slice(0, 3)) expect(ratio(tokens, 'text-off', surface)).toBeGreaterThanOrEqual(3);
  });

  test.each(['occ', 'sc'])('the steps of the ordered scale %s survive greyscale', (scale) => {
    const steps = [...tokens.keys()].filter((name) => name.startsWith(`${scale}-`)).sort();
    const levels = steps.map((name) => luminance(tokens.get(name) ?? ''));
    const sorted = [...levels].sort((a, b) => a - b);
    expect([sorted, sorted.toReversed()]).toContainEqual(levels);
  });
});

test('the dark theme of the system is the one of the switch', () => {
  expect(Object.fromEntries(system)).toEqual(Object.fromEntries(dark));
});

function tokensOf(block: RegExp): Tokens {
  const body = block.exec(css)?.[1] ?? '';
  return new Map(
    [...body.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map((match) => [match[1] ?? '', (match[2] ?? '').trim()]),
  );
}

function ratio(tokens: Tokens, one: string, other: string): number {
  const [dim = 0, bright = 0] = [one, other].map((name) => luminance(tokens.get(name) ?? '')).sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

/** WCAG 2.2, relative luminance of sRGB. */
function luminance(hex: string): number {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(hex);
  if (match === null) throw new Error(`no colour: ${hex}`);
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((part) => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
