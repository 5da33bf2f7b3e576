// The state classes, built once in App.svelte and reached by typed context.
import { createContext } from 'svelte';
import type { HeapClient } from './client.svelte.ts';
import type { Comparing } from './comparing.svelte.ts';
import type { Cuts } from './cuts.svelte.ts';
import type { Exporting } from './exporting.svelte.ts';
import type { Findings } from './findings.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { Navigation } from './navigation.svelte.ts';
import type { Operations } from './operations.svelte.ts';
import type { Selection } from './selection.svelte.ts';
import type { Session } from './session.svelte.ts';
import type { ShellConnection } from './shell.ts';
import type { SqlConsole } from './sql.svelte.ts';
import type { Theme } from './theme.svelte.ts';

export const [getConnection, setConnection] = createContext<ShellConnection>();
export const [getClient, setClient] = createContext<HeapClient>();
export const [getSession, setSession] = createContext<Session>();
export const [getJobs, setJobs] = createContext<Jobs>();
export const [getNavigation, setNavigation] = createContext<Navigation>();
export const [getSelection, setSelection] = createContext<Selection>();
export const [getOperations, setOperations] = createContext<Operations>();
export const [getFindings, setFindings] = createContext<Findings>();
export const [getCuts, setCuts] = createContext<Cuts>();
export const [getSql, setSql] = createContext<SqlConsole>();
export const [getComparing, setComparing] = createContext<Comparing>();
export const [getTheme, setTheme] = createContext<Theme>();
export const [getExporting, setExporting] = createContext<Exporting>();
