/** A real filter with a real store in memory, on a base that knows nothing and an encoder that is quick. */
import type { Encoder } from '../../src/encoder/encoder.js'
import { LEXICAL_ENDS, LEXICAL_SIZE } from '../../src/features/lexical.js'
import { createFilter, type Filter } from '../../src/filter.js'
import type { Base } from '../../src/heads/base.js'
import { createBase } from '../../src/heads/base-making.js'
import { createSqliteStore } from '../../src/store/sqlite.js'

const DIMENSION = 16

/** Calls every mail ham, barely. */
export function smallBase(encoder: Pick<Encoder, 'id' | 'dimension'>, card: Base['card'] = {}): Base {
  const precision = { embedding: 1, words: 1, identity: 1, shape: 1, route: 1, bias: 10 }
  return createBase({
    name: 'small',
    encoder: encoder.id,
    layout: { dimension: encoder.dimension, ...LEXICAL_ENDS },
    gains: new Float32Array(LEXICAL_SIZE).fill(1),
    head: {
      dense: new Float64Array(encoder.dimension),
      ids: null,
      weights: new Float32Array(LEXICAL_SIZE),
      bias: -0.25,
    },
    precision: { adapter: precision, shared: precision },
    card,
  })
}

/** Sums a vector for each word. */
export const hashEncoder: Encoder = {
  id: 'hash-16',
  dimension: DIMENSION,
  async encode(text) {
    const sum = new Float32Array(DIMENSION)
    for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
      let hash = 7
      for (const character of word) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0
      for (let i = 0; i < DIMENSION; i += 1) sum[i] += Math.sin(hash * (i + 1))
    }
    const length = Math.hypot(...sum) || 1
    return sum.map((value) => value / length)
  },
  async close() {},
}

const base = smallBase(hashEncoder)

export async function smallFilter(): Promise<Filter> {
  const store = await createSqliteStore(':memory:')
  return createFilter({ store, encoder: hashEncoder, base, threshold: 0.5, maxMarks: 2000, keep: 'nothing' })
}
