// Nobody outside heap/formats asks which format a dump had: the lint rule fires where somebody does, and only there.
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { FORMAT_NAMES } from '#heap/model/manifest.ts';

const eslint = new ESLint({ cwd: new URL('..', import.meta.url).pathname });
const MESSAGE = 'Formats differ in capabilities and columns: ask the manifest for those.';

async function firesOn(code: string, filePath: string): Promise<boolean> {
  const [{ messages }] = await eslint.lintText(code, { filePath });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.some(({ message }) => message === MESSAGE);
}

const of = (expression: string): string => `export const is = (manifest: any, format: any) => ${expression};\n`;

test.each([
  ...FORMAT_NAMES.map((name) => of(`manifest.format === '${name}'`)),
  of("manifest.format !== 'ouro'"),
  of("'v8' == manifest.format"),
  of("manifest?.format === 'v8'"),
  of("manifest['format'] === 'v8'"),
  of("format === 'v8'"),
  of("['v8', 'core'].includes(manifest.format)"),
  'export function is(manifest: any): number {\n  switch (manifest.format) { default: return 0; }\n}\n',
  "export function is(format: any): number {\n  switch (format) { case 'ouro': return 1; default: return 0; }\n}\n",
])('%s', async (code) => {
  expect(await firesOn(code, 'heap/queries/planted.ts')).toBe(true);
  expect(await firesOn(code, 'heap/formats/ouro/planted.ts')).toBe(false);
});

test.each([
  'heap/analyses/planted.ts',
  'heap/model/ids.ts',
  'main/cli/planted.ts',
  'main/desktop/window.ts',
  'main/loading/start.ts',
  'workers/planted.ts',
  'renderer/words/planted.ts',
  'renderer/state/planted.svelte.ts',
])('it fires in %s', async (path) => {
  expect(await firesOn(of("manifest.format === 'ouro'"), path)).toBe(true);
});

test('it fires in the markup of a component', async () => {
  const code = `<script lang="ts">\n  let { manifest } = $props();\n</script>\n\n{#if manifest.format === 'ouro'}yes{/if}\n`;
  expect(await firesOn(code, 'renderer/views/planted.svelte')).toBe(true);
});

test('other formats and other words are nobody’s business', async () => {
  expect(await firesOn(of("manifest.format === 'csv'"), 'heap/queries/planted.ts')).toBe(false);
  expect(await firesOn(of("manifest.kind === 'graph'"), 'heap/queries/planted.ts')).toBe(false);
  expect(await firesOn(of('manifest.format === format'), 'heap/queries/planted.ts')).toBe(false);
});
