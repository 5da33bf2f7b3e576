// Who may import whom, as data: everything absent is an error. See docs/architecture.md.
const PAGE = ['heap/(base|model|exports|findings)/', 'workers/api\\.ts$', 'main/bridge\\.ts$', 'renderer/'];
const WORKER_URLS = ['workers/[a-z]+\\.worker\\.ts'];
// From, to. A room is a folder, or files when it ends in `$`.
const rooms = [
  ['heap/base', ['heap/base/']],
  ['heap/model', ['heap/(base|model)/']],
  ['heap/formats', ['heap/(base|model|formats)/']],
  ['heap/analyses', ['heap/(base|model|analyses)/']],
  ['heap/exports', ['heap/(base|model)/', 'heap/queries/standardLibrary\\.ts$']],
  ['heap/queries', ['heap/(base|model|analyses|exports|queries)/']],
  ['heap/findings', ['heap/(base|model|analyses|exports|queries|findings)/']],
  ['workers', ['heap/', 'workers/']],
  ['main/(loading|workspace)', ['heap/', 'main/(loading|workspace)/', 'main/bridge\\.ts$']],
  ['main/bridge\\.ts$', ['heap/']],
  ['main/bridgeSchemas\\.ts$', ['heap/', 'main/bridge\\.ts$', 'main/pages/readers\\.ts$']],
  ['main/pages', ['heap/', 'main/(loading|workspace|pages)/', 'main/bridge']],
  ['main/desktop', ['heap/', 'main/']],
  ['main/(web|cli)', ['heap/', 'workers/', 'main/(loading|workspace|web|cli|pages)/', 'main/bridge']],
  ['renderer/ui', ['heap/base/', 'renderer/(ui|words)/']],
  ['renderer/words', ['heap/(base|model)/', 'renderer/words/']],
  ['renderer/graph', ['heap/(base|model|exports)/', 'workers/api\\.ts$', 'renderer/(graph|ui|state|words)/']],
  [
    'renderer/state',
    [
      'heap/(base|model|exports|findings)/',
      'workers/(api|sqlApi)\\.ts$',
      'main/bridge\\.ts$',
      'renderer/(state|words)/',
      ...WORKER_URLS,
    ],
  ],
  ['renderer/(shell|views)', PAGE],
  ['renderer/[^/]+$', PAGE],
];
const homes = [
  ['electron', '^main/desktop/'],
  ['cytoscape[a-z-]*', '^renderer/graph/'],
  ['svelte', '^renderer/'],
  ['@lucide/svelte', '^renderer/'],
  ['d3-hierarchy', '^renderer/'],
  ['@duckdb/duckdb-wasm', '^(workers/sql/|renderer/state/client)'],
  ['@codemirror/[a-z-]+', '^renderer/views/sql/'],
  ['apache-arrow', '^workers/sql/'],
  ['hyparquet-writer', '^workers/sql/'],
  ['comlink', '^(workers|renderer/state|main/cli)/'],
];
const tests = '\\.test\\.ts$|/testing/';

function pathOf(room) {
  return room.endsWith('$') ? `^${room}` : `^${room}/`;
}

export default {
  forbidden: [
    ...rooms.map(([from, to]) => ({
      name: `room: ${from}`,
      severity: 'error',
      from: { path: pathOf(from), pathNot: tests },
      to: { path: '^(heap|workers|main|renderer)/', pathNot: [pathOf(from), ...to.map((room) => `^${room}`)] },
    })),
    {
      name: 'room: every file is in one',
      severity: 'error',
      from: { path: '^(heap|workers|main|renderer)/', pathNot: [tests, ...rooms.map(([from]) => pathOf(from))] },
      to: {},
    },
    {
      name: 'workers: only the client has their addresses',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '^renderer/state/client\\.svelte\\.ts$' },
      to: { path: [...WORKER_URLS.map((url) => `^${url}`), '[?]worker'] },
    },
    {
      name: 'renderer: knows no Node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'format: no format imports another',
      severity: 'error',
      from: { path: '^heap/formats/([^/]+)/', pathNot: tests },
      to: { path: '^heap/formats/[^/]+/', pathNot: '^heap/formats/$1/' },
    },
    {
      name: 'heap: knows no platform',
      severity: 'error',
      from: { path: '^heap/', pathNot: tests },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'] },
    },
    {
      name: 'testing: only tests import it',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: '/testing/', pathNot: 'node_modules' },
    },
    ...homes.map(([library, home]) => ({
      name: `home: ${library}`,
      severity: 'error',
      from: { pathNot: [home, tests] },
      to: { path: `^node_modules/${library}/` },
    })),
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '\\?(worker|url)' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|\\.types)/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
    },
  },
};
