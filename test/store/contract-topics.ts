import { expect, it } from 'vitest'
import { BadInput } from '../../src/errors.js'
import type { Topic } from '../../src/store/store.js'
import type { Current } from './contract.js'
import { aMark, anAdapter, aTopic, NONE } from './samples.js'

export function contractOfTopics(store: Current): void {
  it('should refuse one topic more than may be, and change nothing', async () => {
    await store().putTopic('ann', aTopic('a'), 2)
    await store().putTopic('ann', aTopic('b'), 2)
    const before = await store().user('ann')
    await expect(store().putTopic('ann', aTopic('c'), 2)).rejects.toThrow(
      new BadInput(
        'There may be 2 topics; remove one that is no longer needed first.',
        409,
        'too-many-topics',
      ),
    )
    expect(await store().user('ann')).toEqual(before)
    expect(await store().putTopic('ann', aTopic('b', { verdict: 'ham' }), 2)).toBe(true)
    expect(await store().putTopic('ben', aTopic('c'), 2)).toBe(true)
  })

  it('should put a topic, create the user, and raise the revision when it changes, and only then', async () => {
    expect(await store().putTopic('ann', aTopic('a'), 9)).toBe(true)
    const first = await store().user('ann')
    expect(first).toMatchObject({ createdAt: aTopic('a').setAt })
    expect(await store().putTopic('ann', aTopic('a', { setAt: 99 }), 9)).toBe(false)
    expect(await store().user('ann')).toEqual(first)
    expect(await store().topics('ann')).toEqual([aTopic('a')])

    let last = first?.revision as number
    for (const over of [{ description: 'Other words' }, { verdict: 'ham' as const }]) {
      expect(await store().putTopic('ann', aTopic('a', over), 9)).toBe(true)
      expect(await store().topics('ann')).toEqual([aTopic('a', over)])
      const { revision } = (await store().user('ann')) ?? { revision: 0 }
      expect(revision).toBeGreaterThan(last)
      last = revision
    }
    expect(await store().removeTopic('ann', 'A')).toBe(false)
    expect((await store().user('ann'))?.revision).toBe(last)
    expect(await store().removeTopic('ann', 'a')).toBe(true)
    expect((await store().user('ann'))?.revision).toBeGreaterThan(last)
    expect(await store().topics('ann')).toEqual([])
  })

  it('should list topics by name, each user their own', async () => {
    for (const name of ['b', 'ä', 'B', '用户']) await store().putTopic('ann', aTopic(name), 9)
    await store().putTopic('ben', aTopic('b', { description: "Ben's" }), 9)
    expect((await store().topics('ann')).map(({ name }) => name)).toEqual(['B', 'b', 'ä', '用户'])
    expect(await store().topics('ben')).toEqual([aTopic('b', { description: "Ben's" })])
    expect(await store().topics('nobody')).toEqual([])
  })

  it('should drop the solved adapter when a topic comes or goes', async () => {
    const { user } = await store().putMark(aMark('ann', '1', 'spam'), 9)
    await store().putAdapter(anAdapter('ann', user.revision))
    await store().putTopic('ann', aTopic('a'), 9)
    expect(await store().adapter('ann')).toBeNull()
  })

  it('should go with the user, and come with an import', async () => {
    const topics: Topic[] = [aTopic('a'), aTopic('b', { verdict: 'ham' })]
    await store().putTopic('ann', aTopic('old'), 9)
    const model = { threshold: null, domain: null, prior: null, marks: [], topics, weakLabels: NONE }
    const imported = await store().replaceUser('ann', model, 9)
    expect(await store().topics('ann')).toEqual(topics)
    expect(await store().replaceUser('ann', { ...model, topics: [...topics].reverse() }, 9)).toEqual(imported)
    const fewer = await store().replaceUser('ann', { ...model, topics: topics.slice(1) }, 9)
    expect(fewer.revision).toBeGreaterThan(imported.revision)
    await store().eraseUser('ann')
    await store().ensureUser('ann', 1)
    expect(await store().topics('ann')).toEqual([])
  })
}
