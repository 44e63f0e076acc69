import { expect, it } from 'vitest'
import type { Question } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, aMessage } from './samples.js'

export function contractOfQuestions(store: Current): void {
  const question = (id: string, over: Partial<Question> = {}): Question => ({
    id,
    kind: 'informative',
    propensity: 1,
    ...over,
  })
  const week = (number: number, ...questions: Question[]) => ({
    week: number,
    askedAt: 10 * number,
    questions,
  })
  const asked = async () => (await store().accuracy('ann'))[0]?.asked

  it('should keep the first questions of a week, in their order, and give those of the last week', async () => {
    await store().ensureUser('ann', 1)
    expect(await store().lastQuestions('ann')).toBeNull()
    const first = week(3, question('b'), question('a', { kind: 'random', propensity: 0.125 }))
    expect(await store().ask('ann', first)).toEqual(first)
    expect(await store().ask('ann', week(3, question('c')))).toEqual(first)
    expect(await store().ask('ann', week(2, question('d')))).toEqual(first)
    expect(await store().lastQuestions('ann')).toEqual(first)
    const second = week(4, question('c'))
    expect(await store().ask('ann', second)).toEqual(second)
    expect(await store().lastQuestions('ann')).toEqual(second)
    expect(await store().lastQuestions('ben')).toBeNull()
  })

  it('should ask about no mail twice, and change nothing then', async () => {
    await store().ensureUser('ann', 1)
    await store().ask('ann', week(3, question('a')))
    await expect(store().ask('ann', week(4, question('b'), question('a')))).rejects.toThrow()
    expect(await store().lastQuestions('ann')).toEqual(week(3, question('a')))
  })

  it('should list the newest mail since a time, with the labels', async () => {
    for (const [id, scoredAt] of Object.entries({ a: 1, b: 2, c: 3, d: 4 })) {
      await store().logMessage(aMessage('ann', id, { scoredAt }))
    }
    await store().logMessage(aMessage('ben', 'e', { scoredAt: 5 }))
    await store().putMark(aMark('ann', 'c', 'ham'), 9)
    const { encoder, vector } = aMessage('ann', 'a')
    expect(await store().messagesSince('ann', 1, 2)).toEqual([
      { id: 'd', encoder, vector, label: null, asked: false },
      { id: 'c', encoder, vector, label: 'ham', asked: false },
    ])
    await store().ask('ann', week(3, question('c')))
    await store().ask('ben', week(3, question('d')))
    const asked = (await store().messagesSince('ann', 1, 9)).filter((message) => message.asked)
    expect(asked.map(({ id }) => id)).toEqual(['c'])
    expect((await store().messagesSince('ann', 1, 9)).map(({ id }) => id)).toEqual(['d', 'c', 'b'])
  })

  it('should weigh answers by the chance of their questions, however marks come and go', async () => {
    const none = { hamLost: 0, spamMissed: 0 }
    const sums = { questions: 0, answers: 0, ham: 0, spam: 0, hamSquares: 0, spamSquares: 0 }
    const empty = { ...sums, base: none, shared: none, own: none }
    await store().putMark(
      aMark('ann', 'early', 'ham', { before: aJudgement({ base: 9, shared: 0, verdict: 'ham' }) }),
      9,
    )
    expect(await asked()).toEqual(empty)
    await store().ask('ann', week(3, question('early'), question('late', { propensity: 0.125 })))
    const one = { ...empty, questions: 2, answers: 1, ham: 1, hamSquares: 1 }
    const lost = { hamLost: 1, spamMissed: 0 }
    expect(await asked()).toEqual({ ...one, base: lost, shared: lost })
    await store().putMark(aMark('ann', 'never asked', 'ham'), 9)
    expect((await asked()).answers).toBe(1)
    const before = aJudgement({ base: -9, shared: 18, verdict: 'unsure' })
    await store().putMark(aMark('ann', 'late', 'spam', { before }), 9)
    expect(await asked()).toEqual({
      ...one,
      answers: 2,
      spam: 8,
      spamSquares: 64,
      base: { hamLost: 1, spamMissed: 8 },
      shared: lost,
      own: { hamLost: 0, spamMissed: 8 },
    })
    await store().putMark(aMark('ann', 'late', 'ham', { before }), 9)
    expect(await asked()).toMatchObject({ answers: 2, ham: 9, spam: 0, hamSquares: 65, own: none })
    await store().deleteMark('ann', 'late')
    await store().deleteMark('ann', 'early')
    expect(await asked()).toEqual({ ...empty, questions: 2 })
  })

  it('should go with the user', async () => {
    for (const user of ['ann', 'ben']) {
      await store().putMark(aMark(user, 'a', 'spam'), 9)
      await store().ask(user, week(3, question('a')))
    }
    await store().eraseUser('ann')
    await store().ensureUser('ann', 1)
    expect(await store().lastQuestions('ann')).toBeNull()
    expect(await asked()).toMatchObject({ questions: 0, answers: 0 })
    expect((await store().accuracy('ben'))[0].asked).toMatchObject({ questions: 1, answers: 1 })
  })
}
