import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Message } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, aMessage } from './samples.js'

export function contractOfMessages(store: Current): void {
  it('should give back every field as it was, and create the user', async () => {
    const full = aMessage('ann', 'f00d', { text: 'Grüße 👋\nand a NUL-free body' })
    const bare = aMessage('ann', 'beef', { sender: null, subject: null, vector: Buffer.alloc(0) })
    expect(await store().logMessage(full)).toBe(true)
    expect(await store().logMessage(bare)).toBe(true)
    expect(await store().message('ann', 'f00d')).toEqual(full)
    expect(await store().message('ann', 'beef')).toEqual(bare)
    expect(await store().user('ann')).toMatchObject({
      createdAt: full.scoredAt,
      threshold: null,
      prior: null,
    })
  })

  it('should give back every number bit by bit', async () => {
    const number = fc.double({ noNaN: true }).map((value) => value + 0)
    let id = 0
    await fc.assert(
      fc.asyncProperty(
        number,
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (a, b, c, p) => {
          const judgement = aJudgement({
            base: a,
            shared: b,
            adapter: c,
            probability: p + 0,
            threshold: p + 0,
          })
          const message = aMessage('ann', String(id++), { judgement })
          await store().logMessage(message)
          expect(await store().message('ann', message.id)).toEqual(message)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('should take whatever a subject holds, also NULs and halves of surrogate pairs', async () => {
    for (const [id, subject] of ['a\0b', 'cut off: \ud83d', '\udc4b', '\u202e', ''].entries()) {
      expect(await store().logMessage(aMessage('ann', `${id}`, { subject }))).toBe(true)
      expect((await store().message('ann', `${id}`))?.subject).toEqual(expect.any(String))
    }
  })

  it('should keep the first row of a message', async () => {
    const first = aMessage('ann', '1')
    await store().logMessage(first)
    const again = { ...first, scoredAt: 9, subject: 'another', judgement: aJudgement({ verdict: 'ham' }) }
    expect(await store().logMessage(again)).toBe(false)
    expect(await store().message('ann', '1')).toEqual(first)
    expect(await store().accuracy('ann')).toMatchObject([{ messages: 1 }])
  })

  it('should keep the same mail apart for each user', async () => {
    await store().logMessage(aMessage('ann', '1', { subject: 'to Ann' }))
    expect(await store().message('ben', '1')).toBeNull()
    expect(await store().logMessage(aMessage('ben', '1', { subject: 'to Ben' }))).toBe(true)
    expect(await store().message('ann', '1')).toMatchObject({ user: 'ann', subject: 'to Ann' })
    expect(await store().message('ben', '1')).toMatchObject({ user: 'ben', subject: 'to Ben' })
    expect((await store().messages('ben', { limit: 9 })).messages).toHaveLength(1)
  })

  it('should list the newest first, with the labels, and without vectors and texts', async () => {
    const { vector, text, ...summary } = aMessage('ann', '1', { scoredAt: 10, text: 'body' })
    await store().logMessage({ ...summary, vector, text })
    await store().logMessage(aMessage('ann', '2', { scoredAt: 30 }))
    await store().logMessage(aMessage('ann', '3', { scoredAt: 20 }))
    await store().putMark(aMark('ann', '1', 'ham'), 9)
    await store().putMark(aMark('ann', '2', 'spam'), 9)
    await store().putMark(aMark('ben', '3', 'spam'), 9)
    const { messages, next } = await store().messages('ann', { limit: 3 })
    expect(messages.map(({ id, label }) => [id, label])).toEqual([
      ['2', 'spam'],
      ['3', null],
      ['1', 'ham'],
    ])
    expect(messages[2]).toEqual({ ...summary, label: 'ham' })
    expect(next).toBeNull()
    expect(await store().messages('nobody', { limit: 3 })).toEqual({ messages: [], next: null })
  })

  it('should page through each message once, whatever was logged and pruned meanwhile', async () => {
    let round = 0
    const times = fc.array(fc.integer({ min: 100, max: 105 }), { maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 7 }), async (scoredAt, limit) => {
        const user = `user ${round++}`
        const logged = scoredAt.map((at, i) => aMessage(user, `${i}`, { scoredAt: at }))
        for (const message of logged) await store().logMessage(message)
        const seen: string[] = []
        let page = await store().messages(user, { limit })
        for (let i = 0; ; i++) {
          seen.push(...page.messages.map(({ id }) => id))
          if (page.next === null) break
          expect(page.messages).toHaveLength(limit)
          await store().logMessage(aMessage(user, `newer ${i}`, { scoredAt: 200 + i }))
          page = await store().messages(user, { limit, after: page.next })
        }
        expect(seen).toEqual(logged.sort(newestFirst).map(({ id }) => id))
      }),
      { numRuns: 20 },
    )
  })

  it('should prune what is older, and leave marks alone', async () => {
    for (let i = 0; i < 10; i++) await store().logMessage(aMessage('ann', `old ${i}`, { scoredAt: i }))
    await store().logMessage(aMessage('ann', 'new', { scoredAt: 10 }))
    await store().logMessage(aMessage('ben', 'old', { scoredAt: 9 }))
    await store().putMark(aMark('ann', 'old 7', 'spam'), 9)
    const { revision } = (await store().user('ann')) ?? {}
    expect(await store().pruneMessages(10)).toBe(11)
    expect(await store().pruneMessages(10)).toBe(0)
    expect((await store().messages('ann', { limit: 9 })).messages.map(({ id }) => id)).toEqual(['new'])
    expect(await store().accuracy()).toMatchObject([
      { user: 'ann', messages: 1, marks: 1 },
      { user: 'ben', messages: 0, marks: 0 },
    ])
    expect((await store().user('ann'))?.revision).toBe(revision)
  })

  it('should log many at once as one by one, and say how many were new', async () => {
    const messages = ['1', '2', '1'].map((id, i) => aMessage('ann', id, { scoredAt: i }))
    expect(await store().logMessages(messages)).toBe(2)
    expect(await store().logMessages([aMessage('ben', '1'), aMessage('ann', '2')])).toBe(1)
    expect(await store().message('ann', '1')).toEqual(messages[0])
    expect(await store().accuracy()).toMatchObject([{ messages: 2 }, { messages: 1 }])
    expect(await store().logMessages([])).toBe(0)
  })

  it('should give the mails of a period, both ends in it, with their labels, and pages of one verdict', async () => {
    for (let at = 1; at <= 5; at++) {
      const judgement = aJudgement({ verdict: at % 2 ? 'spam' : 'ham' })
      await store().logMessage(aMessage('ann', `${at}`, { scoredAt: at, judgement }))
    }
    await store().putMark(aMark('ann', '3', 'ham'), 9)
    const ids = async (from: number, to: number, limit: number) =>
      (await store().period('ann', { from, to, limit })).map(({ id }) => id)
    expect(await ids(2, 4, 9)).toEqual(['4', '3', '2'])
    expect(await ids(0, 9, 2)).toEqual(['5', '4'])
    expect(await ids(6, 9, 2)).toEqual([])
    const { sender, subject, encoder, vector } = aMessage('ann', '3')
    expect(await store().period('ann', { from: 3, to: 3, limit: 1 })).toEqual([
      { id: '3', scoredAt: 3, sender, subject, encoder, vector, label: 'ham' },
    ])
    const first = await store().messages('ann', { limit: 2, verdict: 'spam' })
    expect(first.messages.map(({ id }) => id)).toEqual(['5', '3'])
    const rest = await store().messages('ann', { limit: 2, verdict: 'spam', after: first.next as string })
    expect(rest.messages.map(({ id }) => id)).toEqual(['1'])
    expect(await store().totals()).toMatchObject({
      users: 1,
      messages: 5,
      marks: 1,
      bytes: expect.any(Number),
    })
  })
}

function newestFirst(a: Message, b: Message): number {
  return b.scoredAt - a.scoredAt || (a.id < b.id ? 1 : -1)
}
