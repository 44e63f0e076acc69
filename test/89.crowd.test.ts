/** A large installation, small: the rows that `hamlet bench dashboard` measures on. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fillCrowd, nameOf } from '../src/bench/crowd.js'
import { createFilter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'
import { PlaceHere } from './cli/hamlet.js'

const samples = ['Win a prize', 'Minutes of the meeting'].map((text) =>
  Buffer.from(`From: a@shop.example\r\nSubject: ${text}\r\n\r\n${text}`),
)

async function crowd() {
  const store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false }
  const filter = await createFilter({ store, encoder: hashEncoder, base: smallBase(hashEncoder), ...rest })
  const made = await fillCrowd({ filter, store, users: 7, messages: 100, samples, seed: 1 })
  return { store, filter, made }
}

describe('a crowd', () => {
  it('should have as many users and mails as asked for, and marks that the views can show', async () => {
    const { store, filter, made } = await crowd()
    expect(made).toEqual({ users: 7, messages: 100, marks: expect.any(Number) })
    expect(await store.totals()).toMatchObject(made)
    const { users } = await filter.dashboard.transfer(9)
    expect(users.length).toBeGreaterThan(2)
    expect((await filter.dashboard.compare(users.slice(0, 2))).differences).not.toBeNull()
    expect(await store.user(nameOf(6))).not.toBeNull()
  })

  it('should be the same from the same seed, but for the time', async () => {
    const figures = async () =>
      (await (await crowd()).store.accuracy()).map(({ lastMarkAt: _, ...rest }) => rest)
    expect(await figures()).toEqual(await figures())
  })
})

describe('hamlet bench dashboard', () => {
  it('should time every call, each answered', async () => {
    const place = await PlaceHere.make()
    const { code, stdout } = await place.run('bench dashboard --users 4 --messages 60 --json')
    expect(code).toBe(0)
    const figure = JSON.parse(stdout)
    expect(figure).toMatchObject({ users: 4, messages: 60, run: { seed: 7 } })
    expect(figure.calls.length).toBeGreaterThan(10)
    for (const { median } of figure.calls) expect(median).toBeGreaterThan(0)
    expect((await place.run('bench dashboard --users many')).code).not.toBe(0)
    place.remove()
  })

  it('should keep the installation where it is told to, in a new file only', async () => {
    const place = await PlaceHere.make()
    const file = join(place.folder, 'crowd.db')
    expect((await place.run(`bench dashboard --users 3 --messages 30 --keep ${file}`)).code).toBe(0)
    const store = await createSqliteStore(file)
    expect(await store.totals()).toMatchObject({ users: 3, messages: 30 })
    await store.close()
    const { code, stderr } = await place.run(`bench dashboard --keep ${file}`)
    expect(code).not.toBe(0)
    expect(stderr).toContain('exists already')
    place.remove()
  })
})
