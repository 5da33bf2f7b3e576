// The design tokens a canvas needs, read once per theme: a canvas cannot use CSS variables.

export interface Tokens {
  readonly colour: (name: Colour) => string;
  readonly fontUi: string;
  readonly fontMono: string;
}

export type Colour =
  | 'surface-1'
  | 'surface-sunken'
  | 'text-1'
  | 'text-2'
  | 'text-3'
  | 'line-2'
  | 'line-3'
  | 'accent'
  | 'focus'
  | 'ref-strong'
  | 'ref-weak'
  | 'ref-path'
  | 'root'
  | 'root-soft'
  | 'root-text'
  | 'cycle'
  | 'cycle-soft'
  | 'cycle-text'
  | 'entry'
  | 'entry-text'
  | 'garbage'
  | 'garbage-soft';

export function readTokens(element: Element): Tokens {
  const computed = getComputedStyle(element);
  const known = new Map<string, string>();
  const read = (name: string): string => {
    const value = known.get(name) ?? computed.getPropertyValue(`--${name}`).trim();
    known.set(name, value);
    return value;
  };
  return {
    // A picture without its tokens is still a picture; this grey is legible in both themes.
    colour: (name) => read(name) || '#808080',
    fontUi: read('font-ui') || 'sans-serif',
    fontMono: read('font-mono') || 'monospace',
  };
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
