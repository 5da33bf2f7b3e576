// Keys of the canvas, while it has the focus. `c` cycles and so on belong to the shell.
import type { Step } from './walk.ts';

export type CanvasKey =
  | { readonly kind: 'walk'; readonly step: Step }
  | {
      readonly kind:
        | 'expand'
        | 'cut'
        | 'fit'
        | 'zoomIn'
        | 'zoomOut'
        | 'tidy'
        | 'pin'
        | 'undo'
        | 'redo'
        | 'legend'
        | 'twin'
        | 'clear';
    };

const PLAIN: Readonly<Record<string, CanvasKey>> = {
  ArrowLeft: { kind: 'walk', step: 'left' },
  ArrowRight: { kind: 'walk', step: 'right' },
  ArrowUp: { kind: 'walk', step: 'up' },
  ArrowDown: { kind: 'walk', step: 'down' },
  Enter: { kind: 'expand' },
  x: { kind: 'cut' },
  '0': { kind: 'fit' },
  '+': { kind: 'zoomIn' },
  '=': { kind: 'zoomIn' },
  '-': { kind: 'zoomOut' },
  t: { kind: 'tidy' },
  k: { kind: 'pin' },
  l: { kind: 'legend' },
  v: { kind: 'twin' },
  Escape: { kind: 'clear' },
};

/** Undo and redo, if this picture has a step; the program's list comes after. */
export function historyKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): CanvasKey | undefined {
  if ((!event.ctrlKey && !event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return undefined;
  return { kind: event.shiftKey ? 'redo' : 'undo' };
}

/** undefined: not ours, or with a modifier that makes it somebody else's. */
export function canvasKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): CanvasKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  return Object.hasOwn(PLAIN, event.key) ? PLAIN[event.key] : undefined;
}

export type CanvasCommands = Readonly<Record<Exclude<CanvasKey['kind'], 'walk'>, () => void>>;
