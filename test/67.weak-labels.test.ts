/** Weak labels: mail that was answered or kept, where the user allows it to be learned from. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFilter, type Filter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const small = smallBase(hashEncoder)
/** Calls every mail spam. */
const base = { ...small, head: { ...small.head, bias: 1 } }

async function makeFilter(): Promise<Filter> {
  const store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false, now: () => 5 }
  return createFilter({ store, encoder: hashEncoder, base, ...rest })
}

const letter = (i: number) =>
  Buffer.from(`From: Ann <ann@home.example>\r\nSubject: Sunday ${i}\r\n\r\nShall we meet on Sunday at ${i}?`)
const offer = (i: number) =>
  Buffer.from(`From: x@shop.example\r\nSubject: Pills ${i}\r\n\r\nCheap pharmacy, offer number ${i}`)

let filter: Filter
beforeEach(async () => {
  filter = await makeFilter()
})

async function logits(of = filter, user = 'ben'): Promise<number[]> {
  const scored = []
  for (let i = 0; i < 4; i++) scored.push(await of.score(user, letter(i)), await of.score(user, offer(i)))
  return scored.map(({ logit }) => logit)
}

describe('a weak label', () => {
  it('should be refused unless the user allows it, and for mail that was never scored', async () => {
    const { id } = await filter.score('ben', letter(1))
    await expect(filter.weakLabels.give('ben', id, 'replied')).rejects.toMatchObject({ status: 409 })
    await expect(filter.weakLabels.give('ben', 'none', 'replied')).rejects.toMatchObject({ status: 404 })
    await expect(filter.weakLabels.takeBack('ben', id)).rejects.toMatchObject({ status: 404 })
    await expect(filter.weakLabels.list('nobody')).rejects.toMatchObject({ status: 404 })
    expect(await filter.weakLabels.list('ben')).toEqual({ allowed: false, labels: [] })
  })

  it('should draw its mail and the like of it towards ham, by less than a mark does', async () => {
    await filter.weakLabels.allow('ben', true)
    const { id, logit: before } = await filter.score('ben', letter(1))
    expect(await filter.weakLabels.give('ben', id, 'replied')).toEqual({ id, sign: 'replied', changed: true })
    expect(await filter.weakLabels.give('ben', id, 'kept')).toMatchObject({ changed: false })
    const weak = await filter.score('ben', letter(1))
    const like = await filter.score('ben', letter(2))
    expect(weak.logit).toBeLessThan(before - 0.05)
    expect(like.logit).toBeLessThan(before)
    await filter.mark('ben', id, 'ham')
    expect((await filter.score('ben', letter(1))).logit).toBeLessThan(weak.logit - 1)
  })

  it('should give way to a mark on the same mail, and be back when the mark is taken back', async () => {
    const marked = await makeFilter()
    await marked.markMail('ben', letter(1), 'spam')
    await filter.weakLabels.allow('ben', true)
    const { id } = await filter.score('ben', letter(1))
    const none = await logits()
    await filter.weakLabels.give('ben', id, 'replied')
    const weak = await logits()
    await filter.mark('ben', id, 'spam')
    expect(await logits()).toEqual(await logits(marked))
    await filter.unmark('ben', id)
    expect(await logits()).toEqual(weak)
    expect(await filter.weakLabels.takeBack('ben', id)).toEqual({ id, removed: true })
    expect(await logits()).toEqual(none)
  })

  it('should be the same whatever came first, move by export and import, and be forgotten when forbidden', async () => {
    const other = await makeFilter()
    const none = await logits()
    for (const [each, order] of [
      [filter, [0, 1, 2]],
      [other, [2, 0, 1]],
    ] as const) {
      await each.weakLabels.allow('ben', true)
      for (const i of order)
        await each.weakLabels.give('ben', (await each.score('ben', letter(i))).id, 'kept')
    }
    expect(await logits(other)).toEqual(await logits())
    const file = JSON.parse(JSON.stringify(await filter.exportUser('ben')))
    await other.importUser('carl', file)
    expect(await logits(other, 'carl')).toEqual(await logits())
    file.weakLabels.labels[0].vector = 'AAAA'
    await expect(other.importUser('carl', file)).rejects.toMatchObject({ status: 422 })
    await filter.weakLabels.allow('ben', false)
    expect(await logits()).toEqual(none)
    expect(await filter.weakLabels.list('ben')).toEqual({ allowed: false, labels: [] })
  })

  it('should be a reason of its own, and the reasons still add up', async () => {
    await filter.weakLabels.allow('ben', true)
    for (let i = 0; i < 3; i++)
      await filter.weakLabels.give('ben', (await filter.score('ben', letter(i))).id, 'kept')
    await filter.topics.set('ben', 'pills', { description: 'Cheap pharmacy', verdict: 'spam' })
    await filter.markMail('ben', offer(1), 'spam')
    const { reasons, logit } = await filter.score('ben', letter(5))
    expect(reasons.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['marks', 'topic', 'weak']))
    expect(reasons.reduce((sum, each) => sum + each.logit, 0)).toBeCloseTo(logit, 9)
  })

  it('should count in no figure of accuracy, and be no mark', async () => {
    await filter.weakLabels.allow('ben', true)
    await filter.weakLabels.give('ben', (await filter.score('ben', letter(1))).id, 'replied')
    expect(await filter.statistics('ben')).toMatchObject({ marks: 0, ham: 0, accuracy: { marks: 0 } })
  })
})
