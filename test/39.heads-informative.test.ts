import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, mostInformative } from '../src/heads/informative.js'
import { anySample, FLAT, sampleOf, TINY } from './heads/samples.js'

const OPTIONS = { layout: TINY, precision: FLAT }

const offer = (id = 0) => sampleOf(TINY, [1, 0, 0], [id, 6])
const letter = (id = 3) => sampleOf(TINY, [0, 1, 0], [id, 7, 10])
const unsure = { margin: 0, marked: false }

describe('the most informative mails', () => {
  it('should be the ones the model is least sure of, all else being equal', () => {
    const margins = [-4, 0.5, 3, -1.5, 9]
    const candidates = margins.map((margin) => ({ x: offer(), margin, marked: false }))
    expect(mostInformative(candidates, 1, OPTIONS)).toEqual([1])
  })

  it('should be the ones that many are like, all else being equal', () => {
    const candidates = [letter(), offer(0), offer(1), offer(2), offer(0)].map((x) => ({ x, ...unsure }))
    expect(mostInformative(candidates, 1, OPTIONS)).toEqual([1])
  })

  it('should not be two of a kind where there is another kind to ask about', () => {
    const candidates = [offer(), offer(), offer(), letter()].map((x) => ({ x, ...unsure }))
    expect(mostInformative(candidates, 2, OPTIONS)).toEqual([0, 3])
  })

  it('should be distinct, not marked, and as many as there can be', () => {
    const candidate: fc.Arbitrary<Candidate> = fc.record({
      x: anySample(TINY),
      margin: fc.double({ min: -50, max: 50, noNaN: true }),
      marked: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), fc.nat(5), (candidates, count) => {
        const chosen = mostInformative(candidates, count, OPTIONS)
        expect(new Set(chosen).size).toBe(chosen.length)
        expect(chosen.every((i) => !candidates[i].marked)).toBe(true)
        const free = candidates.filter(({ marked }) => !marked).length
        expect(chosen.length).toBe(Math.min(count, free))
      }),
    )
  })
})
