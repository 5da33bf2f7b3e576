import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIXED_VIEWS, hashOf, START, viewOf, type View } from './view.ts';

const plain = fc.constantFrom('open', 'overview', 'dominators', 'refcounts', 'gc', 'map');
const text = fc.string({ maxLength: 60 });

const view: fc.Arbitrary<View> = fc.oneof(
  plain.map((kind): View => ({ kind }) as View),
  text.map((filter): View => ({ kind: 'types', filter })),
  text.map((query): View => ({ kind: 'objects', query })),
  fc
    .record({
      lens: fc.constantFrom('all', 'instances', 'default'),
      component: fc.option(fc.nat({ max: 999_999_999 }), { nil: undefined }),
    })
    .map(({ lens, component }): View => ({ kind: 'cycles', lens: lens as 'all', component })),
  fc
    .record({
      stack: fc.option(
        fc.oneof(
          fc.nat({ max: 999_999_999 }),
          fc.constantFrom('suspended' as const, 'slots' as const, 'tasks' as const),
        ),
        { nil: undefined },
      ),
      frame: fc.option(fc.nat({ max: 999_999_999 }), { nil: undefined }),
    })
    .map(({ stack, frame }): View => ({ kind: 'threads', stack, frame })),
  fc
    .option(fc.constantFrom('slots' as const, 'listSlack' as const), { nil: undefined })
    .map((check): View => ({ kind: 'overhead', check })),
  fc
    .record({
      by: fc.constantFrom('module' as const, 'package' as const, 'distribution' as const),
      owner: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined }),
      rules: text,
    })
    .map((parts): View => ({ kind: 'owners', ...parts })),
  fc
    .record({
      by: fc.constantFrom('type' as const, 'dominator' as const),
      part: fc.option(fc.constantFrom('new' as const, 'gone' as const, 'unproven' as const), { nil: undefined }),
      group: fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined }),
    })
    .map((parts): View => ({ kind: 'compare', ...parts })),
  text.map((query): View => ({ kind: 'sql', query })),
  fc
    .option(fc.stringMatching(/^[0-9a-f]{16}$/), { nil: undefined })
    .map((finding): View => ({ kind: 'findings', finding })),
  fc.stringMatching(/^0x[0-9a-f]{12}$/).map((address): View => ({ kind: 'object', address })),
);

test('every view survives its own address', () => {
  fc.assert(
    fc.property(view, (shown) => {
      expect(viewOf(hashOf(shown))).toEqual(shown);
    }),
  );
});

test('every address is read as some view and then stays the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (address) => {
      const shown = viewOf(`#/${address}`);
      expect(viewOf(hashOf(shown))).toEqual(shown);
    }),
  );
});

test('two different views never share an address', () => {
  fc.assert(
    fc.property(view, view, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(hashOf(one)).not.toBe(hashOf(other));
    }),
  );
});

describe('addresses people may type', () => {
  test.each([
    ['', START],
    ['#/', START],
    ['#/nonsense', START],
    ['#/object', START],
    ['#/%E0%A4%A', START],
    ['#/cycles/c-12?lens=all', { kind: 'cycles', lens: 'all', component: 12 }],
    ['#/cycles/c-x?lens=nothing', { kind: 'cycles', lens: 'default', component: undefined }],
    ['#/threads', { kind: 'threads', stack: undefined, frame: undefined }],
    ['#/threads/suspended?frame=7', { kind: 'threads', stack: 'suspended', frame: 7 }],
    ['#/threads/x?frame=-1', { kind: 'threads', stack: undefined, frame: undefined }],
    ['#/types?filter=app.', { kind: 'types', filter: 'app.' }],
  ])('%s', (address, shown) => {
    expect(viewOf(address)).toEqual(shown);
  });
});

test('every fixed view has an address of its own', () => {
  expect(new Set(FIXED_VIEWS.map((kind) => viewOf(`#/${kind}`).kind))).toEqual(new Set(FIXED_VIEWS));
});
