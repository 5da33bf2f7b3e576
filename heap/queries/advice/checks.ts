// All checks of the advisor: one line each.
import { KEY_SHARING_CHECK, SLOTS_CHECK } from './attributes.ts';
import type { Check } from './check.ts';
import { DUPLICATE_CHECKS } from './duplicates.ts';
import { SLACK_CHECKS } from './slack.ts';
import { WIDE_TEXTS_CHECK } from './texts.ts';
import { VIEWS_CHECK } from './views.ts';

export const CHECKS: readonly Check[] = [
  ...SLACK_CHECKS,
  SLOTS_CHECK,
  KEY_SHARING_CHECK,
  ...DUPLICATE_CHECKS,
  WIDE_TEXTS_CHECK,
  VIEWS_CHECK,
];
