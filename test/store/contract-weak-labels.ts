import { expect, it } from 'vitest'
import type { Current } from './contract.js'
import { aMark, anAdapter, aWeakLabel } from './samples.js'

export function contractOfWeakLabels(store: Current): void {
  const revision = async (user = 'ann') => (await store().user(user))?.revision as number
  const ids = async (user = 'ann') => (await store().weakLabels(user)).map(({ id }) => id)

  it('should take none from a user who does not allow them, or is not there', async () => {
    expect(await store().putWeakLabel('ann', aWeakLabel('1'), 9)).toBe(false)
    expect(await store().user('ann')).toBeNull()
    const before = await store().ensureUser('ann', 1)
    expect(before.weakLabels).toBe(false)
    expect(await store().putWeakLabel('ann', aWeakLabel('1'), 9)).toBe(false)
    expect(await store().user('ann')).toEqual(before)
    expect(await ids()).toEqual([])
  })

  it('should allow them, creating the user, and forget them when they are forbidden', async () => {
    expect(await store().allowWeakLabels('ann', true, 7)).toBe(true)
    const allowed = await store().user('ann')
    expect(allowed).toMatchObject({ createdAt: 7, weakLabels: true })
    expect(await store().allowWeakLabels('ann', true, 8)).toBe(false)
    expect(await store().user('ann')).toEqual(allowed)
    await store().putWeakLabel('ann', aWeakLabel('1'), 9)
    const before = await revision()
    expect(await store().allowWeakLabels('ann', false, 9)).toBe(true)
    expect(await revision()).toBeGreaterThan(before)
    await store().allowWeakLabels('ann', true, 9)
    expect(await ids()).toEqual([])
  })

  it('should put one once, replace it where the example is another, and take it back', async () => {
    await store().allowWeakLabels('ann', true, 1)
    const { user } = await store().putMark(aMark('ann', '1', 'spam'), 9)
    await store().putAdapter(anAdapter('ann', user.revision))
    expect(await store().putWeakLabel('ann', aWeakLabel('1'), 9)).toBe(true)
    expect(await store().adapter('ann')).toBeNull()
    const before = await revision()
    expect(before).toBeGreaterThan(user.revision)
    expect(await store().putWeakLabel('ann', aWeakLabel('1', { sign: 'kept', givenAt: 99 }), 9)).toBe(false)
    expect(await revision()).toBe(before)
    expect(await store().weakLabels('ann')).toEqual([aWeakLabel('1', { sign: 'kept' })])
    const other = aWeakLabel('1', { vector: Buffer.from('v') })
    expect(await store().putWeakLabel('ann', other, 9)).toBe(true)
    expect(await store().weakLabels('ann')).toEqual([other])
    expect(await store().deleteWeakLabel('ann', '1')).toBe(true)
    const after = await revision()
    expect(after).toBeGreaterThan(before)
    expect(await store().deleteWeakLabel('ann', '1')).toBe(false)
    expect(await store().deleteWeakLabel('nobody', '1')).toBe(false)
    expect(await revision()).toBe(after)
    expect(await store().mark('ann', '1')).not.toBeNull()
  })

  it('should list them by id, and drop the oldest where there are too many', async () => {
    for (const user of ['ann', 'ben']) await store().allowWeakLabels(user, true, 1)
    await store().putWeakLabel('ben', aWeakLabel('0', { givenAt: 0 }), 2)
    for (const [id, givenAt] of [
      ['c', 3],
      ['a', 1],
      ['b', 2],
    ] as const) {
      await store().putWeakLabel('ann', aWeakLabel(id, { givenAt }), 2)
    }
    expect(await ids()).toEqual(['b', 'c'])
    expect(await ids('ben')).toEqual(['0'])
  })

  it('should go with the user, and come with an import', async () => {
    await store().allowWeakLabels('ann', true, 1)
    await store().putWeakLabel('ann', aWeakLabel('old'), 9)
    const weakLabels = { allowed: true, labels: [aWeakLabel('1'), aWeakLabel('2', { sign: 'kept' })] }
    const model = { threshold: null, domain: null, prior: null, marks: [], topics: [], weakLabels }
    const imported = await store().replaceUser('ann', model, 9)
    expect(imported.weakLabels).toBe(true)
    expect(await store().weakLabels('ann')).toEqual(weakLabels.labels)
    expect(await store().replaceUser('ann', model, 9)).toEqual(imported)
    const fewer = { allowed: true, labels: weakLabels.labels.slice(1) }
    expect((await store().replaceUser('ann', { ...model, weakLabels: fewer }, 9)).revision).toBeGreaterThan(
      imported.revision,
    )
    await store().eraseUser('ann')
    expect(await store().ensureUser('ann', 1)).toMatchObject({ weakLabels: false })
    expect(await ids()).toEqual([])
  })
}
