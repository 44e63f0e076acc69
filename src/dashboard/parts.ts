import type { Encoder } from '../encoder/encoder.js'
import { NotFound } from '../errors.js'
import type { Events } from '../events.js'
import type { Base } from '../heads/base.js'
import type { Models } from '../models.js'
import type { Store } from '../store/store.js'
import type { TopicReader } from '../topic-reader.js'

/** What the views are made from. */
export interface DashboardParts {
  store: Store
  models: Models
  reader: TopicReader
  encoder: Encoder
  /** Mail servers whose Authentication-Results count. */
  trustedAuthserv: readonly string[]
  /** Encoders that can be tried. */
  others: OtherEncoders
  events: Pick<Events, 'publish'>
  now: () => number
}

/** Encoders that can be tried. */
export interface OtherEncoders {
  /** Those that need not be fetched, in the form that HAMLET_ENCODER takes. */
  list(): Promise<string[]>
  /** @throws what loading it throws */
  open(name: string): Promise<OtherHeads>
}

export interface OtherHeads {
  encoder: Encoder
  /** As it is for that encoder; its words alone where it was trained with another one. */
  base: Base
  wordsAlone: boolean
}

export const NO_OTHERS: OtherEncoders = {
  list: async () => [],
  open: (name) => Promise.reject(new NotFound(`There is no encoder "${name}".`)),
}
