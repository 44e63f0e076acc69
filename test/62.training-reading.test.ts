import { describe, expect, it } from 'vitest'
import type { TrainingMail } from '../src/training/dataset.js'
import { random } from '../src/training/draws.js'
import { judgeReading, nameOf, readingsOf } from '../src/training/reading.js'

/** Mail of four users whose embeddings are noise, but for one component that says the class by `signal`. */
function mails(signal: number): TrainingMail[] {
  const next = random(7)
  return ['ann', 'bob', 'cleo', 'dan'].flatMap((user) =>
    Array.from({ length: 240 }, (_, n): TrainingMail => {
      const y = n % 2 ? 1 : -1
      const embedding = Int8Array.from({ length: 8 }, (_, k) =>
        Math.round(60 * (next() - 0.5) + (k === 0 ? signal * y : 0)),
      )
      return {
        id: `${user}${n}`,
        y,
        user,
        corpus: 'letters',
        path: '',
        text: `${user}${n}`,
        embedding,
        lexical: new Uint32Array(),
      }
    }),
  )
}

describe('judgeReading(reading, mails)', () => {
  it('should find the layer that tells the classes apart for users left out', () => {
    const losses = [0, 20, 60].map((signal) => judgeReading([1], mails(signal)).logLoss)
    expect(losses[0]).toBeGreaterThan(losses[1])
    expect(losses[1]).toBeGreaterThan(losses[2])
    expect(losses[0]).toBeGreaterThan(0.69)
    expect(losses[2]).toBeLessThan(0.2)
  })
})

describe('readingsOf(layers)', () => {
  it('should be the embedding, each layer from the word table up, and all of them', () => {
    expect(readingsOf(3).map(nameOf)).toEqual(['embedding', '0', '1', '2', '3', '0+1+2+3'])
  })
})
