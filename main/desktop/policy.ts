// What the desktop allows, as plain data that a test compares word for word. Read docs/security-checklist.md beside it.
import type { CustomScheme, WebPreferences } from 'electron';

/** The only origin that a window may show. */
export const PAGE_ORIGIN = 'app://bundle';

export const SCHEME: CustomScheme = {
  scheme: 'app',
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    codeCache: true,
    corsEnabled: false,
    bypassCSP: false,
    allowServiceWorkers: false,
    stream: false,
  },
};

/** In memory: nothing a page stores outlives the program. */
export const PARTITION = 'ouroboros';

export const SWITCHES = ['disable-background-networking'] as const;

export function webPreferences(preload: string, packaging: 'packaged' | 'unpackaged'): WebPreferences {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    // The spelling checker downloads dictionaries.
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    devTools: packaging === 'unpackaged',
    partition: PARTITION,
    preload,
  };
}

/** Everything else is cancelled before it leaves: there is no other request that this program needs. */
export function allowsRequest(url: string, packaging: 'packaged' | 'unpackaged'): boolean {
  return url.startsWith(`${PAGE_ORIGIN}/`) || (packaging === 'unpackaged' && url.startsWith('devtools://'));
}

/** Copying text from a button of ours. Reading the clipboard, and all that a browser may ask a person for, is denied. */
export function allowsPermission(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

/** Flipped when packaging; names of @electron/fuses. */
export const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
} as const;
