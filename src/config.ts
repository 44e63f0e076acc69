/**
 * Settings: environment variables, each with a name, a default and one sentence. The README's table and
 * `hamlet serve --help` are made from this list, and everything is checked at start.
 */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { BadConfig } from './errors.js'

/** Where package.json, `data/` and `migrations/` stand: one level above `src/` and above `dist/`. */
export const packageRoot = resolve(fileURLToPath(new URL('..', import.meta.url)))

export type Keep = 'nothing' | 'headers' | 'text'

export interface Config {
  host: string
  port: number
  /** A file path, or `:memory:`. */
  database: string
  adminKey: string | null
  demo: boolean
  /** `embedded`, a folder, or a Hugging Face model id, optionally `@revision`; null: what the database says, else `embedded`. */
  encoder: string | null
  encoderWorkers: number | null
  hub: { endpoint: string; cache: string; offline: boolean }
  /** Folder of base.json and base.bin. */
  base: string
  maxMessageBytes: number
  threshold: number
  /** At most one good mail in so many in Junk; null: no promise. */
  promise: number | null
  /** Mail servers whose Authentication-Results count. */
  trustedAuthserv: string[]
  keep: Keep
  keepDays: number
  maxMarks: number
  logLevel: string
}

/** Logits nearer to 0 and 1 than this are cut off (heads/calibration.ts), and no mail is judged that surely. */
const NEAREST = 1e-6
const OUT_OF_RANGE = { error: `a threshold is a probability from ${NEAREST.toFixed(6)} to ${1 - NEAREST}` }

/** A probability from which mail can be spam. */
export const validThreshold = z
  .number(OUT_OF_RANGE)
  .min(NEAREST, OUT_OF_RANGE)
  .max(1 - NEAREST, OUT_OF_RANGE)
/** The same where it may be text. */
export const thresholdText = z.coerce.number(OUT_OF_RANGE).pipe(validThreshold)

const onOff = z.enum(['on', 'off']).transform((value) => value === 'on')
/** `mx.example.org, mx2.example.org` */
const names = z.string().transform((value) =>
  value
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((name) => name !== ''),
)
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most)

interface Setting {
  name: string
  fallback: string | null
  help: string
  schema: z.ZodType
}

function setting(name: string, fallback: string | null, schema: z.ZodType, help: string): Setting {
  return { name, fallback, schema, help }
}

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hamlet', 'encoders')

export const settings: readonly Setting[] = [
  setting('HAMLET_HOST', '127.0.0.1', z.string().min(1), 'Address to listen on; `0.0.0.0` for all.'),
  setting('PORT', '8025', count(0, 65535), 'Port to listen on; 0 for any free one.'),
  setting(
    'HAMLET_DATABASE',
    './var/hamlet.db',
    z
      .string()
      .min(1)
      .refine(
        (path) => !path.includes('://'),
        'is an address; give the path of a file, such as ./var/hamlet.db',
      ),
    'Path of the SQLite database file.',
  ),
  setting(
    'HAMLET_ADMIN_KEY',
    null,
    z
      .string()
      .min(16, 'is too short for a secret; use 16 characters or more')
      .regex(/^[\x21-\x7e]+$/, 'may hold printable ASCII only, without spaces'),
    'The admin key; where it is not set, one is made on the first start and printed once.',
  ),
  setting('HAMLET_DEMO', 'on', onOff, '`off` skips the demo that is played on the first start.'),
  setting(
    'HAMLET_ENCODER',
    null,
    z.string().min(1),
    '`embedded`, a model folder, or a Hugging Face model id such as `Xenova/all-MiniLM-L6-v2`, fetched once; where it is not set, the one that `hamlet encoder switch` moved to, else `embedded`.',
  ),
  setting(
    'HAMLET_ENCODER_WORKERS',
    null,
    count(1, 64),
    'How many threads encode mail; where it is not set, one a core.',
  ),
  setting('HAMLET_HUB', 'https://huggingface.co', z.url(), 'Where models are fetched from.'),
  setting(
    'HAMLET_HUB_CACHE',
    null,
    z.string().min(1),
    'Folder of fetched models; default `~/.cache/hamlet/encoders`.',
  ),
  setting('HAMLET_HUB_OFFLINE', 'off', onOff, '`on` never fetches; only what is cached is used.'),
  setting('HAMLET_BASE', null, z.string().min(1), 'Folder of another base model made by `hamlet train`.'),
  setting(
    'HAMLET_MAX_MESSAGE_BYTES',
    '26214400',
    count(1024, 2 ** 30),
    'Largest message that is taken; a larger one is answered with 413.',
  ),
  setting(
    'HAMLET_THRESHOLD',
    '0.5',
    thresholdText,
    'Probability from which mail is spam, for users who set none.',
  ),
  setting(
    'HAMLET_PROMISE',
    null,
    count(2, 1_000_000),
    'At most 1 good mail in this many in Junk, for users who asked for nothing else; where it is not set, the threshold alone decides.',
  ),
  setting(
    'HAMLET_TRUSTED_AUTHSERV',
    '',
    names,
    'Mail servers, by the name in their `Authentication-Results` fields and parted by commas, whose word on SPF, DKIM and DMARC counts; they have to remove forged ones.',
  ),
  setting(
    'HAMLET_KEEP',
    'headers',
    z.enum(['nothing', 'headers', 'text']),
    'What the score log keeps of a mail: `nothing`, `headers` (sender and subject) or also its `text`.',
  ),
  setting(
    'HAMLET_KEEP_DAYS',
    '90',
    count(1, 36500),
    'Days after which scored mail leaves the log; marks stay.',
  ),
  setting(
    'HAMLET_MAX_MARKS',
    '2000',
    count(10, 20_000),
    'Marks kept for each user. Of the larger class, those of mail that was surely judged right go first, the oldest first.',
  ),
  setting(
    'HAMLET_LOG',
    'info',
    z.enum(['silent', 'error', 'warn', 'info', 'debug']),
    'How much is logged, as JSON lines on standard error.',
  ),
]

