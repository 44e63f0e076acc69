/** What the filters beside ours get of the jig's stream. */
import { describe, expect, it } from 'vitest'
import type { LabelledMail } from '../src/bench/contestant.js'
import type { Entry } from '../src/bench/corpora.js'
import { parseFeedback } from '../src/bench/feedback.js'
import { streamThrough } from '../src/bench/stream.js'
import { together } from '../src/bench/together.js'
import { learner } from './bench/learner.js'

const mails = [...'shshs'].map((letter, i): LabelledMail => {
  return { id: `${i}`, path: `${i}`, label: letter === 's' ? 'spam' : 'ham' }
})
const entries = mails.map(
  ({ label, path }, i): Entry => ({ label, path, user: i < 3 ? 'ann' : 'bob', date: null }),
)

/** One stream, with what the contestant was asked and told in order. */
async function run(feedback: string, enough = 99) {
  const contestant = learner(enough)
  const calls: string[] = []
  const recorded = {
    ...contestant,
    score: (some: readonly LabelledMail[]) => {
      calls.push(...some.map(({ id }) => `score ${id}`))
      return contestant.score(some)
    },
    learn: (some: readonly LabelledMail[]) => {
      calls.push(...some.map(({ id, label }) => `learn ${id} ${label}`))
      return contestant.learn(some)
    },
  }
  let judged = 0
  const stream = { entries, mails, feedback: parseFeedback(feedback) }
  const streamed = await streamThrough(recorded, { ...stream, onJudged: (count) => (judged += count) })
  return { calls, judged, streamed }
}

describe('a stream', () => {
  it('should be scored first, and each label told then', async () => {
    const { calls, judged, streamed } = await run('immediate')
    expect(calls.slice(0, 4)).toEqual(['score 0', 'learn 0 spam', 'score 1', 'learn 1 ham'])
    expect(calls).toHaveLength(10)
    expect(judged).toBe(5)
    expect(streamed.marks).toBe(5)
  })

  it('should tell labels as late, and those of whom, as is asked for', async () => {
    const delayed = ['score 0', 'score 1', 'score 2', 'learn 0 spam', 'score 3', 'learn 1 ham']
    expect((await run('delayed:2')).calls).toEqual([...delayed, 'score 4', 'learn 2 spam'])
    const told = (await run('partial:bob')).calls.filter((call) => call.startsWith('learn'))
    expect(told).toEqual(['learn 3 ham', 'learn 4 spam'])
    expect((await run('none')).calls).toEqual(mails.map(({ id }) => `score ${id}`))
  })

  it('should be judged by what was learned before, and promise no probability', async () => {
    const { measures } = (await run('immediate', 2)).streamed
    // Once two spams are told, all is spam to it: the ham after them is lost, and the last spam caught.
    expect(measures).toMatchObject({ ham: 2, spam: 3, hamLost: 1, spamMissed: 2 })
    expect(measures).not.toHaveProperty('logLoss')
    expect((await run('none', 2)).streamed.measures).toMatchObject({ hamLost: 0, spamMissed: 3 })
  })
})

describe('works at the same time', () => {
  it('should all end before the first failure is told', async () => {
    let ended = false
    const slow = new Promise<void>((resolve) => setTimeout(resolve, 20)).then(() => void (ended = true))
    await expect(together([Promise.reject(new Error('a fault')), slow])).rejects.toThrow('a fault')
    expect(ended).toBe(true)
    await expect(together([Promise.resolve(1), Promise.resolve(2)])).resolves.toEqual([1, 2])
  })
})
