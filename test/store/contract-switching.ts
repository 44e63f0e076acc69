import { expect, it } from 'vitest'
import type { Heads, Message } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aMark, aMessage, anAdapter } from './samples.js'

const heads: Heads = { encoder: 'next', base: 'next base' }

export function contractOfSwitching(store: Current): void {
  const log = (user: string, id: string, over: Partial<Message> = {}) =>
    store().logMessage(aMessage(user, id, over))
  const staged = (user: string, id: string, heads: Heads = { encoder: 'next', base: 'next base' }) =>
    store().stage(heads, [{ user, id, vector: Buffer.from(`${heads.encoder} ${user} ${id}`) }])
  const unstaged = async (limit = 9, after: { user: string; id: string } | null = null) =>
    (await store().unstaged(heads, limit, after)).map(({ user, id }) => `${user} ${id}`)

  it('should count what is of other encoders, with and without its text', async () => {
    const none = { withText: 0, withoutText: 0 }
    expect(await store().foreign(heads)).toEqual({
      encoders: [],
      messages: none,
      marks: none,
      priors: 0,
      staged: 0,
    })
    await log('ann', '1', { text: 'one' })
    await log('ann', '2')
    await log('ann', '3', { text: 'three', encoder: 'next' })
    await store().putMark(aMark('ann', '1', 'spam'), 9)
    await store().putMark(aMark('ann', '2', 'spam'), 9)
    await store().putMark(aMark('ann', '4', 'spam', { encoder: 'older' }), 9)
    await store().ensureUser('ben', 1)
    await store().setPrior('ben', {
      from: 'ann',
      takenAt: 1,
      encoder: 'older',
      base: 'b',
      head: Buffer.from('h'),
    })
    await staged('ann', '1')
    expect(await store().foreign(heads)).toEqual({
      encoders: ['older', 'tiny@0123456789ab'],
      messages: { withText: 1, withoutText: 1 },
      marks: { withText: 1, withoutText: 2 },
      priors: 1,
      staged: 1,
    })
  })

  it('should list the mails with text that are neither of the encoder nor staged, page by page', async () => {
    for (const id of ['2', '1', '3']) await log('ben', id, { text: id })
    await log('ann', '9', { text: 'nine' })
    await log('ann', '8')
    await log('ann', '7', { text: 'seven', encoder: 'next' })
    // The mark of a mail whose own vector is of the encoder may be older than that.
    await log('cid', '1', { text: 'one', encoder: 'next' })
    await store().putMark(aMark('cid', '1', 'ham'), 9)
    expect(await unstaged()).toEqual(['ann 9', 'ben 1', 'ben 2', 'ben 3', 'cid 1'])
    expect(await unstaged(2)).toEqual(['ann 9', 'ben 1'])
    expect(await unstaged(2, { user: 'ben', id: '1' })).toEqual(['ben 2', 'ben 3'])
    await staged('ben', '2')
    expect(await unstaged()).toEqual(['ann 9', 'ben 1', 'ben 3', 'cid 1'])
    const [first] = await store().unstaged(heads, 1, null)
    expect(first).toEqual({ user: 'ann', id: '9', text: 'nine', vector: Buffer.from([1, 0, 255, 128]) })
  })

  it('should forget what was staged for others, and what is of a mail that is gone', async () => {
    await log('ann', '1', { text: 'one' })
    await log('ann', '2', { text: 'two', scoredAt: 5 })
    await staged('ann', '1', { encoder: 'third', base: 'b' })
    await staged('ann', '2')
    await staged('ann', 'never logged')
    expect(await unstaged()).toEqual(['ann 1'])
    expect((await store().foreign({ encoder: 'third', base: 'b' })).staged).toBe(0)
    await store().pruneMessages(6)
    expect((await store().foreign(heads)).staged).toBe(0)
    await store().eraseUser('ann')
    expect(await store().adoptStaged(heads, {})).toBe(true)
    expect(await store().user('ann')).toBeNull()
  })

  it('should put nothing in place while a mail is not staged', async () => {
    await log('ann', '1', { text: 'one' })
    await log('ann', '2', { text: 'two' })
    await staged('ann', '1')
    expect(await store().adoptStaged(heads, { encoder: 'next' })).toBe(false)
    expect(await store().message('ann', '1')).toEqual(aMessage('ann', '1', { text: 'one' }))
    expect(await store().setting('encoder')).toBeNull()
    expect((await store().foreign(heads)).staged).toBe(1)
  })

  it('should put all in place at once: log, marks, weak labels, settings and shared heads', async () => {
    await log('ann', '1', { text: 'one' })
    await log('ann', '2')
    await log('ben', '1', { text: 'one' })
    await store().putMark(aMark('ann', '1', 'spam'), 9)
    const { user: ann } = await store().putMark(aMark('ann', '2', 'ham'), 9)
    await store().putAdapter(anAdapter('ann', ann.revision))
    await store().putMark(aMark('ben', '1', 'spam', { markedAt: 1 }), 9)
    await store().deleteMark('ben', '1', 5)
    const ben = await store().user('ben')
    const accuracy = await store().accuracy()
    const totals = await store().markTotals()
    const gate = { heldOut: 1, before: 1, after: 0, published: true }
    const shared = {
      createdAt: 1,
      encoder: 'tiny@0123456789ab',
      base: 'b',
      head: Buffer.from('h'),
      users: 2,
      marks: 2,
      gate,
      copiedFrom: null,
    }
    await store().addShared(shared, 9)
    await staged('ann', '1')
    await staged('ben', '1')

    expect(await store().adoptStaged(heads, { encoder: 'next', other: '0' })).toBe(true)

    const next = { ...heads, vector: Buffer.from('next ann 1') }
    expect(await store().message('ann', '1')).toEqual(aMessage('ann', '1', { text: 'one', ...next }))
    expect(await store().message('ann', '2')).toEqual(aMessage('ann', '2'))
    expect(await store().marks('ann')).toEqual([aMark('ann', '1', 'spam', next), aMark('ann', '2', 'ham')])
    expect(await store().setting('encoder')).toBe('next')
    expect(await store().setting('other')).toBe('0')
    // An erased user's marks must not come back with an encoder that somebody returns to.
    expect(await store().shared(shared.encoder, 'b')).toBeNull()
    expect(await store().sharedVersions(9)).toHaveLength(1)
    expect(await store().adapter('ann')).toBeNull()
    expect((await store().user('ann'))?.revision).toBeGreaterThan(ann.revision)
    expect(await store().user('ben')).toEqual(ben)
    expect(await store().accuracy()).toEqual(accuracy)
    expect(await store().markTotals()).toEqual(totals)
    await store().undo('ben', { to: 4, now: 9, limit: 9, dryRun: false })
    const past = { ...heads, vector: Buffer.from('next ben 1'), markedAt: 1 }
    expect(await store().marks('ben')).toEqual([aMark('ben', '1', 'spam', past)])
    expect(await store().foreign(heads)).toMatchObject({
      messages: { withText: 0 },
      marks: { withText: 0 },
      staged: 0,
    })
  })

  it('should take the vector of another encoder when a mail is logged again, and nothing else', async () => {
    await log('ann', '1', { subject: 'first' })
    const vector = Buffer.from('another')
    expect(await log('ann', '1', { ...heads, vector, subject: 'second', scoredAt: 9 })).toBe(false)
    expect(await store().message('ann', '1')).toEqual(
      aMessage('ann', '1', { subject: 'first', ...heads, vector }),
    )
    expect(await log('ann', '1', { ...heads, vector: Buffer.from('third') })).toBe(false)
    expect((await store().message('ann', '1'))?.vector).toEqual(vector)
  })
}
