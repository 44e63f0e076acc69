import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BadInput, NotFound } from '../../src/errors.js'
import type { Mark } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aMark, NONE } from './samples.js'

export function contractOfUndoing(store: Current): void {
  const undo = (to: number, now: number, dryRun = false) => store().undo('ann', { to, now, limit: 9, dryRun })
  const put = (id: string, label: 'spam' | 'ham', markedAt: number) =>
    store().putMark(aMark('ann', id, label, { markedAt }), 9)

  it('should take back what came later, put back what went, and change labels back', async () => {
    await put('stays', 'spam', 1)
    await put('goes', 'ham', 2)
    await put('turns', 'ham', 3)
    await put('comes', 'spam', 20)
    await put('turns', 'spam', 21)
    await store().deleteMark('ann', 'goes', 22)
    const before = await store().marks('ann')
    const { revision } = await store().ensureUser('ann', 1)
    const { sender, subject } = aMark('ann', '', 'spam')
    const changes = [
      { id: 'comes', sender, subject, from: 'spam', to: null },
      { id: 'goes', sender, subject, from: null, to: 'ham' },
      { id: 'turns', sender, subject, from: 'spam', to: 'ham' },
    ]
    expect(await undo(10, 30, true)).toEqual({ changes, marks: 3 })
    expect(await store().marks('ann')).toEqual(before)
    expect((await store().ensureUser('ann', 1)).revision).toBe(revision)

    expect(await undo(10, 30)).toEqual({ changes, marks: 3 })
    expect(await store().marks('ann')).toEqual([
      aMark('ann', 'goes', 'ham', { markedAt: 2 }),
      aMark('ann', 'stays', 'spam', { markedAt: 1 }),
      aMark('ann', 'turns', 'ham', { markedAt: 3 }),
    ])
    expect((await store().ensureUser('ann', 1)).revision).toBeGreaterThan(revision)
    expect(await store().accuracy('ann')).toMatchObject([{ marks: 3, spamMarks: 1, hamMarks: 2 }])

    // What was undone is undone by going back to the moment before.
    await undo(29, 40)
    expect(await store().marks('ann')).toEqual(before)
  })

  it('should change nothing where nothing was marked since', async () => {
    await put('1', 'spam', 1)
    const user = await store().user('ann')
    expect(await undo(1, 5)).toEqual({ changes: [], marks: 1 })
    expect(await store().user('ann')).toEqual(user)
  })

  it('should change nothing where the same came back since, however often', async () => {
    await put('1', 'spam', 1)
    await put('2', 'spam', 2)
    await store().deleteMark('ann', '1', 3)
    await store().undo('ann', { to: 2, now: 4, limit: 9, dryRun: false })
    const user = await store().user('ann')
    const totals = await store().markTotals()
    for (const now of [5, 6]) {
      expect(await undo(2, now)).toEqual({ changes: [], marks: 2 })
      expect(await store().user('ann')).toEqual(user)
      expect(await store().markTotals()).toEqual(totals)
    }
    expect(await undo(3, 7)).toMatchObject({ changes: [{ id: '1', to: null }] })
    expect(await undo(6, 8)).toMatchObject({ changes: [{ id: '1', to: 'spam' }] })
  })

  it('should go by when marks came here, not by when an import says that they were made', async () => {
    await put('1', 'spam', 1)
    const marks = [aMark('ann', '2', 'ham', { markedAt: 2 })]
    const model = { threshold: null, prior: null, marks, domain: null, topics: [], weakLabels: NONE }
    await store().replaceUser('ann', model, 9, 50)
    await undo(49, 60)
    expect((await store().marks('ann')).map(({ id }) => id)).toEqual(['1'])
    await undo(50, 70)
    expect(await store().marks('ann')).toEqual(marks)
  })

  it('should put back what had to make room, and keep to the limit still', async () => {
    for (let id = 1; id <= 4; id++) await store().putMark(aMark('ann', `${id}`, 'spam', { markedAt: id }), 3)
    const ids = async () => (await store().marks('ann')).map(({ id }) => id)
    expect(await ids()).toEqual(['2', '3', '4'])
    await undo(3, 10)
    expect(await ids()).toEqual(['1', '2', '3'])
    expect(await store().undo('ann', { to: 9, now: 20, limit: 2, dryRun: false })).toMatchObject({ marks: 2 })
    expect(await ids()).toEqual(['3', '4'])
  })

  it('should forget all marks at once, and put them back', async () => {
    await put('1', 'spam', 1)
    await put('2', 'ham', 2)
    const before = await store().marks('ann')
    expect(await store().forgetMarks('ann', 10)).toBe(2)
    expect(await store().marks('ann')).toEqual([])
    expect(await store().accuracy('ann')).toMatchObject([{ marks: 0 }])
    const user = await store().user('ann')
    expect(await store().forgetMarks('ann', 11)).toBe(0)
    expect(await store().forgetMarks('nobody', 11)).toBe(0)
    expect(await store().user('ann')).toEqual(user)
    await undo(9, 20)
    expect(await store().marks('ann')).toEqual(before)
  })

  it('should refuse a moment of which the log has forgotten something, for those users alone', async () => {
    await put('1', 'spam', 1)
    await store().deleteMark('ann', '1', 5)
    await store().putMark(aMark('ben', '1', 'spam', { markedAt: 1 }), 9)
    await store().pruneMessages(5)
    expect(await undo(4, 10, true)).toMatchObject({ changes: [{ id: '1' }] })
    await store().pruneMessages(6)
    await expect(undo(5, 10)).rejects.toThrow(BadInput)
    await expect(undo(5, 10)).rejects.toThrow('choose a moment from 1970-01-01T00:00:00.006Z on')
    expect(await undo(6, 10)).toEqual({ changes: [], marks: 0 })
    expect(await store().undo('ben', { to: 0, now: 10, limit: 9, dryRun: false })).toMatchObject({ marks: 0 })
    await expect(store().undo('nobody', { to: 0, now: 1, limit: 9, dryRun: false })).rejects.toThrow(NotFound)
    await expect(store().undo('ben', { to: 0, now: 1, limit: 0, dryRun: false })).rejects.toThrow(TypeError)
  })

  it('should forget what was unmarked with the user', async () => {
    await put('1', 'spam', 1)
    await store().deleteMark('ann', '1', 5)
    await store().eraseUser('ann')
    await store().ensureUser('ann', 7)
    expect(await undo(2, 10)).toEqual({ changes: [], marks: 0 })
  })

  it('should list marks newest first, page by page', async () => {
    for (const [id, at] of [
      ['a', 3],
      ['b', 1],
      ['c', 3],
      ['d', 2],
    ] as const) {
      await put(id, 'spam', at)
    }
    const whole = (await store().timeline('ann', { limit: 9 })).marks
    expect(whole.map(({ id }) => id)).toEqual(['c', 'a', 'd', 'b'])
    const first = await store().timeline('ann', { limit: 3 })
    expect(first.marks).toEqual(whole.slice(0, 3))
    const second = await store().timeline('ann', { limit: 3, after: first.next as string })
    expect(second).toEqual({ marks: whole.slice(3), next: null })
    expect(await store().timeline('nobody', { limit: 3 })).toEqual({ marks: [], next: null })
  })

  it('should give back the very marks of any moment of any history', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd')
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ put: id, label: fc.constantFrom('spam' as const, 'ham' as const) }),
      },
      { weight: 2, arbitrary: fc.record({ remove: id }) },
      { weight: 1, arbitrary: fc.record({ undoTo: fc.nat(29) }) },
      { weight: 1, arbitrary: fc.constant({ forget: true as const }) },
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), async (steps) => {
        const user = `user ${run++}`
        await store().ensureUser(user, 0)
        const seen: Mark[][] = []
        for (const [now, each] of steps.entries()) {
          if ('put' in each) await store().putMark(aMark(user, each.put, each.label, { markedAt: now }), 3)
          else if ('remove' in each) await store().deleteMark(user, each.remove, now)
          else if ('forget' in each) await store().forgetMarks(user, now)
          else {
            const to = Math.min(each.undoTo, now)
            await store().undo(user, { to, now, limit: 3, dryRun: false })
            if (to < now) expect(await store().marks(user)).toEqual(seen[to])
          }
          seen.push(await store().marks(user))
        }
        for (const [to, marks] of [...seen.entries()].reverse()) {
          await store().undo(user, { to, now: 1000 + steps.length - to, limit: 3, dryRun: false })
          expect(await store().marks(user)).toEqual(marks)
        }
      }),
      { numRuns: 30 },
    )
  })
}
