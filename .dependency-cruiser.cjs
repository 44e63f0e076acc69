/**
 * Who may import whom, and which part owns which library. `npm run architecture` and test/95 check it.
 * Every part is named here with all that it may import of ours; what is not named is refused.
 */

/** The words that every part speaks. */
const WORDS = 'types errors'

/** filter.ts tells the story; the files beside it are its chapters, and may know what it may know. */
const CHAPTERS =
  'filter accounts accuracy anatomy dashboard encoder-switch events explain filter-options hints inboxes model models promises questions refit timeline topic-reader topics user-export ' +
  'user-name weak-labels'
const STORY = `${CHAPTERS} ${WORDS} interval config log mail encoder/encoder features heads store/store`

const PARTS = {
  types: '',
  errors: '',
  interval: '',
  config: 'errors',
  log: `${WORDS} config`,
  mail: `${WORDS} config`,
  encoder: `${WORDS} config`,
  store: `${WORDS} config`,
  features: 'types mail',
  heads: '',
  ...Object.fromEntries(CHAPTERS.split(' ').map((chapter) => [chapter, STORY])),
  // What a browser loads: it knows nothing but the HTTP calls (ANSWERS), and the formula of an interval.
  page: 'interval',
  http: `${WORDS} config log filter store/store`,
  // A bench draws as training draws, and measures calibration by the formula of the heads.
  bench: `${WORDS} interval config filter store/store training/draws heads/calibration`,
  training: `${WORDS} mail encoder/encoder features heads bench/corpora bench/halves`,
  configured: `${STORY} encoder`,
  app: `${STORY} configured encoder store http`,
  // The command line also shows what the encoder reads (mail), fetches encoders, makes keys as the server does, writes
  // the base that it trained, and says what can be promised.
  cli: `${WORDS} config log app bench training filter store/store encoder mail http/keys heads/base heads/base-files heads/promise`,
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
  mailparser: 'mail',
  'onnxruntime-node': 'encoder',
  'p-map': 'cli',
  pino: 'log',
  piscina: 'encoder',
  preact: 'page',
  'prom-client': 'http',
  'string-width': 'cli',
  uplot: 'page',
}

/** Libraries as general as the language: what a value must look like, a map that forgets. */
const COMMON = ['lru-cache', 'zod']

/** Where the page says what the calls answer: by the server's own types, and nothing that a browser would load. */
const ANSWERS = 'page/api/answers'

/** Files that are started by name instead of being imported. */
const STARTED = ['cli/main', 'encoder/worker', 'encoder/bare-worker', 'heads/refit-worker', 'page/main']

/** A part is a folder or a file of src; `encoder/encoder` is one file of a part. */
const pathOf = (part) => `^src/${part}(/|\\.[jt]sx?$)`
const libraryPath = (library) => `(^|/)node_modules/(@types/)?${library}/`

const imports = Object.entries(PARTS).map(([part, allowed]) => ({
  name: `imports-of-${part}`,
  comment: `${part} may import of ours only: ${allowed || 'nothing'}.`,
  severity: 'error',
  from: { path: pathOf(part), pathNot: pathOf(ANSWERS) },
  to: { path: '^src/', pathNot: `${part} ${allowed}`.trim().split(' ').map(pathOf) },
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
      name: 'answers-are-types',
      comment: `src/${ANSWERS}.ts imports types alone: what the server runs is not for browsers.`,
      severity: 'error',
      from: { path: pathOf(ANSWERS) },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-part',
      comment: 'A new folder or file at the top of src needs its line in PARTS.',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.keys(PARTS).map(pathOf) },
      to: {},
    },
    {
      name: 'no-library-without-owner',
      comment: 'A new library needs its owner in LIBRARIES, or a place among the COMMON.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/', pathNot: [...COMMON, ...Object.keys(LIBRARIES)].map(libraryPath) },
    },
    {
      name: 'no-development-library',
      comment:
        'What src needs at run time belongs to "dependencies"; what the page needs is bundled into it.',
      severity: 'error',
      from: { path: '^src/', pathNot: pathOf('page') },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-world-in-heads',
      comment: 'Heads and features are functions of numbers and words: no files, no network, no clock.',
      severity: 'error',
      from: { path: ['heads', 'features'].map(pathOf), pathNot: STARTED.map(pathOf) },
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
