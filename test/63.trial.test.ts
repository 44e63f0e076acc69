/** What marks would do for a user that the base has never seen. */
import { describe, expect, it } from 'vitest'
import { logitOf } from '../src/heads/calibration.js'
import { chooseCalibration, type LeftOut, usualPrevalence } from '../src/training/select.js'
import { attempt, course, logitsAfter, shiftBy, type Trial, type TrialMail } from '../src/training/trial.js'
import { FLAT, sampleOf, TINY } from './heads/samples.js'

const NO_LEXICAL = { embedding: 0, words: 0, identity: 0, shape: 0, route: 0, bias: 0 }

/** Of each kind, the base takes the first for ham; what the user thinks of them is `labels`. */
function mails(labels: readonly (1 | -1)[], count: number): TrialMail[] {
  return Array.from({ length: count }, (_, i) => {
    const kind = i % labels.length
    const read = sampleOf(TINY, [kind === 0 ? 1 : 0, kind === 1 ? 1 : 0, kind === 2 ? 1 : 0], [kind])
    const sample = { ...read, unit: read.dense }
    return {
      ...{ id: `m${i}`, y: labels[kind], offset: kind === 0 ? -2 : 2, sample },
      ...{ dense: sample.dense, lexical: NO_LEXICAL },
    }
  })
}

function trial(labels: readonly (1 | -1)[], shift: Trial['shift'] = () => 0): Trial {
  return { user: 'ann', first: mails(labels, 30), last: mails(labels, 60), shift }
}

const OPTIONS = { layout: TINY, precision: FLAT }

describe('a trial', () => {
  it('should judge without marks as the base does, moved by what the mail tells without labels', () => {
    expect(attempt(trial([-1, 1]), { ...OPTIONS, marks: 0, seeds: [1, 2] }).errors).toBe(0)
    const moved = trial([-1, 1], (marks) => (marks === 0 ? 3 : 0))
    expect(attempt(moved, { ...OPTIONS, marks: 0, seeds: [1] })).toMatchObject({ errors: 50, hamLost: 100 })
    expect(logitsAfter(moved, { ...OPTIONS, marks: 0, seed: 1 }).map(({ logit }) => logit)).toEqual(
      moved.last.map(({ offset }) => offset + 3),
    )
  })

  it('should err less after marks, at the cut of so many', () => {
    const turned = trial([1, -1])
    expect(attempt(turned, { ...OPTIONS, marks: 0, seeds: [1] }).errors).toBe(100)
    expect(attempt(turned, { ...OPTIONS, marks: 20, seeds: [1, 2] }).errors).toBe(0)
  })

  it('should be the mean over the course of the corrections, not its end', () => {
    // Two kinds are judged wrongly: after the first correction one of them still is, after the second none.
    const { errors } = course(trial([1, -1, 1]), OPTIONS)
    expect(attempt(trial([1, -1, 1]), { ...OPTIONS, marks: 0, seeds: [1] }).errors).toBeCloseTo(200 / 3)
    expect(errors).toBeGreaterThan(0)
    expect(errors).toBeLessThan(40)
  })

  it('should have nothing to correct where the base is right', () => {
    expect(course(trial([-1, 1]), OPTIONS).errors).toBe(0)
  })

  it('should be moved by how much of the first mail seems to be spam', () => {
    const doubtful = Array.from({ length: 60 }, (_, i) => ({ offset: i % 10 === 0 ? 3 : -2 }))
    expect(shiftBy(doubtful, null, 0.5)(0)).toBeLessThan(logitOf(0.3))
    expect(shiftBy(doubtful, 'letters', 0.5)(0)).toBe(0)
  })
})

describe('the calibration of a base', () => {
  /** A user of so much spam, of which one mail in ten looks like ham, and the other way round. */
  function leftOut(user: string, spam: number): LeftOut {
    const all = Array.from({ length: 1000 }, (_, i) => {
      const y: 1 | -1 = (i * 7919) % 1000 < 1000 * spam ? 1 : -1
      const looks = (i * 104_729) % 10 === 0 ? -y : y
      const lexical = { ...NO_LEXICAL, words: 2 * looks }
      return { id: `${user}${i}`, y, dense: new Float32Array(3), sample: null, lexical }
    })
    const trust = { words: 1, identity: 0, shape: 0, bias: 0 }
    return {
      view: { user, mails: all, domain: null, fresh: true },
      stack: { trust, embedding: new Float64Array(3) },
    } as unknown as LeftOut
  }

  it('should expect of a new user as much spam as the others get, each counted alike', () => {
    const users = [leftOut('ann', 0.2), leftOut('ben', 0.4)]
    expect(usualPrevalence(users)).toBeCloseTo(0.3)
    const { scale, shift } = chooseCalibration(users)
    const odds = (looks: number) => scale * 2 * looks + shift
    expect(odds(1)).toBeCloseTo(logitOf((0.3 * 0.9) / (0.3 * 0.9 + 0.7 * 0.1)), 0)
    expect(odds(-1)).toBeCloseTo(logitOf((0.3 * 0.1) / (0.3 * 0.1 + 0.7 * 0.9)), 0)
  })
})
