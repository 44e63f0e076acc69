import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addHeads, blockLogits, type Head, logit, spread, zeroHead } from '../src/heads/head.js'
import { decodeHead, encodeHead } from '../src/heads/head-codec.js'
import { dot, vectorOf, weightsOf } from './heads/reference.js'
import { anySample, sampleOf, TINY } from './heads/samples.js'

const weight = fc.double({ min: -1e3, max: 1e3, noNaN: true })

const anyHead: fc.Arbitrary<Head & { ids: Uint32Array }> = fc
  .record({
    dense: fc.array(weight, { minLength: 3, maxLength: 3 }),
    sparse: fc.uniqueArray(fc.tuple(fc.nat({ max: 11 }), weight), { selector: ([id]) => id }),
    bias: weight,
  })
  .map(({ dense, sparse, bias }) => {
    const sorted = sparse.sort(([a], [b]) => a - b)
    return {
      dense: Float64Array.from(dense),
      ids: Uint32Array.from(sorted, ([id]) => id),
      weights: Float64Array.from(sorted, ([, value]) => value),
      bias,
    }
  })

describe('head', () => {
  const head: Head = {
    dense: Float64Array.of(1, 2, 3),
    ids: Uint32Array.of(0, 5, 7, 11, 13),
    weights: Float64Array.of(10, 20, 30, 40, 50),
    bias: 0.5,
  }

  it('should give the sum of weights times features, block by block', () => {
    const x = {
      dense: Float32Array.of(0, 1, 0),
      indices: Uint32Array.of(1, 5, 7, 8, 11, 13),
      values: Float32Array.of(1, 0.5, 0.5, 1, 1, 2),
    }
    expect(blockLogits(head, x, TINY)).toEqual({
      embedding: 2,
      words: 10,
      identity: 15,
      shape: 40,
      route: 100,
      bias: 0.5,
    })
    expect(logit(head, x)).toBe(167.5)
  })

  it('should refuse an embedding of another length', () => {
    expect(() => logit(head, sampleOf(TINY, [1], []))).toThrow('An embedding of 1 numbers')
  })

  it('should leave every logit as it is when it is the zero head', () => {
    fc.assert(fc.property(anySample(TINY), (x) => logit(zeroHead(3), x) === 0))
  })

  it('should give the same logit whether its weights are compact or cover the whole id space', () => {
    fc.assert(
      fc.property(anyHead, anySample(TINY), (compact, x) => {
        const weights = new Float64Array(TINY.route)
        compact.ids.forEach((id, k) => {
          weights[id] = compact.weights[k]
        })
        const expected = dot(weightsOf(compact, TINY), vectorOf(x, TINY))
        expect(logit(compact, x)).toBeCloseTo(expected, 9)
        expect(logit({ ...compact, ids: null, weights }, x)).toBeCloseTo(expected, 9)
        const blocks = Object.values(blockLogits(compact, x, TINY))
        expect(blocks.reduce((a, b) => a + b, 0)).toBeCloseTo(expected, 9)
      }),
    )
  })

  it('should add up with another head', () => {
    fc.assert(
      fc.property(anyHead, anyHead, anySample(TINY), (a, b, x) => {
        const sum = logit(a, x) + logit(b, x)
        expect(logit(addHeads(a, b), x)).toBeCloseTo(sum, 9)
        const wide = spread([a, b], TINY.route)
        expect(logit(wide, x)).toBeCloseTo(sum, 9)
        expect(logit(spread([wide, a], TINY.route), x)).toBeCloseTo(sum + logit(a, x), 9)
      }),
    )
  })
})

describe('head as bytes', () => {
  it('should come back exactly', () => {
    fc.assert(
      fc.property(anyHead, (head) => {
        expect(decodeHead(encodeHead(head), TINY)).toEqual(head)
      }),
    )
  })

  it('should refuse a head over the whole id space', () => {
    const whole = { dense: new Float64Array(3), ids: null, weights: new Float32Array(TINY.route), bias: 0 }
    expect(() => encodeHead(whole)).toThrow('Only compact heads')
  })

  it('should refuse bytes that are not a head of this layout, with a sentence, whatever they are', () => {
    const bytes = encodeHead({
      dense: Float64Array.of(1, 2, 3),
      ids: Uint32Array.of(2, 4),
      weights: Float64Array.of(1, 1),
      bias: 0,
    })
    const edited = (at: number, value: number): Uint8Array => bytes.slice().fill(value, at, at + 1)
    expect(() => decodeHead(new Uint8Array(0), TINY)).toThrow('not a head')
    expect(() => decodeHead(edited(0, 0), TINY)).toThrow('not a head')
    expect(() => decodeHead(edited(2, 9), TINY)).toThrow('format 9')
    expect(() => decodeHead(edited(4, 2), TINY)).toThrow('embeddings of 2 numbers, not 3')
    expect(() => decodeHead(edited(8, 200), TINY)).toThrow('damaged: it has')
    expect(() => decodeHead(bytes.subarray(1), TINY)).toThrow('not a head')
    expect(() => decodeHead(bytes.subarray(0, -1), TINY)).toThrow('damaged: it has')
    expect(() => decodeHead(edited(44, 4), TINY)).toThrow('ids do not ascend')
    expect(() => decodeHead(edited(48, TINY.route), TINY)).toThrow('ids do not ascend')
    expect(() => decodeHead(bytes.slice().fill(0xff, 52, 60), TINY)).toThrow('not a number')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rubbish) => {
        expect(() => decodeHead(rubbish, TINY)).toThrow('head')
      }),
    )
  })
})
