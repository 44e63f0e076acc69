import { expect, it } from 'vitest'
import type { Label } from '../../src/types.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, NEVER_ASKED } from './samples.js'

export function contractOfMarks(store: Current): void {
  it('should put a mark, create the user, and raise the revision', async () => {
    const mark = aMark('ann', '1', 'spam')
    const put = await store().putMark(mark, 9)
    expect(put).toMatchObject({
      changed: true,
      replaced: null,
      user: { user: 'ann', createdAt: mark.markedAt },
    })
    expect(put.user).toEqual(await store().user('ann'))
    expect(await store().mark('ann', '1')).toEqual(mark)
    expect(await store().mark('ann', '2')).toBeNull()
    expect(await store().mark('ben', '1')).toBeNull()
    expect(await store().markTotals()).toEqual({ marks: 1, changes: 1 })
  })

  it('should change nothing when the same mark is put again', async () => {
    const mark = aMark('ann', '1', 'spam')
    const first = await store().putMark(mark, 9)
    const again = { ...mark, markedAt: 99, subject: null, before: aJudgement({ verdict: 'ham' }) }
    expect(await store().putMark(again, 9)).toEqual({ changed: false, replaced: 'spam', user: first.user })
    expect(await store().mark('ann', '1')).toEqual(mark)
    expect(await store().markTotals()).toEqual({ marks: 1, changes: 1 })
  })

  it.each([
    ['label', { label: 'ham' as Label }],
    ['vector', { vector: Buffer.from('another') }],
    ['encoder', { encoder: 'another' }],
    ['base', { base: 'another' }],
  ])('should replace a mark of another %s, and count it once', async (_, over) => {
    const first = await store().putMark(aMark('ann', '1', 'spam'), 9)
    const other = aMark('ann', '1', 'spam', { markedAt: 99, ...over })
    const second = await store().putMark(other, 9)
    expect(second).toMatchObject({ changed: true, replaced: 'spam' })
    expect(second.user.revision).toBeGreaterThan(first.user.revision)
    expect(await store().marks('ann')).toEqual([other])
    expect(await store().markTotals()).toEqual({ marks: 1, changes: 3 })
    expect(await store().accuracy('ann')).toMatchObject([{ marks: 1, lastMarkAt: 99 }])
  })

  it('should take a mark back, once', async () => {
    const put = await store().putMark(aMark('ann', '1', 'ham'), 9)
    const taken = await store().deleteMark('ann', '1')
    expect(taken).toEqual({ removed: 'ham', user: { ...put.user, revision: expect.any(Number) } })
    expect(taken.user?.revision).toBeGreaterThan(put.user.revision)
    expect(await store().deleteMark('ann', '1')).toEqual({ removed: null, user: taken.user })
    expect(await store().deleteMark('nobody', '1')).toEqual({ removed: null, user: null })
    expect(await store().marks('ann')).toEqual([])
    expect(await store().markTotals()).toEqual({ marks: 0, changes: 2 })
    expect(await store().accuracy('ann')).toMatchObject([{ marks: 0, lastMarkAt: null }])
  })

  it('should list marks by id, whatever the order in which they came', async () => {
    for (const id of ['b', 'a', 'c', 'B']) await store().putMark(aMark('ann', id, 'spam'), 9)
    expect((await store().marks('ann')).map(({ id }) => id)).toEqual(['B', 'a', 'b', 'c'])
  })

  /** Puts `'spam 1'` as a mark of message 1 at time 1, `sure` where the filter was right by far, and gives back what stays. */
  async function stay(limit: number, history: string[]): Promise<string[]> {
    for (const entry of history) {
      const [label, time, sure] = entry.split(' ')
      const verdict = label as Label
      const right = aJudgement({ verdict, probability: verdict === 'spam' ? 0.95 : 0.05 })
      const before = sure ? right : aJudgement()
      await store().putMark(aMark('ann', time, verdict, { markedAt: Number(time), before }), limit)
    }
    return (await store().marks('ann')).map(({ id, label }) => `${label} ${id}`)
  }

  it.each([
    { limit: 3, history: ['spam 1', 'spam 2', 'spam 3', 'spam 4'], stays: ['spam 2', 'spam 3', 'spam 4'] },
    { limit: 3, history: ['ham 1', 'spam 2', 'spam 3', 'spam 4'], stays: ['ham 1', 'spam 3', 'spam 4'] },
    { limit: 3, history: ['ham 1', 'spam 2', 'spam 3', 'ham 4'], stays: ['ham 4', 'spam 2', 'spam 3'] },
    { limit: 3, history: ['spam 2', 'spam 3', 'ham 4', 'ham 1'], stays: ['ham 1', 'ham 4', 'spam 3'] },
    { limit: 1, history: ['spam 1', 'ham 2'], stays: ['ham 2'] },
    { limit: 1, history: ['spam 2', 'spam 1'], stays: ['spam 1'] },
    { limit: 2, history: ['spam 1', 'spam 2 sure', 'spam 3'], stays: ['spam 1', 'spam 3'] },
    { limit: 2, history: ['ham 1', 'ham 2 sure', 'ham 3 sure', 'ham 4 sure'], stays: ['ham 1', 'ham 4'] },
    { limit: 2, history: ['spam 1', 'ham 2 sure', 'ham 3'], stays: ['ham 3', 'spam 1'] },
    { limit: 2, history: ['ham 1', 'spam 2 sure', 'ham 3'], stays: ['ham 3', 'spam 2'] },
    { limit: 3, history: ['ham 1', 'spam 2', 'spam 3 sure', 'ham 4'], stays: ['ham 1', 'ham 4', 'spam 2'] },
  ])('should keep $stays of $history when $limit may stay', async ({ limit, history, stays }) => {
    expect((await stay(limit, history)).sort()).toEqual(stays)
  })

  it('should come down to a limit that was lowered, the mark just put excepted', async () => {
    await stay(9, ['spam 5', 'spam 6', 'spam 7', 'ham 8', 'spam 9'])
    const before = await store().user('ann')
    const { changed, user } = await store().putMark(aMark('ann', '5', 'spam'), 3)
    expect(changed).toBe(true)
    expect(user.revision).toBeGreaterThan(before?.revision as number)
    expect((await store().marks('ann')).map(({ id }) => id)).toEqual(['5', '8', '9'])
    expect(await store().accuracy('ann')).toMatchObject([
      { marks: 3, spamMarks: 2, hamMarks: 1, lastMarkAt: 9 },
    ])
    expect(await store().markTotals()).toEqual({ marks: 3, changes: 7 })
  })

  it('should give the newest marks of every user for a refit, sorted by user and id', async () => {
    for (const [user, id, markedAt] of [
      ['ben', '1', 3],
      ['ann', '2', 1],
      ['ann', '1', 2],
      ['ann', '0', 0],
    ] as const) {
      await store().putMark(aMark(user, id, 'spam', { markedAt }), 9)
    }
    await store().ensureUser('cid', 1)
    const of = async (perUser: number) =>
      (await store().marksOfAll(perUser)).map(({ user, id }) => `${user} ${id}`)
    expect(await of(2)).toEqual(['ann 1', 'ann 2', 'ben 1'])
    expect(await of(9)).toEqual(['ann 0', 'ann 1', 'ann 2', 'ben 1'])
    expect((await store().marksOfAll(1))[0]).toEqual(aMark('ann', '1', 'spam', { markedAt: 2 }))
  })

  it('should say how often each sum of heads was wrong before it knew the label', async () => {
    const threshold = 0.9
    const sure = 2.1972245773362196 // log(0.9 / 0.1)
    const judged = (base: number, shared: number, verdict: 'spam' | 'unsure' | 'ham') =>
      aJudgement({ base, shared, adapter: 0, threshold, verdict })
    const rows: [id: string, label: Label, before: ReturnType<typeof judged>][] = [
      ['lost by base, kept by shared and own', 'ham', judged(sure + 0.01, -0.02, 'unsure')],
      ['lost by all', 'ham', judged(sure + 0.01, 1, 'spam')],
      ['lost by own', 'ham', judged(-1, 0, 'spam')],
      ['missed by base and shared', 'spam', judged(sure - 0.02, 0.01, 'spam')],
      ['missed by own, which was unsure', 'spam', judged(sure + 0.01, 0, 'unsure')],
      ['right by all', 'spam', judged(9, 0, 'spam')],
    ]
    for (const [id, label, before] of rows) {
      await store().putMark(aMark('ann', id, label, { before, markedAt: 7 }), 99)
    }
    const row = {
      user: 'ann',
      messages: 0,
      marks: 6,
      spamMarks: 3,
      hamMarks: 3,
      lastMarkAt: 7,
      base: { hamLost: 2, spamMissed: 1 },
      shared: { hamLost: 1, spamMissed: 1 },
      own: { hamLost: 2, spamMissed: 1 },
      asked: NEVER_ASKED,
    }
    expect(await store().accuracy()).toEqual([row])
    expect(await store().accuracy('ann')).toEqual([row])
    expect(await store().accuracy('nobody')).toEqual([])
    for (const [id] of rows) await store().deleteMark('ann', id)
    const none = { hamLost: 0, spamMissed: 0 }
    const empty = {
      marks: 0,
      spamMarks: 0,
      hamMarks: 0,
      lastMarkAt: null,
      base: none,
      shared: none,
      own: none,
    }
    expect(await store().accuracy('ann')).toEqual([{ ...row, ...empty }])
  })
}
