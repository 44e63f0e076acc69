import { expect, it } from 'vitest'
import { NotFound } from '../../src/errors.js'
import type { User } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aMark } from './samples.js'

/** In the order of their code points, which for the last two is not that of their UTF-16 units. */
const NAMES = [
  ' ',
  '%',
  "'; DROP TABLE users; --",
  'A',
  'a',
  'a ',
  'ann@example.org',
  'e\u0301',
  'x'.repeat(256),
  '\u00e9',
  'ы',
  'مستخدم',
  '用户',
  '\uff5a',
  '😀'.repeat(128),
]

export function contractOfUsers(store: Current): void {
  it('should create a user once', async () => {
    expect(await store().user('ann')).toBeNull()
    const ann = {
      user: 'ann',
      createdAt: 5,
      revision: expect.any(Number),
      threshold: null,
      promise: null,
      domain: null,
      prevalence: null,
      weakLabels: false,
      undoSince: 0,
      prior: null,
    }
    const first = await store().ensureUser('ann', 5)
    expect(first).toEqual(ann)
    expect(await store().ensureUser('ann', 6)).toEqual(first)
    expect(await store().user('ann')).toEqual(first)
  })

  it('should tell apart names that differ in case, form or spaces, and sort them by code points', async () => {
    for (const name of [...NAMES].reverse()) await store().ensureUser(name, 1)
    const { users, next } = await store().users({ limit: 100 })
    expect(users.map(({ user }) => user)).toEqual(NAMES)
    expect(next).toBeNull()
    for (const name of NAMES) {
      await store().putMark(aMark(name, '1', 'spam'), 9)
      expect(await store().marks(name)).toEqual([aMark(name, '1', 'spam')])
    }
    expect((await store().accuracy()).map(({ user }) => user)).toEqual(NAMES)
  })

  it('should give pages that continue where the last one ended, whatever was created since', async () => {
    for (const name of NAMES) await store().ensureUser(name, 1)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await store().users({ limit: 4, ...(after !== null && { after }) })
      seen.push(...page.users.map(({ user }) => user))
      after = page.next
      await store().ensureUser(`\u0001 before page ${seen.length}`, 1)
    } while (after !== null)
    expect(seen).toEqual(NAMES)
  })

  it('should end the pages at the last full one', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await store().ensureUser(name, 1)
    const first = await store().users({ limit: 2 })
    const second = await store().users({ limit: 2, after: first.next as string })
    expect(second.users.map(({ user }) => user)).toEqual(['c', 'd'])
    expect(second.next).toBeNull()
  })

  it('should raise the revision when the threshold changes, and only then', async () => {
    const { revision } = await store().ensureUser('ann', 1)
    await store().setThreshold('ann', null)
    expect((await store().user('ann'))?.revision).toBe(revision)
    await store().setThreshold('ann', 0.9)
    const changed = await store().user('ann')
    expect(changed).toMatchObject({ threshold: 0.9 })
    expect(changed?.revision).toBeGreaterThan(revision)
    await store().setThreshold('ann', 0.9)
    expect(await store().user('ann')).toEqual(changed)
    await store().setThreshold('ann', null)
    const back = await store().user('ann')
    expect(back).toMatchObject({ threshold: null })
    expect(back?.revision).toBeGreaterThan(changed?.revision as number)
  })

  it('should raise the revision when the promise changes, and only then', async () => {
    const before = await store().ensureUser('ann', 1)
    expect(await store().setPromise('ann', null)).toBe(false)
    expect(await store().user('ann')).toEqual(before)
    expect(await store().setPromise('ann', 300)).toBe(true)
    const changed = await store().user('ann')
    expect(changed).toEqual({ ...before, promise: 300, revision: expect.any(Number) })
    expect(changed?.revision).toBeGreaterThan(before.revision)
    await expect(store().setPromise('nobody', 300)).rejects.toThrow(NotFound)
  })

  it('should raise the revision when domain or prevalence change, and only then', async () => {
    let before = await store().ensureUser('ann', 1)
    await store().setInbox('ann', { domain: null, prevalence: null })
    expect(await store().user('ann')).toEqual(before)
    for (const inbox of [
      { domain: 'work', prevalence: null },
      { domain: 'work', prevalence: 0.25 },
    ]) {
      await store().setInbox('ann', inbox)
      const changed = (await store().user('ann')) as User
      expect(changed).toEqual({ ...before, ...inbox, revision: expect.any(Number) })
      expect(changed.revision).toBeGreaterThan(before.revision)
      await store().setInbox('ann', inbox)
      expect(await store().user('ann')).toEqual(changed)
      before = changed
    }
  })

  it('should set a prior and take it back, and raise the revision when it changes, and only then', async () => {
    await store().ensureUser('ann', 1)
    const before = await store().ensureUser('ben', 1)
    expect(await store().setPrior('ben', null)).toEqual(before)

    const prior = { from: 'ann', takenAt: 2, encoder: 'e', base: 'b', head: Buffer.from([0, 1, 2]) }
    const set = await store().setPrior('ben', prior)
    expect(set).toEqual({ ...before, prior, revision: expect.any(Number) })
    expect(set.revision).toBeGreaterThan(before.revision)
    expect(await store().setPrior('ben', { ...prior })).toEqual(set)
    expect(await store().user('ben')).toEqual(set)
    expect((await store().users({ limit: 9 })).users[1]).toEqual(set)

    const other = await store().setPrior('ben', { ...prior, head: Buffer.from([0, 1, 3]) })
    expect(other.prior?.head).toEqual(Buffer.from([0, 1, 3]))
    expect(other.revision).toBeGreaterThan(set.revision)

    const back = await store().setPrior('ben', null)
    expect(back).toEqual({ ...before, revision: expect.any(Number) })
    expect(back.revision).toBeGreaterThan(other.revision)
  })
}
