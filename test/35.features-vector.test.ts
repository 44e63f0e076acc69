import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEXICAL_ENDS, LEXICAL_SIZE } from '../src/features/lexical.js'
import { LEXICAL_LIMIT, pack, quantise, ROUTE_LIMIT, toSample, unpack } from '../src/features/vector.js'
import { UNWHITENED } from '../src/features/whitening.js'
import { blockOf } from '../src/heads/head.js'

const ids = fc
  .uniqueArray(fc.nat(LEXICAL_SIZE - 1), { maxLength: LEXICAL_LIMIT })
  .map((list) => Uint32Array.from(list).sort())
const features = fc.record({
  embedding: fc.int8Array({ minLength: 0, maxLength: 300 }),
  lexical: ids,
})
const even = new Float32Array(LEXICAL_SIZE).fill(1)
const EVEN = { gains: even, whitening: UNWHITENED }
/** Most features kept that the base weighs. */
const WEIGHED_LIMIT = LEXICAL_LIMIT - ROUTE_LIMIT

describe('quantise(embedding, lexical, gains)', () => {
  it('should keep every component within half a step, and the largest at ±127', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 1, maxLength: 64, min: -1, max: 1, noNaN: true }),
        (vector) => {
          const largest = Math.max(...vector.map(Math.abs))
          fc.pre(largest > 1e-3)
          const { embedding } = quantise(vector, new Uint32Array(), even)
          embedding.forEach((step, i) => {
            expect(Math.abs((step * largest) / 127 - vector[i])).toBeLessThanOrEqual(largest / 254 + 1e-6)
          })
          expect(Math.max(...embedding.map(Math.abs))).toBe(127)
        },
      ),
    )
  })

  it('should keep the embedding’s direction to a thousandth', () => {
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 256, maxLength: 256, min: -1, max: 1, noNaN: true }),
        (vector) => {
          const length = Math.hypot(...vector)
          fc.pre(length > 1e-3)
          const { dense } = toSample(quantise(vector, new Uint32Array(), even), EVEN)
          const cosine = dense.reduce((sum, value, i) => sum + (value * vector[i]) / length, 0)
          expect(cosine).toBeGreaterThan(0.999)
        },
      ),
    )
  })

  it('should keep the features of largest gain, of equal ones those of smaller id', () => {
    const gains = Float32Array.from({ length: LEXICAL_SIZE }, (_, id) => (id % 10 === 0 ? 2 : 1))
    const all = Uint32Array.from({ length: 1000 }, (_, id) => id)
    const { lexical } = quantise(new Float32Array(), all, gains)
    expect(lexical.length).toBe(WEIGHED_LIMIT)
    expect([...lexical].filter((id) => id % 10 === 0).length).toBe(100)
    const others = Array.from({ length: 1000 }, (_, id) => id).filter((id) => id % 10 !== 0)
    expect([...lexical].filter((id) => id % 10 !== 0)).toEqual(others.slice(0, WEIGHED_LIMIT - 100))
    expect([...lexical]).toEqual([...lexical].sort((a, b) => a - b))
  })

  it('should keep who sent a mail and what it is made of before any word', () => {
    const { words } = LEXICAL_ENDS
    const gains = Float32Array.from({ length: LEXICAL_SIZE }, (_, id) => (id < words ? 2 : 1))
    const all = Uint32Array.from({ length: 1000 }, (_, k) => (k < 950 ? k : words + 40 * (k - 950)))
    const { lexical } = quantise(new Float32Array(), all, gains)
    expect(lexical.length).toBe(WEIGHED_LIMIT)
    expect([...lexical].filter((id) => id >= words)).toEqual([...all.slice(950)])
  })

  it('should keep the way that a mail came beside all that the base weighs', () => {
    const { shape } = LEXICAL_ENDS
    const all = Uint32Array.from({ length: 1000 }, (_, k) => (k < 900 ? k : shape + k))
    const { lexical } = quantise(new Float32Array(), all, even)
    expect([...lexical]).toEqual([...all.slice(0, WEIGHED_LIMIT), ...all.slice(900, 900 + ROUTE_LIMIT)])
  })

  it('should give a zero embedding for a text without tokens', () => {
    expect([...quantise(new Float32Array(3), new Uint32Array(), even).embedding]).toEqual([0, 0, 0])
  })
})

describe('pack(features), unpack(bytes)', () => {
  it('should give back the same features', () => {
    fc.assert(
      fc.property(features, (given) => {
        expect(unpack(pack(given))).toEqual(given)
      }),
    )
  })

  it('should give back ids that lie close together but for the last few, whose gaps are long rows of ones', () => {
    for (let last = 1; last < 40; last++) {
      const near = Array.from({ length: LEXICAL_LIMIT - last }, (_, i) => i)
      const far = Array.from({ length: last }, (_, i) => LEXICAL_SIZE - (last - i) * 4099)
      const lexical = Uint32Array.of(...near, ...far)
      expect(unpack(pack({ embedding: new Int8Array(8), lexical })).lexical).toEqual(lexical)
    }
  })

  it('should take about half a kilobyte for a usual mail, and under a kilobyte for any', () => {
    const spread = (count: number) =>
      Uint32Array.from({ length: count }, (_, i) => (i * 2_654_435_761) % LEXICAL_SIZE)
    const usual = { embedding: new Int8Array(256).fill(1), lexical: spread(180).sort() }
    expect(pack(usual).length).toBeLessThan(560)
    const largest = { embedding: new Int8Array(256).fill(1), lexical: spread(LEXICAL_LIMIT).sort() }
    expect(pack(largest).length).toBeLessThan(1024)
  })

  it('should refuse other bytes with a RangeError', () => {
    const good = pack({ embedding: new Int8Array(8), lexical: Uint32Array.of(5, 6, 200_000) })
    for (let end = 0; end < good.length; end++) {
      expect(() => unpack(good.subarray(0, end)), `${end} bytes`).toThrow(RangeError)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          const { lexical } = unpack(bytes)
          expect([...lexical].every((id) => id < LEXICAL_SIZE)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})

describe('toSample(features, reading)', () => {
  it('should scale the embedding and each lexical block to unit length', () => {
    fc.assert(
      fc.property(features, (given) => {
        const { dense, indices, values } = toSample(given, EVEN)
        const squares = { embedding: 0, words: 0, identity: 0, shape: 0, route: 0 }
        for (const value of dense) squares.embedding += value ** 2
        indices.forEach((id, i) => {
          squares[blockOf(id, { dimension: 0, ...LEXICAL_ENDS })] += values[i] ** 2
        })
        for (const square of Object.values(squares)) if (square !== 0) expect(square).toBeCloseTo(1, 4)
      }),
    )
  })

  it('should weigh features by their gain, and give zeros where all gains are zero', () => {
    const gains = new Float32Array(LEXICAL_SIZE)
    gains[1] = 3
    gains[2] = 4
    const { values } = toSample(
      { embedding: new Int8Array(), lexical: Uint32Array.of(1, 2, 200_000) },
      { gains, whitening: UNWHITENED },
    )
    expect([...values].map((value) => Number(value.toFixed(5)))).toEqual([0.6, 0.8, 0])
  })
})
