import { describe, expect, it } from 'vitest'
import { balancedWeights, withoutUser } from '../src/training/balance.js'
import type { TrainingMail } from '../src/training/dataset.js'
import { people } from '../src/training/people.js'
import { gainsOf, logCountRatios } from '../src/training/ratios.js'

let made = 0
function mail(
  y: 1 | -1,
  user: string,
  lexical: number[],
  corpus = 'letters',
  text = `${made++}`,
): TrainingMail {
  return {
    id: `${made++}`,
    y,
    user,
    corpus,
    path: '',
    text,
    embedding: new Int8Array(),
    lexical: Uint32Array.from(lexical),
  }
}
const box = (user: string, spam: number[], ham: number[], each = 120) => [
  ...Array.from({ length: each }, () => mail(1, user, spam)),
  ...Array.from({ length: each }, () => mail(-1, user, ham)),
]

describe('withoutUser(mails, user)', () => {
  it('should drop the user’s mail, copies of it, and second copies of any text', () => {
    const own = mail(1, 'ann', [1], 'letters', 'same')
    const copy = mail(1, 'bob', [1], 'letters', 'same')
    const others = [
      mail(1, 'bob', [1], 'letters', 'twice'),
      mail(1, 'cleo', [1], 'letters', 'twice'),
      mail(-1, 'bob', [2]),
    ]
    expect(withoutUser([own, copy, ...others], 'ann')).toEqual([others[0], others[2]])
    expect(withoutUser([own, copy, ...others], null)).toEqual([own, others[0], others[2]])
  })
})

describe('balancedWeights(mails)', () => {
  it('should let both classes of a corpus weigh alike, with a mean of 1', () => {
    const mails = [mail(1, 'ann', []), mail(-1, 'ann', []), mail(-1, 'ann', []), mail(-1, 'ann', [])]
    const [spam, ...ham] = balancedWeights(mails)
    expect(spam).toBeCloseTo(2, 10)
    for (const weight of ham) expect(weight).toBeCloseTo(2 / 3, 10)
  })
  it('should let a corpus four times as large weigh twice as much', () => {
    const small = [mail(1, 'ann', [], 'a'), mail(-1, 'ann', [], 'a')]
    const large = Array.from({ length: 8 }, (_, i) => mail(i % 2 ? 1 : -1, 'bob', [], 'b'))
    const weights = balancedWeights([...small, ...large])
    const sum = (part: Float64Array) => part.reduce((total, weight) => total + weight, 0)
    expect(sum(weights.slice(2)) / sum(weights.slice(0, 2))).toBeCloseTo(2, 10)
  })
})

describe('logCountRatios(mails)', () => {
  it('should be the log-count ratio of one mailbox', () => {
    const ratios = logCountRatios(box('ann', [1, 3], [2, 3]))
    expect(ratios[1]).toBeCloseTo(Math.log(121), 5)
    expect(ratios[2]).toBeCloseTo(-Math.log(121), 5)
    expect(ratios[3]).toBeCloseTo(0, 5)
    expect(ratios[4]).toBe(0)
  })

  it('should say less of a feature that mailboxes disagree on, and more of one that they agree on', () => {
    const agreed = logCountRatios([...box('ann', [1], []), ...box('bob', [1], [])])
    const once = logCountRatios([...box('ann', [1], []), ...box('bob', [], [])])
    const disputed = logCountRatios([...box('ann', [1], []), ...box('bob', [], [1])])
    expect(agreed[1]).toBeGreaterThan(once[1])
    expect(once[1]).toBeGreaterThan(0.5)
    expect(disputed[1]).toBeCloseTo(0, 5)
  })

  it('should not take a feature for spam because there is more spam', () => {
    const mails = [
      ...Array.from({ length: 300 }, () => mail(1, 'ann', [1])),
      ...Array.from({ length: 60 }, () => mail(-1, 'ann', [1])),
    ]
    expect(logCountRatios(mails)[1]).toBeCloseTo(0, 5)
  })

  it('should join spam traps to the mailbox of their corpus', () => {
    const trap = Array.from({ length: 100 }, () => mail(1, 'trap', [5]))
    expect(people([...box('ann', [1], [2]), ...trap])).toEqual(['ann'])
    expect(logCountRatios([...box('ann', [1], [2]), ...trap])[5]).toBeGreaterThan(1)
  })

  it('should give features without a meaning a gain above zero, so that a user’s marks can give them one', () => {
    const gains = gainsOf(logCountRatios(box('ann', [1], [2])))
    expect(gains[7]).toBeGreaterThan(0)
    expect(gains[1]).toBeGreaterThan(gains[7])
    expect(gains[1]).toBeCloseTo(gains[2], 5)
  })
})
