// Which Chromium the tests drive: named, the system's, or Playwright's own. Its sandbox is off only for root, and only in tests.
import { existsSync } from 'node:fs';

export interface ChromiumLaunch {
  readonly executablePath?: string;
  readonly args: string[];
}

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

/** Throws when `OURO_CHROMIUM` names a file that is not there: a typing error must not fall back to another browser. */
export function findChromium(variables: Readonly<Record<string, string | undefined>> = process.env): ChromiumLaunch {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const named = variables['OURO_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`OURO_CHROMIUM=${named} does not exist`);
    return { executablePath: named, args };
  }
  const found = SYSTEM.find((path) => existsSync(path));
  // Without a path Playwright starts its own browser, or says how to install it.
  return found === undefined ? { args } : { executablePath: found, args };
}
