// What the frame shares with every view.
import { createContext } from 'svelte';
import type { Figures } from './figures.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

export const [getFigures, setFigures] = createContext<Figures>();
export const [getToasts, setToasts] = createContext<Toasts>();
