/**
 * Who may import whom, and which part owns which library. `npm run architecture` and test/95 check it.
 * Every part is named here with all that it may import of ours; what is not named is refused.
 */

/** The words that every part speaks. */
const WORDS = ['types', 'errors']

const PARTS = {
  types: [],
  errors: [],
  config: ['errors'],
  log: [...WORDS, 'config'],
  mail: [...WORDS, 'config'],
  encoder: [...WORDS, 'config'],
  store: [...WORDS, 'config'],
  features: ['types', 'mail'],
  heads: [],
  filter: [
    ...WORDS,
    'config',
    'log',
    'models',
    'mail',
    'encoder/encoder',
    'features',
    'heads',
    'store/store',
  ],
  models: [
    ...WORDS,
    'config',
    'log',
    'filter',
    'mail',
    'encoder/encoder',
    'features',
    'heads',
    'store/store',
  ],
  http: [...WORDS, 'config', 'log', 'filter', 'store/store'],
  bench: [...WORDS, 'config', 'filter', 'store/store'],
  training: [...WORDS, 'mail', 'encoder/encoder', 'features', 'heads', 'bench/corpora'],
  app: [
    ...WORDS,
    'config',
    'log',
    'filter',
    'models',
    'mail',
    'encoder',
    'features',
    'heads',
    'store',
    'http',
  ],
  cli: [
    ...[
      ...WORDS,
      'config',
      'log',
      'app',
      'bench',
      'training',
      'filter',
      'store/store',
      'encoder/no-telemetry',
    ],
    // `hamlet text` shows what the encoder reads; `unmark FILE` needs a mail's id.
    'mail',
  ],
}

/** One owner for each library; the others ask the owner. */
const LIBRARIES = {
  '@xenova/transformers': 'encoder',
  'better-sqlite3': 'store',
  'cli-progress': 'cli',
  commander: 'cli',
  express: 'http',
  helmet: 'http',
  htmlparser2: 'mail',
  'lru-cache': 'encoder',
  mailparser: 'mail',
  'onnxruntime-node': 'encoder',
  'p-map': 'cli',
  pino: 'log',
  piscina: 'encoder',
  'prom-client': 'http',
  'string-width': 'cli',
}

/** Files that are started by name instead of being imported. */
const STARTED = ['cli/main', 'encoder/worker']

/** A part is a folder or a file of src; `encoder/encoder` is one file of a part. */
const pathOf = (part) => `^src/${part}(/|\\.ts$)`
const libraryPath = (library) => `(^|/)node_modules/(@types/)?${library}/`

const imports = Object.entries(PARTS).map(([part, allowed]) => ({
  name: `imports-of-${part}`,
  comment: `${part} may import of ours only: ${allowed.join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: pathOf(part) },
  to: { path: '^src/', pathNot: [part, ...allowed].map(pathOf) },
}))

const owners = Object.entries(LIBRARIES).map(([library, owner]) => ({
  name: `owner-of-${library}`,
  comment: `Only src/${owner} imports ${library}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: pathOf(owner) },
  to: { path: libraryPath(library) },
}))

module.exports = {
  forbidden: [
    ...imports,
    ...owners,
    {
      name: 'no-unknown-part',
      comment: 'A new folder or file at the top of src needs its line in PARTS.',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.keys(PARTS).map(pathOf) },
      to: {},
    },
    {
      name: 'no-library-without-owner',
      comment: 'A new library needs its owner in LIBRARIES. zod is the language of every door.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/', pathNot: ['zod', ...Object.keys(LIBRARIES)].map(libraryPath) },
    },
    {
      name: 'no-development-library',
      comment: 'What src needs at run time belongs to "dependencies".',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-world-in-heads',
      comment: 'Heads and features are functions of numbers and words: no files, no network, no clock.',
      severity: 'error',
      from: { path: ['heads', 'features'].map(pathOf) },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|crypto)$' },
    },
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one concept, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-missing-file',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dead-file',
      comment: 'No file that is started leads to this one.',
      severity: 'error',
      from: { path: STARTED.map(pathOf) },
      to: { reachable: false, path: '^src/', pathNot: [...STARTED.map(pathOf), '\\.d\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}
