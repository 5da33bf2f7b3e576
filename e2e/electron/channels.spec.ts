import { test } from '@playwright/test';
import { channelSuite } from '../contract/channelSuite.ts';
import { needsElectron } from './needsElectron.ts';

test.describe('electron', () => {
  needsElectron();
  channelSuite('electron');
});
