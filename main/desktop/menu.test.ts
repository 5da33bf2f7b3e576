import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import type { MenuCommand } from '../bridge.ts';
import { menuTemplate } from './menu.ts';

const COMMANDS: readonly MenuCommand[] = [
  'open',
  'exportFindings',
  'palette',
  'toggleTheme',
  'showCapture',
  'showKeys',
];

test.each(['en-GB', 'zh-CN'])('every command of the page is in the menu in %s', (language) => {
  const sent: MenuCommand[] = [];
  for (const entry of entriesOf(language, 'linux', 'packaged', (command) => sent.push(command))) click(entry);
  expect(sent).toEqual(COMMANDS);
});

test('labels are in the language of the system', () => {
  expect(labelsOf('en-GB')).toContain('Open Dump…');
  expect(labelsOf('zh-CN')).toContain('打开转储…');
});

test('a packaged program can neither reload nor inspect its page', () => {
  const roles = entriesOf('en', 'linux', 'packaged').map((entry) => entry.role);
  expect(roles).not.toContain('toggleDevTools');
  expect(roles).not.toContain('reload');
  expect(entriesOf('en', 'linux', 'unpackaged').map((entry) => entry.role)).toContain('toggleDevTools');
});

test('on macOS the application has its own menu', () => {
  const options = {
    language: 'en',
    platform: 'darwin' as const,
    packaging: 'packaged' as const,
    send: () => undefined,
  };
  expect(menuTemplate(options)[0]).toEqual({ role: 'appMenu' });
});

function entriesOf(
  language: string,
  platform: NodeJS.Platform,
  packaging: 'packaged' | 'unpackaged',
  send: (command: MenuCommand) => void = () => undefined,
): readonly MenuItemConstructorOptions[] {
  return menuTemplate({ language, platform, packaging, send }).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  );
}

function labelsOf(language: string): readonly (string | undefined)[] {
  return entriesOf(language, 'linux', 'packaged').map((entry) => entry.label);
}

function click(entry: MenuItemConstructorOptions): void {
  (entry.click as (() => void) | undefined)?.();
}
