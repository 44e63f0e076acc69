/** When the shared head is refitted, and what moves while it is: real refits, in their worker. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFilter, type Filter, type FilterOptions } from '../src/filter.js'
import { zeroHead } from '../src/heads/head.js'
import { encodeHead } from '../src/heads/head-codec.js'
import { lookedAt } from '../src/refit.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import type { Store } from '../src/store/store.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'
import { temporaryFolder } from './encoder/tiny.js'

const base = smallBase(hashEncoder)
const PEOPLE = ['anna', 'carl', 'dora', 'emil']
const mail = (subject: string, body: string) =>
  Buffer.from(`From: Ann <ann@shop.example>\r\nSubject: ${subject}\r\n\r\n${body}`)

function open(store: Store, options: Partial<FilterOptions> = {}): Promise<Filter> {
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const }
  return createFilter({ store, encoder: hashEncoder, base, ...rest, ...options })
}

/** Marks of four users that agree, in a filter that does not learn from them together yet. */
async function agree(store: Store, round = 0): Promise<void> {
  const filter = await open(store, { refit: false })
  for (const user of PEOPLE) {
    for (let i = 0; i < 8; i++) {
      const text = `${user} ${round} ${i}`
      await filter.markMail(user, mail(`Big win ${i}`, `Claim the jackpot ${text} now, winner`), 'spam')
      await filter.markMail(user, mail(`Minutes ${i}`, `Notes of our meeting ${text}`), 'ham')
    }
  }
}

async function refitted(store: Store, options: Partial<FilterOptions> = {}): Promise<Filter> {
  const filter = await open(store, options)
  await filter.settled()
  return filter
}

let store: Store
beforeEach(async () => {
  store = await createSqliteStore(':memory:')
  await agree(store)
})

/** The newest versions: how many users each learned from, and whether it was published. */
async function versions(): Promise<[number, boolean][]> {
  return (await store.sharedVersions(9)).map(({ users, gate }) => [users, gate.published])
}

describe('a refit of the shared head', () => {
  it('should not learn from a user who is erased while the first one runs', async () => {
    let erased: Promise<unknown> | undefined
    const filter: Filter = await open({
      ...store,
      async user(name) {
        // The last whose marks are read: what was read goes to the worker then.
        if (name === 'emil') erased ??= wait(5).then(() => filter.erase('emil'))
        return store.user(name)
      },
    })
    await filter.settled()
    await erased
    await filter.settled()
    expect(await versions()).toEqual([[3, true]])
  })

  it('should forget marks that were taken back, though hardly any are left to judge by', async () => {
    const filter = await refitted(store)
    const judged = async () => (await filter.score('zoe', mail('Big win', 'Claim the jackpot'))).parts.shared
    expect(await judged()).toBeGreaterThan(0)
    for (const user of PEOPLE.slice(1)) await filter.timeline.reset(user)
    await filter.settled()
    expect(await judged()).toBe(0)
    expect((await versions())[0]).toEqual([0, true])
    await filter.settled()
    expect(await versions()).toHaveLength(2)
  })

  it('should make up for an erasure after which everything stopped', async () => {
    await refitted(store)
    await store.eraseUser('emil')
    await refitted(store)
    expect(await versions()).toEqual([
      [3, true],
      [4, true],
    ])
    await refitted(store)
    expect(await versions()).toHaveLength(2)
  })

  it('should not be forced through the gate by an erasure before there is anything to forget', async () => {
    const other = await createSqliteStore(':memory:')
    const filter = await open(other)
    await filter.markMail('anna', mail('Big win', 'Claim the jackpot'), 'spam')
    await filter.markMail('carl', mail('Big win', 'Claim the jackpot'), 'spam')
    await filter.erase('carl')
    await filter.settled()
    expect(await other.sharedVersions(9)).toEqual([])
  })

  it('should see marks that come while it looks whether it is due', async () => {
    const quiet = await createSqliteStore(':memory:')
    let whenLooked = async () => {}
    const filter = await open({
      ...quiet,
      async markTotals() {
        const totals = await quiet.markTotals()
        await whenLooked()
        return totals
      },
    })
    await filter.settled()
    whenLooked = async () => {
      whenLooked = async () => {}
      await agree(quiet)
      filter.keepUp()
    }
    filter.keepUp()
    await filter.settled()
    expect(await quiet.sharedVersions(9)).toMatchObject([{ users: 4 }])
  })

  it('should be due again for another base, whatever was learned for the one before', async () => {
    await refitted(store)
    const other = smallBase(hashEncoder, { made: 'otherwise' })
    const next = { ...other, id: `${base.id}-2` }
    const filter = await refitted(store, { base: next })
    expect((await filter.dashboard.sharedHead()).versions).toMatchObject([
      { base: next.id, inForce: true },
      { base: base.id, inForce: false },
    ])
    expect((await filter.dashboard.sharedHead()).pending.changes).toBe(0)
  })

  it('should give way to an earlier head that is put in force while it runs', async () => {
    const { inForce: first } = await (await refitted(store)).dashboard.sharedHead()
    await agree(store, 1)
    const filter = await open(store)
    const { version } = await filter.dashboard.restoreShared(0)
    await filter.settled()
    expect((await filter.dashboard.sharedHead()).inForce).toBe(version)
    expect(version).toBe(first + 1)
    await agree(store, 2)
    filter.keepUp()
    await filter.settled()
    expect((await filter.dashboard.sharedHead()).inForce).toBe(version + 1)
  })

  it('should go on without a user whose prior is absurd', async () => {
    const head = zeroHead(hashEncoder.dimension)
    head.dense.fill(1.7e308)
    const prior = {
      from: 'anna',
      takenAt: 1,
      encoder: hashEncoder.id,
      base: base.id,
      head: Buffer.from(encodeHead(head)),
    }
    await store.setPrior('emil', prior)
    await refitted(store)
    expect(await store.sharedVersions(9)).toMatchObject([{ marks: 48, gate: { published: true } }])
  })

  it('should look at so many marks of each user that all of them fit, and at one at least', async () => {
    const looked = (...groups: [users: number, marks: number][]) =>
      lookedAt({
        cappedMarks: async (cap) =>
          groups.reduce((sum, [users, marks]) => sum + users * Math.min(marks, cap), 0),
      })
    expect(await looked()).toBe(200)
    expect(await looked([500, 2000])).toBe(200)
    expect(await looked([1000, 2000])).toBe(100)
    expect(await looked([600, 10], [600, 300])).toBe(156)
    expect(await looked([200_000, 10])).toBe(1)
  })

  it('should bear the time of the clock that the filter has', async () => {
    await refitted(store, { now: () => 77 })
    expect(await store.sharedVersions(9)).toMatchObject([{ createdAt: 77 }])
  })
})

describe('a server beside a command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('should take up the shared head that the command has published', async () => {
    const path = join(folder, 'shared.db')
    const [ours, theirs] = [await createSqliteStore(path), await createSqliteStore(path)]
    await agree(ours)
    const server = await refitted(ours)
    const before = await server.dashboard.sharedHead()
    const command = await open(theirs)
    await command.erase('emil')
    await command.settled()
    server.keepUp()
    await server.settled()
    const after = await server.dashboard.sharedHead()
    expect(after.inForce).toBeGreaterThan(before.inForce)
    expect(after.versions[0]).toMatchObject({ users: 3, inForce: true })
    const probe = mail('Big win', 'Claim the jackpot now, winner')
    expect((await server.score('new', probe)).logit).toBe((await command.score('new', probe)).logit)
    await ours.close()
    await theirs.close()
  })
})
