/**
 * Moving an installation to another encoder.
 *
 * Vectors of two encoders never mix: each bears the id of its own, and what another encoder than the one in force made counts
 * by its words alone (models.ts). So an encoder can be changed at any time. This brings over more than the words: every
 * mail whose text was kept is embedded anew, beside what is in force, and when all of it is there it is put in place in
 * one transaction, together with the setting that names the encoder. What was done before a move is cut off is kept
 * for the next try. Adapters and the shared head are then solved anew from the marks, as ever.
 */
import type { Encoder } from './encoder/encoder.js'
import { pack, quantise, unpack } from './features/vector.js'
import type { Base } from './heads/base.js'
import { learnedSetting } from './refit.js'
import type { Heads, Store } from './store/store.js'

/** Setting: the encoder that is used where HAMLET_ENCODER names none; in the form that HAMLET_ENCODER takes. */
export const ENCODER = 'encoder'
/** Setting: the id of the encoder that the vectors were last moved to, or that was there first. */
export const ENCODER_ID = 'encoder.id'

export interface SwitchParts {
  store: Store
  /** What to move to. */
  encoder: Encoder
  base: Base
}

/** Mails that are embedded between two writes: what a move that is cut off has to do again at most. */
const BATCH = 256

/**
 * @param name the encoder, as HAMLET_ENCODER would name it
 * @param onMail called for each mail that is embedded
 * @throws what the encoder and the store throw; whatever was in force before is then in force still
 */
export async function switchEncoder(parts: SwitchParts, name: string, onMail?: () => void): Promise<void> {
  const heads = headsOf(parts)
  // The shared head's refit has learned from no mark under this encoder.
  const settings = { [ENCODER]: name, [ENCODER_ID]: heads.encoder, [learnedSetting(heads)]: '0' }
  do {
    await stageAll(parts, heads, onMail)
    // A server beside this may have logged mail since.
  } while (!(await parts.store.adoptStaged(heads, settings)))
}

export function headsOf({ encoder, base }: Pick<SwitchParts, 'encoder' | 'base'>): Heads {
  return { encoder: encoder.id, base: base.id }
}

async function stageAll({ store, encoder, base }: SwitchParts, heads: Heads, onMail?: () => void) {
  for (let last = null; ; ) {
    const mails = await store.unstaged(heads, BATCH, last)
    if (mails.length === 0) return
    const vectors = await Promise.all(
      mails.map(async (mail) => {
        const vector = await embedAnew(mail, encoder, base.gains)
        onMail?.()
        return { user: mail.user, id: mail.id, vector }
      }),
    )
    await store.stage(heads, vectors)
    last = mails[mails.length - 1]
  }
}

/** A mail's packed vector with the embedding that this encoder makes of its text, and the words that it has. */
export async function embedAnew(
  { vector, text }: { vector: Buffer; text: string },
  encoder: Encoder,
  gains: Float32Array,
): Promise<Buffer> {
  return pack(quantise(await encoder.encode(text), unpack(vector).lexical, gains))
}
