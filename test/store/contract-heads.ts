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
    const first = await store().addShared(aRefit('first'))
    const refused = await store().addShared(aRefit('refused', { published: false }))
    const foreign = await store().addShared({ ...aRefit('of another encoder'), encoder: 'other' })
    expect([first, refused, foreign].map(({ version }) => version)).toEqual([1, 2, 3])
    expect(first).toEqual({ ...aRefit('first'), version: 1 })
    expect(await store().shared('e', 'b')).toEqual(first)
    expect(await store().shared('other', 'b')).toEqual(foreign)
    expect(await store().shared('e', 'other')).toBeNull()
    const second = await store().addShared(aRefit('second'))
    expect(await store().shared('e', 'b')).toEqual(second)

    const versions = await store().sharedVersions(3)
    expect(versions.map(({ version }) => version)).toEqual([4, 3, 2])
    const { head, ...rest } = refused
    expect(versions[2]).toEqual(rest)
  })

  it('should still have the head in force after many refits of all kinds', async () => {
    for (let i = 0; i < 12; i++) await store().addShared(aRefit(`published ${i}`))
    for (let i = 0; i < 12; i++) await store().addShared(aRefit(`refused ${i}`, { published: false }))
    for (let i = 0; i < 12; i++) await store().addShared({ ...aRefit(`foreign ${i}`), base: 'other' })
    expect((await store().shared('e', 'b'))?.head.toString()).toBe('published 11')
    expect((await store().shared('e', 'other'))?.head.toString()).toBe('foreign 11')
    expect(await store().sharedVersions(100)).toHaveLength(36)
  })
}
