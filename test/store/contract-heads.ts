import { expect, it } from 'vitest'
import type { SharedVersion } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aMark, anAdapter } from './samples.js'

function aRefit(head: string, over: Partial<SharedVersion['gate']> = {}): Omit<SharedVersion, 'version'> {
  return {
    createdAt: 1_760_000_000_000,
    encoder: 'e',
    base: 'b',
    head: Buffer.from(head),
    users: 3,
    marks: 40,
    copiedFrom: null,
    gate: { heldOut: 10, before: 0.25, after: 0.125, published: true, ...over },
  }
}

export function contractOfHeads(store: Current): void {
  it('should refuse an adapter of a user that is gone, silently', async () => {
    await store().putAdapter(anAdapter('ann', 0))
    expect(await store().adapter('ann')).toBeNull()
    expect(await store().user('ann')).toBeNull()
  })

  it('should keep the adapter of the revision in force only', async () => {
    const { user } = await store().putMark(aMark('ann', '1', 'spam'), 9)
    expect(await store().adapter('ann')).toBeNull()
    await store().putAdapter(anAdapter('ann', user.revision - 1))
    await store().putAdapter(anAdapter('ann', user.revision + 1))
    expect(await store().adapter('ann')).toBeNull()

    await store().putAdapter(anAdapter('ann', user.revision))
    expect(await store().adapter('ann')).toEqual(anAdapter('ann', user.revision))
    const other = anAdapter('ann', user.revision, {
      sharedVersion: 4,
      encoder: 'e',
      base: 'b',
      head: Buffer.from('o'),
    })
    await store().putAdapter(other)
    expect(await store().adapter('ann')).toEqual(other)

    await store().putMark(aMark('ann', '1', 'spam'), 9)
    expect(await store().adapter('ann')).toEqual(other)
    await store().putMark(aMark('ben', '1', 'spam'), 9)
    expect(await store().adapter('ann')).toEqual(other)
    await store().putMark(aMark('ann', '1', 'ham'), 9)
    expect(await store().adapter('ann')).toBeNull()
  })

  it('should not take the adapter of an erased user for one of a new user of that name', async () => {
    const { user } = await store().putMark(aMark('ann', '1', 'spam'), 9)
    await store().eraseUser('ann')
    const again = await store().ensureUser('ann', 2)
    await store().putAdapter(anAdapter('ann', user.revision))
    expect(await store().adapter('ann')).toBeNull()
    const { user: marked } = await store().putMark(aMark('ann', '2', 'spam'), 9)
    await store().putAdapter(anAdapter('ann', user.revision))
    expect(await store().adapter('ann')).toBeNull()
    expect(again.revision).toBeGreaterThan(user.revision)
    expect(marked.revision).toBeGreaterThan(again.revision)
  })

  it('should number the refits, and give the newest published one of these heads', async () => {
    expect(await store().shared('e', 'b')).toBeNull()
    const first = await store().addShared(aRefit('first'), 3)
    const refused = await store().addShared(aRefit('refused', { published: false }), 3)
    const foreign = await store().addShared({ ...aRefit('of another encoder'), encoder: 'other' }, 3)
    expect([first, refused, foreign].map(({ version }) => version)).toEqual([1, 2, 3])
    expect(first).toEqual({ ...aRefit('first'), version: 1 })
    expect(await store().shared('e', 'b')).toEqual(first)
    expect(await store().shared('other', 'b')).toEqual(foreign)
    expect(await store().shared('e', 'other')).toBeNull()
    const second = await store().addShared(aRefit('second'), 3)
    expect(await store().shared('e', 'b')).toEqual(second)

    const versions = await store().sharedVersions(3)
    expect(versions.map(({ version }) => version)).toEqual([4, 3, 2])
    const { head, ...rest } = refused
    expect(versions[2]).toEqual({ ...rest, isKept: false })
  })

  it('should still have the head in force after many refits of all kinds', async () => {
    for (let i = 0; i < 12; i++) await store().addShared(aRefit(`published ${i}`), 3)
    for (let i = 0; i < 12; i++) await store().addShared(aRefit(`refused ${i}`, { published: false }), 3)
    for (let i = 0; i < 12; i++) await store().addShared({ ...aRefit(`foreign ${i}`), base: 'other' }, 3)
    expect((await store().shared('e', 'b'))?.head.toString()).toBe('published 11')
    expect((await store().shared('e', 'other'))?.head.toString()).toBe('foreign 11')
    expect(await store().sharedVersions(100)).toHaveLength(36)
  })

  it('should keep the heads of the newest published ones, to go back to, and of the others what they were', async () => {
    for (const head of ['1', '2', '3', '4']) await store().addShared(aRefit(head), 3)
    await store().addShared({ ...aRefit('of another base'), base: 'other' }, 3)
    expect(await store().sharedVersion(1)).toBeNull()
    expect(await store().sharedVersion(2)).toEqual({ ...aRefit('2'), version: 2 })
    expect(await store().sharedVersion(9)).toBeNull()
    const kept = async () => (await store().sharedVersions(9)).map(({ version, isKept }) => isKept && version)
    expect(await kept()).toEqual([5, 4, 3, 2, false])
    const copy = await store().addShared({ ...aRefit('2'), copiedFrom: 2 }, 1)
    expect(await store().shared('e', 'b')).toEqual(copy)
    expect(copy.copiedFrom).toBe(2)
    expect(await kept()).toEqual([6, 5, false, false, false, false])
    await expect(store().addShared(aRefit('x'), 0)).rejects.toThrow(TypeError)
  })

  it('should record a refit with its settings, unless its ground has moved since it began', async () => {
    const refit = (inForce: number, erased: number) =>
      store().addRefit(aRefit('refit'), { keep: 3, inForce, erased, settings: { learned: `${inForce}` } })
    expect(await store().sharedInForce({ encoder: 'e', base: 'b' })).toBe(0)
    expect(await refit(0, 0)).toEqual({ ...aRefit('refit'), version: 1 })
    expect(await store().sharedInForce({ encoder: 'e', base: 'b' })).toBe(1)
    expect(await store().sharedInForce({ encoder: 'e', base: 'other' })).toBe(0)
    expect(await store().setting('learned')).toBe('0')
    await store().addShared(aRefit('refused', { published: false }), 3)
    expect(await store().sharedInForce({ encoder: 'e', base: 'b' })).toBe(1)
    await store().addShared(aRefit('restored'), 3)
    expect(await refit(1, 0)).toBeNull()
    await store().ensureUser('ann', 1)
    await store().eraseUser('ann')
    expect(await store().erasures()).toBe(1)
    expect(await refit(3, 0)).toBeNull()
    expect(await store().setting('learned')).toBe('0')
    expect(await store().sharedVersions(9)).toHaveLength(3)
    expect(await refit(3, 1)).toMatchObject({ version: 4 })
    expect(await store().setting('learned')).toBe('3')
  })

  it('should drop all heads but those in force when a user is erased, who may have taught them', async () => {
    await store().ensureUser('ann', 1)
    for (const head of ['1', '2']) await store().addShared(aRefit(head), 9)
    await store().addShared({ ...aRefit('of another base'), base: 'other' }, 9)
    await store().addShared(aRefit('refused', { published: false }), 9)
    await store().eraseUser('ann')
    expect(await store().sharedVersion(1)).toBeNull()
    expect((await store().shared('e', 'b'))?.version).toBe(2)
    expect((await store().shared('e', 'other'))?.version).toBe(3)
  })
}
