/** What "at most 1 good mail in N" may rest on: exact statements on ranks, and the bound on a mark judged without itself. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logit } from '../src/heads/head.js'
import { type HamScores, hamScores, kept, promised } from '../src/heads/promise.js'
import { solve } from '../src/heads/solver.js'
import { hamWithoutItself } from '../src/heads/without-itself.js'
import { anyExample, FLAT, TINY } from './heads/samples.js'

const score = fc.double({ min: -20, max: 20, noNaN: true })
const scores = (least: number, most = 60) =>
  fc.array(score, { minLength: least, maxLength: most, size: 'max' })
const users = (least: number, most: number, ham: number) =>
  fc.array(scores(ham), { minLength: least, maxLength: most })

const isJunk = (promise: ReturnType<typeof promised>, f: number) => kept(promise, f, 'spam') === 'spam'

describe('a promise from own ham', () => {
  it('should let at most one of N good mails through, whichever of them is the next', () => {
    fc.assert(
      fc.property(scores(1), fc.integer({ min: 2, max: 40 }), (all, oneIn) => {
        const lost = all.filter((next, i) => isJunk(promised(oneIn, all.toSpliced(i, 1), []), next))
        expect(lost.length).toBeLessThanOrEqual(all.length / oneIn)
      }),
    )
  })

  it('should be no stricter than it has to be: just as many distinct logits lie above it as may', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -999, max: 999 }), { minLength: 9, maxLength: 90 }),
        (all) => {
          const promise = promised(10, all, [])
          expect(all.filter((f) => f > (promise.cut ?? Infinity)).length).toBe(
            Math.floor((all.length + 1) / 10) - 1,
          )
        },
      ),
    )
  })

  it('should say what can be promised where there is too little ham, and call nothing spam', () => {
    fc.assert(
      fc.property(scores(0, 30), fc.integer({ min: 32, max: 1000 }), (own, oneIn) => {
        const promise = promised(oneIn, own, [])
        expect(promise).toMatchObject({
          cut: null,
          from: 'nobody',
          possible: own.length > 0 ? own.length + 1 : 0,
        })
        expect(isJunk(promise, 99)).toBe(false)
        if (promise.possible > 0) expect(promised(promise.possible, own, []).cut).not.toBeNull()
      }),
    )
  })
})

describe("a promise from other people's ham", () => {
  it('should be broken for at most one of K + 1 users, whichever is the new one', () => {
    fc.assert(
      fc.property(users(4, 7, 20), fc.integer({ min: 2, max: 20 }), (all, oneIn) => {
        const broken = all.filter((ham, u) => {
          const others = all.toSpliced(u, 1).map((logits, i) => hamScores(`u${i}`, logits))
          const promise = promised(oneIn, [], others)
          // Exactly: not even this user's own rank, which lets one in N through, lies below the cut.
          const own = [...ham].sort((a, b) => b - a)[Math.floor((ham.length + 1) / oneIn) - 1]
          return own > (promise.cut ?? Infinity) + 0.002
        })
        expect(broken.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('should need three users with enough ham, and say what they allow', () => {
    const of = (ham: number): HamScores =>
      hamScores(
        `${ham}`,
        Array.from({ length: ham }, (_, i) => i / 100),
      )
    expect(promised(300, [], [of(400), of(500), of(200)])).toMatchObject({ cut: null, possible: 201 })
    expect(promised(200, [], [of(400), of(500), of(200)])).toMatchObject({ from: 'others', count: 3 })
    expect(promised(300, [], [of(400), of(500), of(200), of(299)])).toMatchObject({
      from: 'others',
      count: 3,
    })
  })

  it('should lie above every ham of the user’s own, until there are enough of them to decide alone', () => {
    const others = [1, 2, 3].map((i) =>
      hamScores(
        `u${i}`,
        Array.from({ length: 99 }, (_, k) => k / 100),
      ),
    )
    expect(promised(50, [], others).cut).toBeCloseTo(0.97, 6)
    expect(promised(50, [4, -9], others).cut).toBeCloseTo(4, 6)
    const own = Array.from({ length: 49 }, () => -3)
    expect(promised(50, own, others)).toMatchObject({ from: 'own', count: 49, cut: expect.closeTo(-3, 6) })
  })

  it('should keep few ranks, and stand in for the others on the safe side', () => {
    fc.assert(
      fc.property(scores(1, 400), fc.integer({ min: 2, max: 400 }), (logits, oneIn) => {
        const all = hamScores('u', logits)
        expect(all.ranks.length).toBeLessThan(22)
        const rank = Math.floor((logits.length + 1) / oneIn) - 1
        fc.pre(rank >= 0)
        const exact = [...logits].sort((a, b) => b - a)[rank]
        expect(promised(oneIn, [], [all, all, all]).cut).toBeGreaterThan(exact)
      }),
    )
  })
})

describe('a ham mark without itself', () => {
  it('should be judged no better than it would be had it never been made', () => {
    fc.assert(
      fc.property(fc.array(anyExample(TINY), { minLength: 1, maxLength: 10 }), (examples) => {
        const options = { layout: TINY, tolerance: 1e-6 }
        const marks = examples.map((example, i) => ({ ...example, id: `m${i}`, markedAt: i }))
        const without = hamWithoutItself(marks, solve(marks, FLAT, options), {
          layout: TINY,
          precision: FLAT,
        })
        const ham = marks.filter(({ y }) => y < 0)
        expect(without.length).toBe(ham.length)
        ham.forEach((mark, k) => {
          const { head } = solve(
            marks.filter((other) => other !== mark),
            FLAT,
            options,
          )
          expect(mark.offset + logit(head, mark.x)).toBeLessThan(without[k] + 1e-3)
        })
      }),
    )
  })

  it('should be left out where it counts for newer contrary ones', () => {
    const [{ x }] = fc.sample(anyExample(TINY), 1)
    const mark = { id: 'a', markedAt: 1, x, y: -1 as const, weight: 1, offset: 0 }
    const adapter = {
      head: { dense: new Float64Array(3), ids: new Uint32Array(), weights: new Float64Array(), bias: 0 },
    }
    const options = { layout: TINY, precision: FLAT }
    expect(hamWithoutItself([mark], { ...adapter, alphas: Float64Array.of(-1) }, options)).toHaveLength(0)
    expect(hamWithoutItself([mark], { ...adapter, alphas: Float64Array.of(-0) }, options)).toHaveLength(0)
    expect(hamWithoutItself([mark], { ...adapter, alphas: Float64Array.of(0) }, options)).toHaveLength(1)
    expect(hamWithoutItself([mark], { ...adapter, alphas: Float64Array.of(1) }, options)).toHaveLength(1)
  })
})
