import { expect, it } from 'vitest'
import { BadInput, NotFound, Unavailable } from '../../src/errors.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, aMessage, aTopic, NONE } from './samples.js'

export function contractOfMisuse(store: Current): void {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'should refuse %d as a limit',
    async (limit) => {
      const sentence = 'Expected limit to be a positive integer'
      await expect(store().users({ limit })).rejects.toThrow(new TypeError(sentence))
      await expect(store().messages('ann', { limit })).rejects.toThrow(new TypeError(sentence))
      await expect(store().marksOfAll(limit)).rejects.toThrow(new TypeError(sentence))
      await expect(store().sharedVersions(limit)).rejects.toThrow(new TypeError(sentence))
      await expect(store().putMark(aMark('ann', '1', 'spam'), limit)).rejects.toThrow(new TypeError(sentence))
      const model = { threshold: null, prior: null, marks: [], domain: null, topics: [], weakLabels: NONE }
      await expect(store().replaceUser('ann', model, limit)).rejects.toThrow(new TypeError(sentence))
      await expect(store().putTopic('ann', aTopic('a'), limit)).rejects.toThrow(new TypeError(sentence))
      expect(await store().user('ann')).toBeNull()
    },
  )

  it('should refuse a cursor that it did not give', async () => {
    const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const after of ['', 'x', '☃', json(null), json({}), json([]), json([1]), json(['a', 'b', 'c'])]) {
      await expect(store().users({ limit: 1, after })).rejects.toThrow(BadInput)
      await expect(store().messages('ann', { limit: 1, after })).rejects.toThrow(BadInput)
    }
    await expect(store().messages('ann', { limit: 1, after: json(['ann']) })).rejects.toThrow(
      'The cursor is none that Hamlet gave: take `next` of the page before, or leave it out for the first page.',
    )
  })

  it('should refuse a threshold, an inbox or a prior for a user that does not exist', async () => {
    const sentence = 'There is no user "ann"; a user exists from the first mail that is scored.'
    await expect(store().setThreshold('ann', 0.5)).rejects.toThrow(new NotFound(sentence, 'unknown-user'))
    await expect(store().setInbox('ann', { domain: 'work', prevalence: 0.2 })).rejects.toThrow(
      new NotFound(sentence, 'unknown-user'),
    )
    await expect(store().setPrior('ann', null)).rejects.toThrow(new NotFound(sentence, 'unknown-user'))
    expect(await store().user('ann')).toBeNull()
  })

  it('should refuse a prior from a user that does not exist', async () => {
    const before = await store().ensureUser('ben', 1)
    const prior = { from: 'ann', takenAt: 2, encoder: 'e', base: 'b', head: Buffer.from('h') }
    await expect(store().setPrior('ben', prior)).rejects.toThrow(
      new NotFound('There is no user "ann" to start from.', 'unknown-user'),
    )
    expect(await store().user('ben')).toEqual(before)
  })

  it('should change nothing at all when a row cannot be stored', async () => {
    const before = aJudgement({ logit: Number.NaN })
    await expect(store().putMark(aMark('ann', '1', 'spam', { before }), 9)).rejects.toThrow()
    await expect(store().logMessage(aMessage('ann', '1', { judgement: before }))).rejects.toThrow()
    expect(await store().user('ann')).toBeNull()
    expect(await store().markTotals()).toEqual({ marks: 0, changes: 0 })

    const { user } = await store().putMark(aMark('ann', '1', 'spam'), 9)
    await expect(store().putMark(aMark('ann', '1', 'ham', { before }), 9)).rejects.toThrow()
    const marks = [aMark('ann', '2', 'ham'), aMark('ann', '3', 'ham', { before })]
    await expect(
      store().replaceUser(
        'ann',
        { threshold: 0.1, prior: null, marks, domain: null, topics: [], weakLabels: NONE },
        9,
      ),
    ).rejects.toThrow()
    expect(await store().user('ann')).toEqual(user)
    expect(await store().marks('ann')).toEqual([aMark('ann', '1', 'spam')])
    expect(await store().markTotals()).toEqual({ marks: 1, changes: 1 })
  })

  it('should refuse everything after it was closed, and closing twice should be harmless', async () => {
    await store().close()
    await store().close()
    await expect(store().ping()).rejects.toThrow(Unavailable)
    await expect(store().putMark(aMark('ann', '1', 'spam'), 9)).rejects.toThrow(
      'Hamlet is stopping and its database is closed; try again in a moment.',
    )
  })
}
