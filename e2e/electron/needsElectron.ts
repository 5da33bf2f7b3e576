import { test } from '@playwright/test';
import { findElectron } from '../support/findElectron.ts';

/** Skips the tests of this file with the reason why there is no binary; fails them where one is demanded. */
export function needsElectron(): void {
  const found = findElectron();
  if (!('reason' in found)) return;
  const reason = `electron: ${found.reason}`;
  if (process.env['OURO_REQUIRE_ELECTRON'] === '1') {
    test.beforeEach(() => {
      throw new Error(reason);
    });
  } else test.skip(true, reason);
}