/**
 * @throws BadConfig naming every variable that is wrong or unknown. `HAMLET_PORT` is taken for `PORT`.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const wrong: string[] = []
  const values = new Map<string, unknown>()
  // HAMLET_CORPORA names the folder of corpora for tests and benches.
  const known = new Set(['HAMLET_CORPORA', 'HAMLET_PORT', ...settings.map((s) => s.name)])
  for (const name of Object.keys(env)) {
    if (name.startsWith('HAMLET_') && !known.has(name)) wrong.push(`${name} is not a setting of Hamlet`)
  }
  for (const { name, fallback, schema } of settings) {
    const given = name === 'PORT' ? (env.HAMLET_PORT ?? env.PORT) : env[name]
    const text = given === undefined || given === '' ? fallback : given
    if (text === null) continue
    const parsed = schema.safeParse(text)
    if (parsed.success) values.set(name, parsed.data)
    else wrong.push(`${name} is ${JSON.stringify(text)}: ${parsed.error.issues[0]?.message ?? 'not allowed'}`)
  }
  if (wrong.length > 0)
    throw new BadConfig(`Settings are wrong: ${wrong.join('; ')}. See \`hamlet serve --help\`.`)
  const get = <T>(name: string) => (values.get(name) ?? null) as T
  return {
    host: get('HAMLET_HOST'),
    port: get('PORT'),
    database: get('HAMLET_DATABASE'),
    adminKey: get('HAMLET_ADMIN_KEY'),
    demo: get('HAMLET_DEMO'),
    encoder: get('HAMLET_ENCODER'),
    encoderWorkers: get('HAMLET_ENCODER_WORKERS'),
    hub: {
      endpoint: get('HAMLET_HUB'),
      cache: get<string | null>('HAMLET_HUB_CACHE') ?? cacheFolder(),
      offline: get('HAMLET_HUB_OFFLINE'),
    },
    base: get<string | null>('HAMLET_BASE') ?? join(packageRoot, 'data', 'base'),
    maxMessageBytes: get('HAMLET_MAX_MESSAGE_BYTES'),
    threshold: get('HAMLET_THRESHOLD'),
    promise: get('HAMLET_PROMISE'),
    trustedAuthserv: get('HAMLET_TRUSTED_AUTHSERV'),
    keep: get('HAMLET_KEEP'),
    keepDays: get('HAMLET_KEEP_DAYS'),
    maxMarks: get('HAMLET_MAX_MARKS'),
    logLevel: get('HAMLET_LOG'),
  }
}
