/** A promise instead of a threshold, through the filter and over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFilter, type Filter, type FilterOptions } from '../src/filter.js'
import { createBase } from '../src/heads/base-making.js'
import { hamScores } from '../src/heads/promise.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'
import { type Door, openDoor } from './http/door.js'

const small = smallBase(hashEncoder)
/** Calls every mail spam, with logit 1; its left-out users allow 1 in 100, from a logit of 3. */
const base = createBase({
  ...small,
  head: { ...small.head, bias: 1 },
  ham: ['a', 'b', 'c'].map((user) => hamScores(user, [...Array.from({ length: 98 }, () => -2), 3])),
})

async function makeFilter(options: Partial<FilterOptions> = {}): Promise<Filter> {
  const store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false }
  return createFilter({ store, encoder: hashEncoder, base, ...rest, ...options })
}

const letter = (i: number) =>
  Buffer.from(`From: Ann <ann@home.example>\r\nSubject: Sunday ${i}\r\n\r\nShall we meet on Sunday at ${i}?`)
const offer = (i: number) =>
  Buffer.from(`From: x@shop.example\r\nSubject: Pills ${i}\r\n\r\nCheap pharmacy, offer number ${i}`)

describe('a promise', () => {
  it.each([1, 0, -3, 2.5, Number.NaN, 1e9])('should be refused as 1 in %d', async (oneIn) => {
    const filter = await makeFilter()
    await expect(filter.promises.set('ben', oneIn)).rejects.toMatchObject({ status: 400 })
    await expect(filter.promises.of('ben')).rejects.toMatchObject({ status: 404 })
  })

  it('should make mail between the threshold and its cut unsure, and be taken back exactly', async () => {
    const filter = await makeFilter()
    const before = await filter.score('ben', offer(1))
    expect(before.verdict).toBe('spam')
    const promise = await filter.promises.set('ben', 100)
    expect(promise).toMatchObject({ oneIn: 100, own: true, possible: true, most: 100, changed: true })
    expect(promise.probability).toBeCloseTo(1 / (1 + Math.exp(-3)), 3)
    expect(promise.why).toMatch(/^From 3 other people's ham.* for 3 in 4 new users/)
    const { probability } = promise
    const held = { oneIn: 100, probability }
    expect(await filter.score('ben', offer(1))).toEqual({ ...before, verdict: 'unsure', promise: held })
    expect(await filter.promises.set('ben', 100)).toMatchObject({ changed: false })
    expect(await filter.promises.set('ben', null)).toMatchObject({
      oneIn: null,
      own: false,
      probability: 0.5,
    })
    expect(await filter.score('ben', offer(1))).toEqual(before)
  })

  it('should say where too little ham was seen for it, and call nothing spam but what the user marks', async () => {
    const filter = await makeFilter()
    const promise = await filter.promises.set('ben', 1000)
    expect(promise).toMatchObject({ possible: false, probability: null, most: 100 })
    expect(promise.why).toMatch(/^Not enough ham was seen to promise 1 in 1000: 1 in 100 can be\./)
    expect((await filter.score('ben', offer(1))).verdict).toBe('unsure')
    const { id } = await filter.score('ben', offer(1))
    expect((await filter.mark('ben', id, 'spam')).after.verdict).toBe('spam')
    expect((await filter.score('ben', offer(1))).verdict).toBe('spam')
    expect((await filter.explain('ben', id)).verdict).toBe('spam')
    expect((await filter.score('ben', offer(2))).verdict).toBe('unsure')
  })

  it("should rest on the user's own ham as soon as there is enough of it", async () => {
    const filter = await makeFilter()
    for (let i = 0; i < 9; i++) await filter.markMail('ben', letter(i), 'ham')
    for (let i = 0; i < 9; i++) await filter.markMail('ben', offer(i), 'spam')
    const promise = await filter.promises.set('ben', 10)
    expect(promise).toMatchObject({ possible: true, most: 100 })
    expect(promise.why).toMatch(/^From 9 ham mails that you marked/)
    expect((await filter.score('ben', letter(20))).verdict).not.toBe('spam')
    expect((await filter.score('ben', offer(20))).verdict).toBe('spam')
  })

  it("should be the installation's where the user asked for nothing", async () => {
    const filter = await makeFilter({ promise: 100 })
    expect((await filter.score('ben', offer(1))).verdict).toBe('unsure')
    expect(await filter.promises.of('ben')).toMatchObject({ oneIn: 100, own: false })
    await filter.promises.set('ben', 2)
    expect((await filter.score('ben', offer(1))).verdict).toBe('spam')
  })

  it('should be said with each mail that it bears on, and of the user', async () => {
    const filter = await makeFilter()
    const { id, promise } = await filter.score('ben', offer(1))
    expect([promise, (await filter.statistics('ben')).promise]).toEqual([null, null])
    const said = async () => {
      const { probability } = await filter.promises.of('ben')
      const all = [
        await filter.score('ben', offer(1)),
        await filter.explain('ben', id),
        await filter.statistics('ben'),
      ]
      return { probability, all: all.map((each) => each.promise) }
    }
    await filter.promises.set('ben', 100)
    const held = { oneIn: 100, probability: expect.closeTo(1 / (1 + Math.exp(-3)), 6) }
    expect((await said()).all).toEqual([held, held, held])
    await filter.setThreshold('ben', 0.99)
    expect(await said()).toEqual({ probability: 0.99, all: Array(3).fill({ oneIn: 100, probability: 0.99 }) })
    await filter.promises.set('ben', 1000)
    expect(await said()).toEqual({
      probability: null,
      all: Array(3).fill({ oneIn: 1000, probability: null }),
    })
  })

  it('should move with the user, and go with the user', async () => {
    const [from, to] = [await makeFilter(), await makeFilter()]
    await from.promises.set('ben', 50)
    await to.importUser('ben', JSON.parse(JSON.stringify(await from.exportUser('ben'))))
    expect(await to.promises.of('ben')).toMatchObject({ oneIn: 50, own: true })
    await to.erase('ben')
    await to.score('ben', offer(1))
    expect(await to.promises.of('ben')).toMatchObject({ oneIn: null })
  })

  it('should be no part of a base for another encoder', async () => {
    const { ham: _, ...bare } = base
    const filter = await makeFilter({ base: bare })
    expect(await filter.promises.set('ben', 10)).toMatchObject({ possible: false, most: 0 })
  })
})

describe('a promise over HTTP', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())
  const put = (body: object) => door.call('PUT', '/v1/users/anna/promise', { body: JSON.stringify(body) })

  it.each([{}, { oneIn: 1 }, { oneIn: '300' }, { oneIn: 300, more: 1 }])('should refuse %j', async (body) => {
    expect((await put(body)).status).toBe(400)
    expect((await door.call('GET', '/v1/users/anna/promise')).status).toBe(404)
  })

  it('should be asked for, shown and taken back', async () => {
    expect((await put({ oneIn: 300 })).body).toMatchObject({
      user: 'anna',
      oneIn: 300,
      own: true,
      changed: true,
    })
    expect((await door.call('GET', '/v1/users/anna/promise')).body).toMatchObject({ oneIn: 300 })
    const { body } = await door.call('POST', '/v1/score?user=anna', { body: letter(1) })
    expect(body.promise).toMatchObject({ oneIn: 300 })
    const explained = await door.call('GET', `/v1/messages/${body.id}?user=anna`)
    expect(explained.body.promise).toEqual(body.promise)
    expect((await door.call('GET', '/v1/users/anna')).body.promise).toEqual(body.promise)
    expect((await put({ oneIn: null })).body).toMatchObject({ oneIn: null, changed: true })
  })
})
