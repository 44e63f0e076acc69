/** Labelled mail of many users, as the numbers that training needs. */
import { createHash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import { type Entry, readIndex, readMails } from '../bench/corpora.js'
import { halfName, halfOf } from '../bench/halves.js'
import type { Encoder } from '../encoder/encoder.js'
import { BadInput } from '../errors.js'
import { lexical } from '../features/lexical.js'
import { quantiseEmbedding } from '../features/vector.js'
import { messageId } from '../mail/id.js'
import { parse } from '../mail/parse.js'
import { canonicalText } from '../mail/text.js'
import type { Mail } from '../types.js'
import { type MailVector, VectorCache } from './vector-cache.js'

export interface TrainingMail extends MailVector {
  /** Message id: names a mark where marks are drawn. */
  id: string
  y: 1 | -1
  user: string
  /** Absolute path of the raw message. */
  path: string
  /** The folder of its index file: mail of one form, prepared in one way. */
  corpus: string
}

export interface DatasetOptions {
  /** TREC index files. */
  indexes: string[]
  encoder: Encoder
  /** Folder for vectors between runs, or null. */
  cache: string | null
  excludeUsers?: string[]
  /** Mail whose path contains one of these is left out. */
  excludePaths?: string[]
  /** Corpora, by folder name, whose header fields betray the class: only sender and subject are read. */
  headerless?: string[]
  /** Users that are many people: read as two, NAME-a and NAME-b, see halves.ts. */
  halve?: string[]
  /** Of each user and class at most so many mails, spread evenly. */
  most?: number
  onMail?: (done: number, total: number) => void
}

/** Mails that are encoded at once: enough to keep every worker of an encoder busy. */
const IN_FLIGHT = 16

/**
 * Reads, encodes and hashes every mail of the indexes, in their order; what is not mail is passed over.
 * @throws BadInput when an index cannot be read or nothing is left to train on
 */
export async function readDataset(options: DatasetOptions): Promise<TrainingMail[]> {
  const { indexes, encoder, excludeUsers = [], excludePaths = [], halve = [], most = Infinity } = options
  const read = await Promise.all(indexes.map(readIndex))
  const named = (entry: Entry) =>
    halve.includes(entry.user) ? { ...entry, user: halfName(entry.user, halfOf(entry.path)) } : entry
  const corpora = read.map((entries, i) => {
    const kept = entries
      .map(named)
      .filter(
        ({ user, path }) => !excludeUsers.includes(user) && !excludePaths.some((part) => path.includes(part)),
      )
    return { corpus: basename(dirname(resolve(indexes[i]))), entries: thinned(kept, most) }
  })
  const total = corpora.reduce((sum, { entries }) => sum + entries.length, 0)
  if (total === 0) throw new BadInput('No mail is left to train on: name more --index files or exclude less.')
  const cache = new VectorCache(options.cache, encoder.id, encoder.dimension)
  const mails: TrainingMail[] = []
  for (const { corpus, entries } of corpora) {
    const bare = options.headerless?.includes(corpus) ?? false
    for await (const mail of vectors(entries, { corpus, bare, encoder, cache })) {
      mails.push(mail)
      options.onMail?.(mails.length, total)
    }
  }
  cache.save()
  return mails
}

function thinned(entries: Entry[], most: number): Entry[] {
  const totals = new Map<string, number>()
  const group = ({ label, user }: Entry) => `${label} ${user}`
  for (const entry of entries) totals.set(group(entry), (totals.get(group(entry)) ?? 0) + 1)
  const seen = new Map<string, number>()
  return entries.filter((entry) => {
    const k = seen.get(group(entry)) ?? 0
    seen.set(group(entry), k + 1)
    const step = Math.max(1, (totals.get(group(entry)) ?? 0) / most)
    return Math.floor((k + 1) / step) > Math.floor(k / step)
  })
}

interface Source {
  corpus: string
  bare: boolean
  encoder: Encoder
  cache: VectorCache
}

async function* vectors(entries: Entry[], source: Source): AsyncGenerator<TrainingMail> {
  const pending: Promise<TrainingMail | null>[] = []
  for await (const { entry, raw } of readMails(entries)) {
    const next = vector(entry, raw, source)
    // It is awaited in its turn; until then a failure must not end the program.
    next.catch(() => {})
    pending.push(next)
    if (pending.length < IN_FLIGHT) continue
    const mail = await pending.shift()
    if (mail) yield mail
  }
  for (const mail of await Promise.all(pending)) if (mail) yield mail
}

async function vector(entry: Entry, raw: Buffer, source: Source): Promise<TrainingMail | null> {
  const { corpus, bare, encoder, cache } = source
  const id = messageId(raw)
  const key = `${id}${bare ? 'b' : 'h'}`
  const about = {
    id,
    y: entry.label === 'spam' ? 1 : -1,
    user: entry.user,
    path: entry.path,
    corpus,
  } as const
  const known = cache.get(key)
  if (known) return { ...known, ...about }
  const mail = await parse(raw).catch((error) => {
    if (error instanceof BadInput) return null
    throw error
  })
  if (mail === null) return null
  const read = bare ? withoutHeaders(mail) : mail
  const embedding = quantiseEmbedding(await encoder.encode(canonicalText(read)))
  const made = { text: textHash(read), embedding, lexical: lexical(read).ids }
  cache.put(key, made)
  return { ...made, ...about }
}

function withoutHeaders(mail: Mail): Mail {
  return { ...mail, headers: [], replyTo: null }
}

/** Tells copies of one mail that were prepared differently. */
function textHash({ subject, body }: Mail): string {
  const letters = `${subject} ${body}`.toLowerCase().replace(/[^\p{L}]/gu, '')
  return createHash('sha256').update(letters).digest('hex').slice(0, 20)
}
