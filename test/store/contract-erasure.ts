import { expect, it } from 'vitest'
import type { Current } from './contract.js'
import { aMark, aMessage, anAdapter } from './samples.js'

export function contractOfErasure(store: Current): void {
  const priorFrom = (from: string) => ({
    from,
    takenAt: 2,
    encoder: 'e',
    base: 'b',
    head: Buffer.from(`of ${from}`),
  })

  it('should answer null for a user that does not exist', async () => {
    expect(await store().eraseUser('ann')).toBeNull()
  })

  it('should leave nothing of the user, and everything of the others', async () => {
    for (const user of ['ann', 'ben']) {
      await store().logMessage(aMessage(user, '1'))
      const marked = await store().putMark(aMark(user, '1', 'spam'), 9)
      await store().putAdapter(anAdapter(user, marked.user.revision))
      const key = {
        id: user,
        hash: user,
        scope: 'user' as const,
        user,
        note: '',
        createdAt: 1,
        lastUsedAt: null,
        expiresAt: null,
      }
      await store().addKey(key)
    }
    expect(await store().eraseUser('ann')).toEqual([])
    expect(await store().eraseUser('ann')).toBeNull()

    expect(await store().user('ann')).toBeNull()
    expect(await store().message('ann', '1')).toBeNull()
    expect(await store().mark('ann', '1')).toBeNull()
    expect(await store().adapter('ann')).toBeNull()
    expect(await store().accuracy('ann')).toEqual([])
    expect(await store().keyByHash('ann')).toBeNull()
    expect(await store().marksOfAll(9)).toEqual([aMark('ben', '1', 'spam')])
    expect(await store().markTotals()).toEqual({ marks: 1, changes: 3 })

    expect(await store().message('ben', '1')).toEqual(aMessage('ben', '1'))
    expect(await store().adapter('ben')).not.toBeNull()
    expect(await store().keyByHash('ben')).not.toBeNull()
    expect(await store().accuracy()).toMatchObject([{ user: 'ben', messages: 1, marks: 1 }])

    await store().ensureUser('ann', 7)
    expect(await store().user('ann')).toMatchObject({ createdAt: 7, threshold: null, prior: null })
    expect(await store().marks('ann')).toEqual([])
    expect(await store().accuracy('ann')).toMatchObject([{ messages: 0, marks: 0 }])
  })

  it('should take back the priors that others took from the user, with the adapters made of them', async () => {
    for (const user of ['ann', 'ben', 'cid', 'dan']) await store().ensureUser(user, 1)
    const { revision } = await store().setPrior('dan', priorFrom('ann'))
    await store().setPrior('ben', priorFrom('ann'))
    const cid = await store().setPrior('cid', priorFrom('dan'))
    await store().setPrior('cid', null)
    await store().putAdapter(anAdapter('dan', revision))
    expect(await store().eraseUser('ann')).toEqual(['ben', 'dan'])
    const dan = await store().user('dan')
    expect(dan).toMatchObject({ prior: null })
    expect(dan?.revision).toBeGreaterThan(revision)
    expect(await store().adapter('dan')).toBeNull()
    expect((await store().user('cid'))?.revision).toBe(cid.revision + 1)
  })

  it('should take back priors that came from the user through somebody else, even when that one started anew', async () => {
    for (const user of ['ann', 'ben', 'cid', 'dan']) await store().ensureUser(user, 1)
    await store().setPrior('ben', priorFrom('ann'))
    await store().setPrior('cid', priorFrom('ben'))
    await store().setPrior('ben', null)
    await store().setPrior('dan', priorFrom('ben'))
    expect(await store().eraseUser('ann')).toEqual(['cid'])
    expect(await store().user('cid')).toMatchObject({ prior: null })
    expect(await store().user('dan')).toMatchObject({ prior: priorFrom('ben') })
  })

  it('should erase users who started from each other', async () => {
    for (const user of ['ann', 'ben']) await store().ensureUser(user, 1)
    await store().setPrior('ben', priorFrom('ann'))
    await store().setPrior('ann', priorFrom('ben'))
    expect(await store().eraseUser('ann')).toEqual(['ben'])
    expect(await store().eraseUser('ben')).toEqual([])
    expect(await store().users({ limit: 9 })).toEqual({ users: [], next: null })
  })
}
