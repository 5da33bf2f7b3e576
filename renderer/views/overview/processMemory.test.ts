import { expect, test } from 'vitest';
import { processMemoryOf } from './processMemory.ts';

const STATUS = `VmPeak:\t  128000 kB
VmHWM:\t   50000 kB
VmRSS:\t   45304 kB
RssAnon:\t   30000 kB
RssFile:\t   15304 kB
VmSwap:\t       0 kB
Threads:\t4`;

test('resident size and its parts are read in bytes', () => {
  expect(processMemoryOf({ texts: [{ name: 'status', text: STATUS }] })).toEqual({
    resident: 45304 * 1024,
    parts: [
      { part: 'peak', bytes: 50000 * 1024 },
      { part: 'anonymous', bytes: 30000 * 1024 },
      { part: 'file', bytes: 15304 * 1024 },
    ],
  });
});

test.each([
  ['nothing', []],
  ['other texts', [{ name: 'smaps_rollup', text: 'Rss: 5 kB' }]],
  ['a status without sizes', [{ name: 'status', text: 'Threads:\t4' }]],
  ['a size that is none', [{ name: 'status', text: 'VmRSS: many kB' }]],
])('a dump with %s has no process memory to show', (_, texts) => {
  expect(processMemoryOf({ texts })).toBeUndefined();
});
