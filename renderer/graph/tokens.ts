// The design tokens a canvas needs, read once per theme: a canvas cannot use CSS variables.

export interface Tokens {
  readonly colour: (name: Colour) => string;
  readonly fontUi: string;
  readonly fontMono: string;
}

export type Colour = (typeof COLOURS)[number];

const COLOURS = [
  'surface-1',
  'surface-3',
  'surface-sunken',
  'text-1',
  'text-2',
  'text-3',
  'line-2',
  'line-3',
  'accent',
  'focus',
  'ref-strong',
  'ref-weak',
  'ref-possible',
  'ref-path',
  'root',
  'root-soft',
  'root-text',
  'cycle',
  'cycle-soft',
  'cycle-text',
  'entry',
  'entry-text',
  'garbage',
  'garbage-soft',
] as const;

export function readTokens(element: Element): Tokens {
  const computed = getComputedStyle(element);
  const read = (name: string): string => computed.getPropertyValue(`--${name}`).trim();
  const colours = new Map(COLOURS.map((name) => [name, read(name)]));
  return {
    // A picture without its tokens is still a picture; this grey is legible in both themes.
    colour: (name) => colours.get(name) || '#808080',
    fontUi: read('font-ui') || 'sans-serif',
    fontMono: read('font-mono') || 'monospace',
  };
}

/** The light theme whatever is shown: put on for the reading only, so that nothing is painted in it. */
export function readLightTokens(element: Element): Tokens {
  const root = document.documentElement;
  const theme = root.dataset['theme'];
  root.dataset['theme'] = 'light';
  const tokens = readTokens(element);
  if (theme === undefined) delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  return { ...tokens, colour: (name) => (name === 'surface-sunken' ? '#ffffff' : tokens.colour(name)) };
}

/** Calls back after the theme changed, by attribute or by the system; returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    dark.removeEventListener('change', changed);
  };
}
