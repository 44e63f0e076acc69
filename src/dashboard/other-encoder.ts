/**
 * A user's model as it would be under another encoder (encoder-switch.ts), before anybody moves: the texts that were kept are
 * embedded anew, and the adapter is solved from the marks as they would be then. Nothing of it is stored.
 *
 * The shared head was learned around the encoder in force, and has no part in it: after a move it is learned anew.
 */
import { embedAnew } from '../encoder-switch.js'
import { NotFound, Unavailable } from '../errors.js'
import { judgeMany } from '../model.js'
import type { Store, User } from '../store/store.js'
import type { DashboardParts, OtherEncoders, OtherHeads } from './parts.js'
import { inBatches, type Reading, type Row, readBy } from './reading.js'

/** What another encoder was tried with. */
export interface Tried {
  id: string
  /** The base was trained with another encoder, and gives its words alone. */
  baseWordsAlone: boolean
  /** Marks whose mail is embedded by it, and those that count by their words alone, since the text was not kept. */
  marks: { embedded: number; wordsAlone: number }
}

const trying = new WeakSet<OtherEncoders>()

/**
 * Loads an encoder, does work with it, and lets go of it.
 * @throws NotFound for an encoder that is not at hand, Unavailable while another one is being tried
 */
export async function withEncoder<T>(
  { others }: DashboardParts,
  name: string,
  work: (heads: OtherHeads) => Promise<T>,
): Promise<T> {
  const atHand = await others.list()
  if (!atHand.includes(name)) {
    throw new NotFound(
      `The encoder "${name}" is not at hand: fetch it with \`hamlet encoder pull\`, or choose among ${atHand.join(', ')}.`,
      'unknown-encoder',
    )
  }
  if (trying.has(others))
    throw new Unavailable('Another encoder is being tried: ask again when that is done.')
  trying.add(others)
  try {
    const heads = await others.open(name)
    return await work(heads).finally(() => heads.encoder.close())
  } finally {
    trying.delete(others)
  }
}

export async function readingUnder(
  { store, models, trustedAuthserv }: DashboardParts,
  user: User,
  heads: OtherHeads,
  threshold: { threshold?: number },
): Promise<Reading & { tried: Tried }> {
  const { encoder, base, wordsAlone } = heads
  const anew = <Kind extends Row>(rows: readonly Kind[]) => embeddedAnew(store, user.user, rows, heads)
  const marks = await anew(await store.marks(user.user))
  const labels = await anew(await store.weakLabels(user.user))
  const then = models.under(encoder, base, {
    ...store,
    marks: async () => marks,
    weakLabels: async () => labels,
  })
  const isOwn = (row: Row) => row.encoder === encoder.id
  const embedded = marks.filter(isOwn).length
  return {
    reader: {
      stored: async (rows) => (await anew(rows)).map((row) => (isOwn(row) ? then.sample(row) : null)),
      brought: (mail) => readBy({ encoder, base, trustedAuthserv }, mail),
    },
    judge: judgeMany(await then.variant(user, threshold)),
    tried: {
      id: encoder.id,
      baseWordsAlone: wordsAlone,
      marks: { embedded, wordsAlone: marks.length - embedded },
    },
  }
}

/** The rows with this encoder's vectors, as far as their texts were kept. */
function embeddedAnew<Kind extends Row>(
  store: Store,
  user: string,
  rows: readonly Kind[],
  { encoder, base }: OtherHeads,
): Promise<Kind[]> {
  return inBatches(rows, async (row) => {
    if (row.encoder === encoder.id) return row
    const text = (await store.message(user, row.id))?.text ?? null
    if (text === null) return row
    const vector = await embedAnew({ vector: row.vector, text }, encoder, base.gains)
    return { ...row, encoder: encoder.id, vector }
  })
}
