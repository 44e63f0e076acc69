import type { Encoder } from '../encoder/encoder.js'
import type { Models } from '../models.js'
import type { Store } from '../store/store.js'
import type { TopicReader } from '../topic-reader.js'

/** What the views are made from. */
export interface DashboardParts {
  store: Store
  models: Models
  reader: TopicReader
  encoder: Encoder
  now: () => number
}
