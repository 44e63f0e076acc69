/** Going back to an earlier version of the shared head, through real refits. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createFilter, type Filter, type Happening } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const base = smallBase(hashEncoder)
const mail = (subject: string, body: string) =>
  Buffer.from(`From: Ann <ann@shop.example>\r\nSubject: ${subject}\r\n\r\n${body}`)
const probe = mail('Big win', 'Claim the jackpot now, winner')

async function makeFilter(store = createSqliteStore(':memory:')): Promise<Filter> {
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const }
  return createFilter({ store: await store, encoder: hashEncoder, base, ...rest })
}

/** Marks of four users that agree: enough for a refit that the gate lets pass. */
async function agree(filter: Filter, round: number): Promise<void> {
  for (const user of ['anna', 'carl', 'dora', 'emil']) {
    for (let i = 0; i < 8; i++) {
      const text = `${user} ${round} ${i}`
      await filter.markMail(user, mail(`Big win ${i}`, `Claim the jackpot ${text} now, winner`), 'spam')
      await filter.markMail(user, mail(`Minutes ${i}`, `Notes of our meeting ${text}`), 'ham')
    }
  }
  await filter.settled()
}

describe('the versions of the shared head', () => {
  let filter: Filter
  const said = async () => (await filter.score('new', probe)).parts
  const history: { version: number; shared: number }[] = []

  beforeAll(async () => {
    filter = await makeFilter()
    for (const round of [1, 2]) {
      await agree(filter, round)
      history.push({ version: (await filter.dashboard.sharedHead()).inForce, shared: (await said()).shared })
    }
  }, 60_000)

  it('should be listed with what they learned from, the verdict, and who counts for how much', async () => {
    const { inForce, cap, pending, versions, influence } = await filter.dashboard.sharedHead()
    expect(inForce).toBeGreaterThan(history[0].version)
    expect(versions[0]).toMatchObject({ users: 4, copiedFrom: null, gate: { published: true } })
    expect(versions.filter((version) => version.inForce).map(({ version }) => version)).toEqual([inForce])
    expect(versions.find(({ version }) => version === history[0].version)?.restorable).toBe(true)
    expect(pending.changes).toBeLessThan(pending.due)
    expect(cap).toEqual({ marks: 50 })
    expect(influence).toHaveLength(4)
    for (const { marks, weight, share, capped } of influence)
      expect({ marks, weight, share, capped }).toEqual({ marks: 32, weight: 32, share: 25, capped: false })
  })

  it('should come back to the bit, as a new version, and stay after a restart', async () => {
    const [first, second] = history
    expect(first.shared).not.toBe(second.shared)
    const { versions } = await filter.dashboard.sharedHead()
    const users = versions.find(({ version }) => version === first.version)?.users
    const told: Happening[] = []
    const stop = filter.events.subscribe((event) => told.push(event))
    const restored = await filter.dashboard.restoreShared(first.version)
    stop()
    expect(told).toMatchObject([{ type: 'restore', version: restored.version, copiedFrom: first.version }])
    expect(restored).toMatchObject({ copiedFrom: first.version, users })
    expect(restored.version).toBeGreaterThan(second.version)
    expect((await said()).shared).toBe(first.shared)
    await filter.dashboard.restoreShared(second.version)
    expect((await said()).shared).toBe(second.shared)
    await filter.dashboard.restoreShared(0)
    expect((await said()).shared).toBe(0)
    expect((await filter.dashboard.sharedHead()).versions[0]).toMatchObject({ copiedFrom: 0, inForce: true })
    await filter.dashboard.restoreShared(first.version)
    await expect(filter.dashboard.restoreShared(999)).rejects.toMatchObject({ status: 404 })
  })

  it('should not come back once somebody whom they may have learned from is erased', async () => {
    await filter.erase('emil')
    await filter.settled()
    const { versions } = await filter.dashboard.sharedHead()
    expect(versions.filter(({ restorable }) => restorable)).toEqual([])
    expect(versions[0]).toMatchObject({ users: 3, inForce: true })
    await expect(filter.dashboard.restoreShared(history[0].version)).rejects.toMatchObject({ status: 409 })
  })
})
