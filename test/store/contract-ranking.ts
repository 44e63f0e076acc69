import { expect, it } from 'vitest'
import { BadInput } from '../../src/errors.js'
import type { RankingQuery } from '../../src/store/store.js'
import type { Label } from '../../src/types.js'
import type { Current } from './contract.js'
import { aJudgement, aMark, aMessage } from './samples.js'

const ALL: RankingQuery = { sort: 'error', descending: true, filter: 'all', name: '', limit: 99 }

/** A judgement at threshold 0.5: `s` for spam, `h` for ham, by base, by base and shared head, and by all three. */
function said(heads: string) {
  const [base, shared, own] = [...heads].map((said) => (said === 's' ? 1 : -1))
  return aJudgement({
    base,
    shared: shared - base,
    verdict: own > 0 ? 'spam' : 'ham',
    threshold: 0.5,
  })
}

export function contractOfRanking(store: Current): void {
  /** Marks of a user: `'spam ssh'` is spam that the base and the shared head caught and the own model did not. */
  async function mark(user: string, marks: string[], from = 0): Promise<void> {
    for (const [i, entry] of marks.entries()) {
      const [label, heads] = entry.split(' ')
      const over = { before: said(heads), markedAt: from + i + 1 }
      await store().putMark(aMark(user, `${from + i}`, label as Label, over), 999)
    }
  }
  const names = async (query: Partial<RankingQuery>) =>
    (await store().ranking({ ...ALL, ...query })).users.map(({ user }) => user)

  it('should count what was mended and what was broken, and follow each change exactly', async () => {
    await mark('ann', ['spam hhs', 'spam hss', 'ham ssh', 'ham hhs', 'spam sss', 'ham shh', 'spam ssh'])
    const row = async () => (await store().ranking(ALL)).users[0]
    expect(await row()).toMatchObject({
      user: 'ann',
      marks: 7,
      overBase: { mended: 4, broken: 2 },
      overShared: { mended: 2, broken: 2 },
      recent: [true, false, false, true, false, false, false],
    })
    await store().putMark(aMark('ann', '0', 'ham', { before: said('hhs'), markedAt: 99 }), 999)
    expect(await row()).toMatchObject({
      overBase: { mended: 3, broken: 3 },
      overShared: { mended: 1, broken: 3 },
      recent: [true, true, false, false, true, false, false],
    })
    for (let id = 0; id < 7; id++) await store().deleteMark('ann', `${id}`)
    const none = { mended: 0, broken: 0 }
    expect(await row()).toMatchObject({ marks: 0, overBase: none, overShared: none, recent: [] })
  })

  it('should count the mail judged spam, and forget it with the mail', async () => {
    for (const [id, verdict] of [
      ['1', 'spam'],
      ['2', 'unsure'],
      ['3', 'spam'],
    ] as const) {
      const judgement = aJudgement({ verdict })
      await store().logMessage(aMessage('ann', id, { judgement, scoredAt: Number(id) }))
      await store().logMessage(aMessage('ann', id, { judgement, scoredAt: 9 }))
    }
    expect((await store().ranking(ALL)).users).toMatchObject([{ messages: 3, spamMessages: 2 }])
    await store().pruneMessages(2)
    expect((await store().ranking(ALL)).users).toMatchObject([{ messages: 2, spamMessages: 1 }])
  })

  it('should put the surely worst first, and those without marks last', async () => {
    const wrong = 'spam hhh'
    const right = 'spam sss'
    await mark('two of two', [wrong, wrong])
    await mark('thirty of forty', [...Array(30).fill(wrong), ...Array(10).fill(right)])
    await mark('thirty of a hundred', [...Array(30).fill(wrong), ...Array(70).fill(right)])
    await mark('three of three', Array(3).fill(wrong))
    await mark('none of nine', Array(9).fill(right))
    await store().ensureUser('b without', 1)
    await store().ensureUser('a without', 1)
    const wronged = ['thirty of forty', 'three of three', 'thirty of a hundred', 'two of two', 'none of nine']
    expect(await names({})).toEqual([...wronged, 'a without', 'b without'])
    expect(await names({ descending: false })).toEqual(['a without', 'b without', ...wronged.toReversed()])
    // All errors are missed spam, and there is no ham.
    expect((await names({ sort: 'spamMissed' })).slice(0, 5)).toEqual(wronged)
    expect((await names({ sort: 'hamLost' })).slice(0, 2)).toEqual(['a without', 'b without'])
  })

  it('should sort by every figure, both ways, ranks of one size by name', async () => {
    await mark('ann', ['ham hhs', 'spam hhs', 'spam sss', 'spam sss'], 10)
    await mark('ben', ['spam hsh', 'ham hhh', 'ham hhh'], 20)
    await mark('cid', ['spam hss'], 5)
    await store().logMessage(aMessage('ben', '1', { judgement: aJudgement({ verdict: 'ham' }) }))
    for (const id of ['1', '2']) await store().logMessage(aMessage('cid', id))
    await store().ensureUser('dee', 1)
    const most = async (sort: RankingQuery['sort']) => (await names({ sort })).join(' ')
    expect(await most('hamLost')).toBe('ann ben cid dee')
    expect(await most('spamMissed')).toBe('ben ann cid dee')
    expect(await most('liftBase')).toBe('cid ann ben dee')
    expect(await most('liftShared')).toBe('ann cid ben dee')
    expect(await most('marks')).toBe('ann ben cid dee')
    expect(await most('messages')).toBe('cid ben ann dee')
    expect(await most('spamRate')).toBe('cid ben ann dee')
    expect(await most('lastMark')).toBe('ben ann cid dee')
    expect(await most('user')).toBe('dee cid ben ann')
    expect((await names({ sort: 'user', descending: false })).join(' ')).toBe('ann ben cid dee')
    expect((await names({ sort: 'messages', descending: false })).join(' ')).toBe('ann dee ben cid')
  })

  it.each([
    ['marked', 'ann ben'],
    ['unmarked', 'Cid'],
    ['harmed', 'ben'],
    ['asked', 'ann'],
    ['all', 'Cid ann ben'],
  ] as const)('should leave of all users the %s ones', async (filter, left) => {
    await mark('ann', ['spam hhs', 'ham hhh'])
    await mark('ben', ['spam ssh'])
    await store().ensureUser('Cid', 1)
    for (const user of ['ann', 'ben']) {
      const question = { id: user === 'ann' ? '0' : '7', kind: 'random' as const, propensity: 1 }
      await store().ask(user, { week: 1, askedAt: 1, questions: [question] })
    }
    const found = await store().ranking({ ...ALL, filter, sort: 'user', descending: false })
    expect(found.users.map(({ user }) => user).join(' ')).toBe(left)
    expect(found.total).toBe(left.split(' ').length)
  })

  it('should find a part of a name, letter by letter', async () => {
    const all = ['ann@home.example', 'Ben 100%', 'ben_', "o'hara", 'Ωμέγα']
    for (const user of all) await store().ensureUser(user, 1)
    const found = (name: string) => names({ name, sort: 'user', descending: false })
    expect(await found('BEN')).toEqual(['Ben 100%', 'ben_'])
    expect(await found('%')).toEqual(['Ben 100%'])
    expect(await found('_')).toEqual(['ben_'])
    expect(await found("'")).toEqual(["o'hara"])
    expect(await found('μέ')).toEqual(['Ωμέγα'])
    expect(await found('nobody')).toEqual([])
  })

  it.each(['error', 'spamRate', 'lastMark', 'user'] as const)(
    'should page by %s without a gap or a repeat, both ways',
    async (sort) => {
      for (let i = 0; i < 11; i++) {
        const user = `user ${String(i).padStart(2, '0')}`
        await store().logMessage(aMessage(user, '1'))
        await mark(user, Array(i % 4).fill(i % 3 === 0 ? 'spam hhh' : 'spam sss'))
      }
      for (const descending of [true, false]) {
        const whole = await names({ sort, descending })
        expect(new Set(whole).size).toBe(11)
        const pages: string[] = []
        let next: string | null | undefined
        do {
          const page = { ...ALL, sort, descending, limit: 3, ...(next && { after: next }) }
          const { users, next: following, total } = await store().ranking(page)
          pages.push(...users.map(({ user }) => user))
          expect(total).toBe(11)
          next = following
        } while (next)
        expect(pages).toEqual(whole)
      }
    },
  )

  it('should add up the marks of all, of each user up to a cap', async () => {
    expect(await store().cappedMarks(5)).toBe(0)
    await mark('ann', Array(7).fill('ham hhh'))
    await mark('ben', ['spam sss', 'ham sss'])
    await store().ensureUser('cid', 1)
    expect(await store().cappedMarks(5)).toBe(7)
    expect(await store().cappedMarks(100)).toBe(9)
  })

  it('should refuse the cursor of another list', async () => {
    for (const user of ['ann', 'ben']) await store().ensureUser(user, 1)
    const { next: after } = await store().ranking({ ...ALL, limit: 1 })
    const other: Partial<RankingQuery>[] = [{ sort: 'marks' }, { descending: false }, { sort: 'user' }]
    for (const query of other) {
      await expect(store().ranking({ ...ALL, ...query, after: after as string })).rejects.toThrow(BadInput)
    }
    await expect(store().ranking({ ...ALL, after: 'e30' })).rejects.toThrow(BadInput)
    await expect(store().ranking({ ...ALL, limit: 0 })).rejects.toThrow(TypeError)
  })
}
