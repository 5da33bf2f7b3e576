import { test } from '@playwright/test';
import { channelSuite } from './channelSuite.ts';

for (const kind of ['web', 'fake-electron'] as const) {
  test.describe(kind, () => channelSuite(kind));
}
