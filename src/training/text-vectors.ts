import { createHash } from 'node:crypto'
import type { Encoder } from '../encoder/encoder.js'
import { quantiseEmbedding } from '../features/vector.js'
import { VectorCache } from './vector-cache.js'

const NONE = new Uint32Array()

/**
 * The encoder, and a file of what it said before. Embeddings come back as vectors are stored, rounded to int8, which
 * rounding again leaves as they are: a filter computes the same with it as with the encoder itself.
 * @param folder null: remembers for as long as it lives
 */
export function rememberTexts(encoder: Encoder, folder: string | null): Encoder {
  const cache = new VectorCache(folder, encoder.id, encoder.dimension)
  return {
    id: encoder.id,
    dimension: encoder.dimension,
    async encode(text) {
      const hash = createHash('sha256').update(text).digest('hex')
      const key = `${hash.slice(0, 32)}t`
      const known = cache.get(key)
      if (known) return Float32Array.from(known.embedding)
      const embedding = quantiseEmbedding(await encoder.encode(text))
      cache.put(key, { text: hash.slice(0, 20), embedding, lexical: NONE })
      return Float32Array.from(embedding)
    },
    /** Keeps what is new; the encoder stays open. */
    async close() {
      cache.save()
    },
  }
}
