/** Hints: a say that is bounded beforehand, beside marks that are insisted on. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AdapterOptions,
  adapterFromAlphas,
  type Mark,
  markContributions,
  solveAdapter,
} from '../src/heads/adapter.js'
import { sigmoid, verdictOf } from '../src/heads/calibration.js'
import { logit, type Sample } from '../src/heads/head.js'
import { encodeHead } from '../src/heads/head-codec.js'
import { type Hint, TOPIC_LOGITS, topicHint, WEAK_TOTAL, WEAK_WEIGHT, weakHints } from '../src/heads/hint.js'
import { headFromAlphas } from '../src/heads/solver.js'
import { newton, problemOf, weightsOf } from './heads/reference.js'
import { anyExample, anyPrecision, anySample, FLAT, TINY } from './heads/samples.js'

const OPTIONS: AdapterOptions = { layout: TINY, precision: FLAT, prior: null, threshold: 0.5 }

const anyMarks = (most: number): fc.Arbitrary<Mark[]> =>
  fc
    .array(anyExample(TINY), { maxLength: most })
    .map((drawn) => drawn.map((example, i) => ({ ...example, id: `m${i}`, markedAt: i })))

const anyTopics: fc.Arbitrary<Hint[]> = fc
  .array(fc.tuple(anySample(TINY), fc.constantFrom<1 | -1>(1, -1)), { maxLength: 4 })
  .map((drawn) => drawn.map(([x, y], i) => topicHint(`topic ${i}`, x, y)))

const anyWeak: fc.Arbitrary<Hint[]> = fc
  .array(fc.record({ x: anySample(TINY), offset: fc.double({ min: -12, max: 12, noNaN: true }) }), {
    maxLength: 6,
  })
  .map((drawn) => weakHints(drawn.map((mail, i) => ({ ...mail, id: `weak ${i}` }))))

const anyHints = fc.tuple(anyTopics, anyWeak).map((both) => both.flat())

const kernel = (x: Sample, other: Sample, precision = FLAT) =>
  logit(headFromAlphas([{ x, y: 1 }], [1], precision, TINY), other)

describe('a topic', () => {
  it('should move its description by its whole say when it stands alone, and other mail by how like it is', () => {
    fc.assert(
      fc.property(anySample(TINY), anySample(TINY), anyPrecision, (x, other, precision) => {
        const { head } = solveAdapter([], { ...OPTIONS, precision, hints: [topicHint('t', x, 1)] })
        expect(logit(head, x)).toBeCloseTo(TOPIC_LOGITS, 6)
        const likeness = kernel(x, other, precision) / kernel(x, x, precision)
        expect(logit(head, other)).toBeCloseTo(TOPIC_LOGITS * likeness, 6)
      }),
    )
  })

  it('should never say more than that, whatever the marks want', () => {
    fc.assert(
      fc.property(anyMarks(8), anyTopics, anyPrecision, (marks, hints, precision) => {
        const { alphas } = solveAdapter(marks, { ...OPTIONS, precision, hints })
        hints.forEach(({ x }, i) => {
          const say = alphas[marks.length + i] * kernel(x, x, precision)
          expect(say).toBeGreaterThanOrEqual(0)
          expect(say).toBeLessThanOrEqual(TOPIC_LOGITS + 1e-9)
        })
      }),
    )
  })

  it('should be overruled by one contrary mark, even on a mail that is the description itself', () => {
    fc.assert(
      fc.property(anyExample(TINY), fc.constantFrom(0.05, 0.5, 0.95), (example, threshold) => {
        const mark = { ...example, id: 'one', markedAt: 1 }
        const topic = topicHint('t', example.x, example.y > 0 ? -1 : 1)
        const { head } = solveAdapter([mark], { ...OPTIONS, threshold, hints: [topic] })
        const probability = sigmoid(mark.offset + logit(head, mark.x))
        expect(verdictOf(probability, threshold)).toBe(mark.y > 0 ? 'spam' : 'ham')
      }),
    )
  })

  it('should say nothing where marks move its description as far already', () => {
    const [x] = fc.sample(anySample(TINY), { seed: 3, numRuns: 1 })
    const hints = [topicHint('t', x, 1)]
    const marks: Mark[] = [{ id: 'm', markedAt: 1, x, y: 1, weight: 1, offset: -12 }]
    const { alphas } = solveAdapter(marks, { ...OPTIONS, hints })
    expect(alphas[0]).toBeGreaterThan(0)
    expect(alphas[1] * kernel(x, x)).toBeLessThan(0.1)
  })
})

describe('a weak label', () => {
  it('should count as a mark of a small weight without a promise', () => {
    fc.assert(
      fc.property(anyWeak, (hints) => {
        const expected = newton(problemOf(hints, FLAT, TINY))
        const actual = weightsOf(solveAdapter([], { ...OPTIONS, hints }).head, TINY)
        actual.forEach((weight, k) => {
          expect(Math.abs(weight - expected[k])).toBeLessThan(0.05)
        })
      }),
      { numRuns: 30 },
    )
  })

  it('should share a total weight that no number of them exceeds', () => {
    const [x] = fc.sample(anySample(TINY), { seed: 3, numRuns: 1 })
    const total = (count: number) =>
      weakHints(Array.from({ length: count }, (_, i) => ({ id: `${i}`, x, offset: 0 }))).reduce(
        (sum, { weight }) => sum + weight,
        0,
      )
    expect(total(10)).toBeCloseTo(10 * WEAK_WEIGHT, 9)
    expect(total(50)).toBeCloseTo(WEAK_TOTAL, 9)
    expect(total(1000)).toBeCloseTo(WEAK_TOTAL, 9)
    expect(total(0)).toBe(0)
  })
})

describe('hints and marks together', () => {
  it('should give the same bits in whatever order they came', () => {
    const drawn = fc
      .tuple(anyMarks(8), anyHints)
      .chain(([marks, hints]) =>
        fc.tuple(
          fc.constant(marks),
          fc.constant(hints),
          fc.shuffledSubarray(marks, { minLength: marks.length }),
          fc.shuffledSubarray(hints, { minLength: hints.length }),
        ),
      )
    fc.assert(
      fc.property(drawn, ([marks, hints, otherMarks, otherHints]) => {
        const one = solveAdapter(marks, { ...OPTIONS, hints })
        const two = solveAdapter(otherMarks, { ...OPTIONS, hints: otherHints })
        expect(encodeHead(two.head)).toEqual(encodeHead(one.head))
        hints.forEach((hint, i) => {
          const there = otherMarks.length + otherHints.indexOf(hint)
          expect(two.alphas[there]).toBe(one.alphas[marks.length + i])
        })
      }),
    )
  })

  it('should change no bit of an adapter when there are none', () => {
    fc.assert(
      fc.property(anyMarks(8), (marks) => {
        const { head } = solveAdapter(marks, OPTIONS)
        expect(encodeHead(solveAdapter(marks, { ...OPTIONS, hints: [] }).head)).toEqual(encodeHead(head))
      }),
    )
  })

  it('should come back to the last bit from the alphas, and add up', () => {
    fc.assert(
      fc.property(anyMarks(6), anyHints, anyMarks(4), anySample(TINY), (marks, hints, others, x) => {
        const { head: prior } = solveAdapter(others, OPTIONS)
        const options = { ...OPTIONS, prior, hints }
        const { head, alphas } = solveAdapter(marks, options)
        expect(encodeHead(adapterFromAlphas(marks, alphas, options))).toEqual(encodeHead(head))
        const parts = markContributions([...marks, ...hints], alphas, x, options)
        const sum = logit(prior, x) + parts.reduce((a, b) => a + b, 0)
        expect(Math.abs(sum - logit(head, x))).toBeLessThan(1e-9)
      }),
    )
  })

  it('should refuse two hints of one id', () => {
    const [x] = fc.sample(anySample(TINY), { seed: 1, numRuns: 1 })
    const hints = [topicHint('t', x, 1), topicHint('t', x, -1)]
    expect(() => solveAdapter([], { ...OPTIONS, hints })).toThrow('have the id t')
  })
})
