// The application menu: standard roles, and commands that the page carries out.
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../bridge.ts';

export interface MenuChoices {
  readonly language: string;
  readonly platform: NodeJS.Platform;
  readonly packaging: 'packaged' | 'unpackaged';
  readonly send: (command: MenuCommand) => void;
}

export function menuTemplate({ language, platform, packaging, send }: MenuChoices): MenuItemConstructorOptions[] {
  const say = (english: string, chinese: string): string => (language.startsWith('zh') ? chinese : english);
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => send(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: say('&File', '文件(&F)'),
      submenu: [
        command(say('Open Dump…', '打开转储…'), 'open', 'CmdOrCtrl+O'),
        command(say('Export Findings…', '导出结论…'), 'exportFindings', 'CmdOrCtrl+E'),
        separator,
        { role: platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: say('&View', '视图(&V)'),
      submenu: [
        command(say('Commands…', '命令…'), 'palette', 'CmdOrCtrl+K'),
        command(say('Light or Dark', '浅色或深色'), 'toggleTheme'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(packaging === 'unpackaged' ? [separator, { role: 'toggleDevTools' as const }] : []),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        command(say('Capture a Dump', '采集转储'), 'showCapture'),
        command(say('Keyboard Shortcuts', '键盘快捷键'), 'showKeys'),
      ],
    },
  ];
}
