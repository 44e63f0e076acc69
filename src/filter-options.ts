import type { OtherEncoders } from './dashboard/parts.js'
import type { Encoder } from './encoder/encoder.js'
import type { Base } from './heads/base.js'
import type { Log } from './log.js'
import type { Store } from './store/store.js'

export interface FilterOptions {
  store: Store
  encoder: Encoder
  base: Base
  /** Probability from which mail is spam, for users who set none. */
  threshold: number
  /** At most one good mail in so many in Junk, for users who asked for nothing else. Default null: no promise. */
  promise?: number | null
  /** Mail servers whose Authentication-Results count. */
  trustedAuthserv?: readonly string[]
  /** What the score log keeps of a mail. */
  keep: 'nothing' | 'headers' | 'text'
  /** Marks kept for each user. */
  maxMarks: number
  /** Refit the shared head in the background as marks come in. Default true. */
  refit?: boolean
  /** Look, now and then, at a user's mail without its labels (inboxes.ts). Default true. */
  noticing?: boolean
  /** The most marks that one user counts for in a refit; default: see heads/shared.ts. For benches. */
  sharedCap?: number
  log?: Log
  now?: () => number
  /** Encoders that can be tried before a move. Default: none. */
  others?: OtherEncoders
}
