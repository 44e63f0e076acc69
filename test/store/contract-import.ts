import { expect, it } from 'vitest'
import { BadInput } from '../../src/errors.js'
import type { User } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, NONE } from './samples.js'

export function contractOfImport(store: Current): void {
  const prior = { from: 'on another server', takenAt: 4, encoder: 'e', base: 'b', head: Buffer.from('h') }
  const marks = [aMark('ann', '1', 'spam', { markedAt: 1 }), aMark('ann', '2', 'ham', { markedAt: 2 })]

  it('should refuse a message that is marked twice, and change nothing', async () => {
    const { user } = await store().putMark(aMark('ann', '1', 'ham'), 9)
    const twice = {
      threshold: 0.5,
      prior,
      marks: [...marks, aMark('ann', '1', 'ham')],
      domain: null,
      topics: [],
      weakLabels: NONE,
    }
    await expect(store().replaceUser('ann', twice, 9)).rejects.toThrow(
      new BadInput('The message 1 is marked twice; keep one of its marks.', 422),
    )
    expect(await store().user('ann')).toEqual(user)
    expect(await store().marks('ann')).toHaveLength(1)
  })

  it('should make a new user of it', async () => {
    const user = await store().replaceUser(
      'ann',
      { threshold: 0.5, prior, marks, domain: null, topics: [], weakLabels: NONE },
      9,
    )
    expect(user).toMatchObject({ user: 'ann', threshold: 0.5, prior })
    expect(await store().user('ann')).toEqual(user)
    expect(await store().marks('ann')).toEqual(marks)
    expect(await store().accuracy('ann')).toMatchObject([
      { marks: 2, spamMarks: 1, hamMarks: 1, lastMarkAt: 2 },
    ])
    expect(await store().markTotals()).toEqual({ marks: 2, changes: 2 })
  })

  it('should put it in place of all that the user had, and of nothing of another user', async () => {
    const old = await store().putMark(aMark('ann', '3', 'spam'), 9)
    await store().putMark(aMark('ann', '1', 'ham'), 9)
    await store().putMark(aMark('ben', '1', 'ham'), 9)
    const user = await store().replaceUser(
      'ann',
      { threshold: null, prior, marks, domain: null, topics: [], weakLabels: NONE },
      9,
    )
    expect(user.createdAt).toBe(old.user.createdAt)
    expect(await store().marks('ann')).toEqual(marks)
    expect(await store().marks('ben')).toEqual([aMark('ben', '1', 'ham')])
    expect((await store().markTotals()).marks).toBe(3)
  })

  it('should leave no trace the second time', async () => {
    const model = { threshold: null, prior, marks, domain: null, topics: [], weakLabels: NONE }
    const first = await store().replaceUser('ann', model, 9, 10)
    const totals = await store().markTotals()
    expect(await store().replaceUser('ann', model, 9, 20)).toEqual(first)
    expect(await store().markTotals()).toEqual(totals)
    expect(await store().undo('ann', { to: 10, now: 30, limit: 9, dryRun: true })).toEqual({
      changes: [],
      marks: 2,
    })
    // What the filter said before is no part of what is learned, but of the accuracy.
    const before = aJudgement({ verdict: 'ham', probability: 0.1 })
    const other = await store().replaceUser('ann', { ...model, marks: [{ ...marks[0], before }] }, 9, 40)
    expect(other.revision).toBeGreaterThan(first.revision)
    expect((await store().marks('ann'))[0].before).toEqual(before)
  })

  it('should give the marks to the user that is named, whoever they were of', async () => {
    await store().replaceUser(
      'ben',
      { threshold: null, prior: null, marks, domain: null, topics: [], weakLabels: NONE },
      9,
    )
    expect(await store().marks('ben')).toEqual(marks.map((mark) => ({ ...mark, user: 'ben' })))
    expect(await store().user('ann')).toBeNull()
  })

  it('should keep a balanced part of more marks than may stay', async () => {
    const many = ['spam 1', 'spam 2', 'spam 3', 'ham 4', 'spam 5'].map((entry) => {
      const [label, time] = entry.split(' ')
      return aMark('ann', time, label as 'spam' | 'ham', { markedAt: Number(time) })
    })
    await store().replaceUser(
      'ann',
      { threshold: null, prior: null, marks: many, domain: null, topics: [], weakLabels: NONE },
      3,
    )
    expect((await store().marks('ann')).map(({ id }) => id)).toEqual(['3', '4', '5'])
    expect(await store().accuracy('ann')).toMatchObject([{ marks: 3, spamMarks: 2, hamMarks: 1 }])
  })

  it('should raise the revision for another threshold, promise, inbox, prior or set of marks, and only then', async () => {
    const model = { threshold: 0.5, prior, marks, domain: null, topics: [], weakLabels: NONE }
    let last: User = await store().replaceUser('ann', model, 9)
    expect(await store().replaceUser('ann', { ...model, marks: [...marks].reverse() }, 9)).toEqual(last)
    for (const other of [
      { ...model, threshold: 0.6 },
      { ...model, promise: 300 },
      { ...model, domain: 'work' },
      { ...model, prevalence: 0.1 },
      { ...model, prior: null },
      { ...model, marks: marks.slice(1) },
      { ...model, marks: [marks[0], { ...marks[1], label: 'spam' as const }] },
      { ...model, marks: [marks[0], { ...marks[1], vector: Buffer.from('v') }] },
      { ...model, marks: [marks[0], { ...marks[1], markedAt: 3 }] },
    ]) {
      const next = await store().replaceUser('ann', other, 9)
      expect(next.revision).toBeGreaterThan(last.revision)
      last = await store().replaceUser('ann', model, 9)
      expect(last.revision).toBeGreaterThan(next.revision)
    }
  })
}
