import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { readFileSync } from 'node:fs';
import ts from 'typescript-eslint';

/** Bans with the rule they enforce; each was seen to fail on a planted violation, see docs/decisions.md. */
const everywhere = [
  {
    selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
    message: 'Dump text is hostile: text nodes only.',
  },
  {
    selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
    message: 'Dump text is hostile: text nodes only.',
  },
  {
    selector: "CallExpression[callee.object.name='document'][callee.property.name='write']",
    message: 'No document.write.',
  },
  {
    selector: "NewExpression[callee.name='BrowserWindow']",
    message: 'main/desktop/window.ts is the only window factory.',
  },
  { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
  { selector: 'TSEnumDeclaration', message: 'String unions instead of enums.' },
];
const ids = {
  selector: 'TSAsExpression > TSTypeReference[typeName.name=/Id$/]',
  message: 'Ids are made in heap/model/ids.ts only.',
};
const worker = {
  selector: "NewExpression[callee.name='Worker']",
  message: 'Workers start in renderer/state/client, main/loading/start and workers/node only.',
};
const heapOnly = [
  { selector: 'YieldExpression', message: 'No generators over heap data.' },
  { selector: ':matches(ForStatement, WhileStatement) ArrowFunctionExpression', message: 'No closures inside loops.' },
];
/** What differs between dump formats is a capability or a column: nobody outside heap/formats asks which one it was. */
const formatNames = /FORMAT_NAMES = \[([^\]]*)\]/
  .exec(readFileSync(new URL('heap/model/manifest.ts', import.meta.url), 'utf8'))[1]
  .match(/[\w-]+/g)
  .join('|');
const formats = [
  `BinaryExpression[operator=/^[!=]==?$/]:has(Identifier[name='format']):has(> Literal[value=/^(${formatNames})$/])`,
  `BinaryExpression[operator=/^[!=]==?$/]:has(Literal[value='format']):has(> Literal[value=/^(${formatNames})$/])`,
  "SwitchStatement[discriminant.property.name='format']",
  "SwitchStatement[discriminant.expression.property.name='format']",
  `SwitchStatement[discriminant.name='format']:has(SwitchCase > Literal[value=/^(${formatNames})$/])`,
  'CallExpression[callee.property.name=/^(includes|indexOf|has|startsWith)$/][arguments.0.property.name="format"]',
].map((selector) => ({ selector, message: 'Formats differ in capabilities and columns: ask the manifest for those.' }));
const columns = {
  selector:
    'NewExpression[callee.name=/^(Float64Array|Float32Array|Uint8Array|Uint16Array|Uint32Array|Int32Array|ArrayBuffer|SharedArrayBuffer)$/][arguments.0.type!="MemberExpression"]',
  message: 'Typed arrays are made by heap/base/column.ts.',
};

export default ts.config(
  {
    ignores: [
      'out/**',
      '.types/**',
      'node_modules/**',
      'test-results/**',
      'playwright-report/**',
      'capture/**',
      'samples/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.es2023 } },
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...formats, ids, worker],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-undef': 'off',
    },
  },
  {
    files: ['heap/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...formats, ids, worker, ...heapOnly] },
  },
  {
    files: ['heap/formats/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ids, worker, ...heapOnly, columns] },
  },
  {
    files: ['heap/analyses/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...formats, ids, worker, ...heapOnly, columns] },
  },
  { files: ['heap/model/ids.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere, ...formats, worker] } },
  { files: ['main/desktop/window.ts'], rules: { 'no-restricted-syntax': ['error', ...formats, ids, worker] } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] },
      globals: { ...globals.browser },
    },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/no-inline-styles': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/require-each-key': 'error',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': [
        'error',
        ...everywhere,
        ...formats,
        ids,
        worker,
        {
          selector: "SvelteAttribute[key.name='style'] > SvelteLiteral",
          message: 'A static style attribute violates the CSP.',
        },
      ],
    },
  },
  // After the Svelte block, which would forbid the client its workers again.
  {
    files: ['renderer/state/client.svelte.ts', 'main/loading/start.ts', 'workers/node.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...formats, ids] },
  },
  {
    files: ['**/*.test.ts', 'e2e/**/*.ts', 'heap/testing/**', 'bench/**', 'bin/**', '*.config.ts', '*.mjs'],
    rules: {
      'no-restricted-syntax': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      complexity: 'off',
    },
  },
  { files: ['bench/**', 'bin/**', 'e2e/**'], rules: { 'no-console': 'off' } },
);
