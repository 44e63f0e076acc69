import { createFilter, type Filter, type FilterOptions } from '../filter.js'

/** An app, as far as a filter is made of it. */
interface Parts extends Pick<FilterOptions, 'store' | 'encoder' | 'base'> {
  config: Pick<FilterOptions, 'threshold' | 'maxMarks'>
}

/**
 * A filter of the same parts in which a mark is answered by its user's adapter and nothing else: the shared head, which
 * would carry it to users that are measured later, is not refitted, and mail that is judged tells nothing without its label. What was
 * encoded once is not encoded again.
 */
export function adapterAlone({ store, encoder, base, config }: Parts, now?: () => number): Promise<Filter> {
  const { threshold, maxMarks } = config
  return createFilter({
    store,
    encoder: remembering(encoder),
    base,
    threshold,
    maxMarks,
    keep: 'nothing',
    refit: false,
    noticing: false,
    ...(now && { now }),
  })
}

/** The same base, and the same judgements of mail before a mark, for adapters that learn nothing from the embedding. */
export function adaptingWords(base: Parts['base']): Parts['base'] {
  const adapter = { ...base.precision.adapter, embedding: Infinity }
  return { ...base, id: `${base.id}-adapting-words`, precision: { ...base.precision, adapter } }
}

/** An encoder that encodes no text twice. */
export function remembering(encoder: Parts['encoder']): Parts['encoder'] {
  const known = new Map<string, Promise<Float32Array>>()
  return {
    id: encoder.id,
    dimension: encoder.dimension,
    encode(text) {
      const embedding = known.get(text) ?? encoder.encode(text)
      known.set(text, embedding)
      return embedding
    },
    close: () => encoder.close(),
  }
}
