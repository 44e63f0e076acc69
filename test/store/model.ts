/** The store as a few maps, and random histories in which a real one must agree with it after every step. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Errors, Mark, Store, User, UserAccuracy } from '../../src/store/store.js'
import type { Label } from '../../src/types.js'
import { aJudgement, aMark, aMessage, NEVER_ASKED, NONE } from './samples.js'

interface ModelUser {
  threshold: number | null
  priorFrom: string | null
  marks: Mark[]
  messages: Map<string, number>
}

/** 1: the mail was judged right, and by far, before it was marked. */
function isSpare({ label, before: { verdict, probability } }: Mark): number {
  const isSure =
    label === 'spam' ? verdict === 'spam' && probability >= 0.95 : verdict !== 'spam' && probability <= 0.05
  return Number(isSure)
}

class Model {
  readonly users = new Map<string, ModelUser>()
  changes = 0

  ensure(user: string): ModelUser {
    const found = this.users.get(user) ?? { threshold: null, priorFrom: null, marks: [], messages: new Map() }
    this.users.set(user, found)
    return found
  }

  remove(user: ModelUser, mark: Mark): void {
    user.marks = user.marks.filter(({ id }) => id !== mark.id)
    this.changes++
  }

  add(user: ModelUser, mark: Mark): void {
    user.marks = [...user.marks, mark].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.changes++
  }

  evict(user: ModelUser, limit: number, kept: string | null): void {
    while (user.marks.length > limit) {
      const [spam, ham] = ['spam', 'ham'].map((label) => user.marks.filter((mark) => mark.label === label))
      const larger = spam.length === ham.length ? user.marks : spam.length > ham.length ? spam : ham
      const firstToGo = (a: Mark, b: Mark) =>
        isSpare(b) - isSpare(a) || a.markedAt - b.markedAt || (a.id < b.id ? -1 : 1)
      this.remove(user, larger.filter(({ id }) => id !== kept).sort(firstToGo)[0])
    }
  }

  accuracy(): UserAccuracy[] {
    return [...this.users]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([user, { marks, messages }]) => {
        const spam = marks.filter(({ label }) => label === 'spam')
        const ham = marks.filter(({ label }) => label === 'ham')
        const errors = (isSpam: (mark: Mark) => boolean): Errors => ({
          hamLost: ham.filter(isSpam).length,
          spamMissed: spam.filter((mark) => !isSpam(mark)).length,
        })
        return {
          user,
          messages: messages.size,
          marks: marks.length,
          spamMarks: spam.length,
          hamMarks: ham.length,
          lastMarkAt: marks.length ? Math.max(...marks.map(({ markedAt }) => markedAt)) : null,
          base: errors(({ before }) => before.base > 0),
          shared: errors(({ before }) => before.base + before.shared > 0),
          own: errors(({ before }) => before.verdict === 'spam'),
          asked: NEVER_ASKED,
        }
      })
  }
}

/** One call on both; says of which users the revision must have risen. */
interface Step {
  name: string
  run(model: Model, store: Store): Promise<string[]>
}

const user = fc.constantFrom('ann', 'ben', 'cid')
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const limit = fc.integer({ min: 1, max: 4 })
const label = fc.constantFrom<Label>('spam', 'ham')
const before = fc.record({
  base: fc.constantFrom(-1, 1),
  shared: fc.constantFrom(-3, 3),
  verdict: fc.constantFrom('spam' as const, 'unsure' as const, 'ham' as const),
  probability: fc.constantFrom(0.02, 0.5, 0.98),
  threshold: fc.constant(0.5),
})
const mark = fc
  .tuple(user, id, label, fc.nat(5), fc.constantFrom('v', 'w'), before)
  .map(([user, id, label, markedAt, vector, before]) =>
    aMark(user, id, label, { markedAt, vector: Buffer.from(vector), before: aJudgement(before) }),
  )

const put = fc.tuple(mark, limit).map(
  ([mark, limit]): Step => ({
    name: `put ${mark.label} ${mark.id} of ${mark.user} at ${mark.markedAt}, limit ${limit}`,
    async run(model, store) {
      const user = model.ensure(mark.user)
      const old = user.marks.find(({ id }) => id === mark.id)
      const same = old?.label === mark.label && old.vector.equals(mark.vector)
      const changesBefore = model.changes
      if (old && !same) model.remove(user, old)
      if (!same) model.add(user, mark)
      model.evict(user, limit, mark.id)
      const changed = model.changes > changesBefore
      expect(await store.putMark(mark, limit)).toMatchObject({ changed, replaced: old?.label ?? null })
      return changed ? [mark.user] : []
    },
  }),
)

const unmark = fc.tuple(user, id).map(
  ([user, id]): Step => ({
    name: `unmark ${id} of ${user}`,
    async run(model, store) {
      const old = model.users.get(user)?.marks.find((mark) => mark.id === id)
      if (old) model.remove(model.ensure(user), old)
      expect(await store.deleteMark(user, id)).toMatchObject({ removed: old?.label ?? null })
      return old ? [user] : []
    },
  }),
)

const log = fc.tuple(user, id, fc.nat(5)).map(
  ([user, id, scoredAt]): Step => ({
    name: `log ${id} of ${user} at ${scoredAt}`,
    async run(model, store) {
      const { messages } = model.ensure(user)
      const isNew = !messages.has(id)
      if (isNew) messages.set(id, scoredAt)
      expect(await store.logMessage(aMessage(user, id, { scoredAt }))).toBe(isNew)
      return []
    },
  }),
)

const prune = fc.nat(6).map(
  (time): Step => ({
    name: `prune before ${time}`,
    async run(model, store) {
      let count = 0
      for (const { messages } of model.users.values()) {
        for (const [id, scoredAt] of messages) if (scoredAt < time && messages.delete(id)) count++
      }
      expect(await store.pruneMessages(time)).toBe(count)
      return []
    },
  }),
)

const setPrior = fc.tuple(user, fc.option(user)).map(
  ([user, from]): Step => ({
    name: `prior of ${user} from ${from}`,
    async run(model, store) {
      const taker = model.ensure(user)
      await store.ensureUser(user, 1)
      if (from !== null && !model.users.has(from)) return []
      const changed = taker.priorFrom !== from
      taker.priorFrom = from
      await store.setPrior(
        user,
        from === null ? null : { from, takenAt: 1, encoder: 'e', base: 'b', head: Buffer.from('head') },
      )
      return changed ? [user] : []
    },
  }),
)

const replace = fc.tuple(user, fc.uniqueArray(mark, { selector: ({ id }) => id }), limit).map(
  ([name, marks, limit]): Step => ({
    name: `import ${marks.length} marks of ${name}, limit ${limit}`,
    async run(model, store) {
      const user = model.ensure(name)
      const essence = () =>
        user.marks.map(({ id, label, vector, markedAt }) => `${id} ${label} ${vector} ${markedAt}`).join()
      const essenceBefore = `${essence()} ${user.priorFrom}`
      for (const mark of user.marks) model.remove(user, mark)
      for (const mark of marks) model.add(user, { ...mark, user: name })
      model.evict(user, limit, null)
      user.priorFrom = null
      await store.replaceUser(
        name,
        { threshold: null, prior: null, marks, domain: null, topics: [], weakLabels: NONE },
        limit,
      )
      return `${essence()} null` === essenceBefore ? [] : [name]
    },
  }),
)

const erase = user.map(
  (user): Step => ({
    name: `erase ${user}`,
    async run(model, store) {
      const erased = model.users.get(user)
      for (const mark of erased?.marks ?? []) model.remove(erased as ModelUser, mark)
      model.users.delete(user)
      const takenBack = await store.eraseUser(user)
      expect(takenBack === null).toBe(erased === undefined)
      for (const taker of takenBack ?? []) model.ensure(taker).priorFrom = null
      return takenBack ?? []
    },
  }),
)

/** Whatever is asked of the real store afterwards is what the model says. */
async function compare(model: Model, store: Store): Promise<void> {
  const marks = [...model.users].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, user]) => user.marks)
  expect(await store.marksOfAll(100)).toEqual(marks)
  expect(await store.markTotals()).toEqual({ marks: marks.length, changes: model.changes })
  expect(await store.accuracy()).toEqual(model.accuracy())
  await compareRanking(model, store)
  for (const [name, user] of model.users) {
    expect(await store.marks(name)).toEqual(user.marks)
    expect((await store.user(name))?.prior?.from ?? null).toBe(user.priorFrom)
    const { messages } = await store.messages(name, { limit: 100 })
    expect(new Map(messages.map(({ id, scoredAt }) => [id, scoredAt]))).toEqual(user.messages)
    for (const { id, label } of messages) {
      expect(label).toBe(user.marks.find((mark) => mark.id === id)?.label ?? null)
    }
  }
}

/** What the list of users counts beside the accuracy. */
async function compareRanking(model: Model, store: Store): Promise<void> {
  const all = { sort: 'user', descending: false, filter: 'all', name: '', limit: 99 } as const
  const { users } = await store.ranking(all)
  const counted = users.map(({ overBase, overShared, recent }) => ({ overBase, overShared, recent }))
  const names = [...model.users.keys()].sort()
  expect(counted).toEqual(
    names.map((name) => {
      const marks = model.ensure(name).marks
      const errors = marks.map(({ label, before: { base, shared, verdict } }) => {
        const isWrong = (isSpam: boolean) => isSpam !== (label === 'spam')
        return {
          base: isWrong(base > 0),
          shared: isWrong(base + shared > 0),
          own: isWrong(verdict === 'spam'),
        }
      })
      const pairs = (head: 'base' | 'shared') => ({
        mended: errors.filter((wrong) => wrong[head] && !wrong.own).length,
        broken: errors.filter((wrong) => !wrong[head] && wrong.own).length,
      })
      const newest = marks.map((mark, i) => ({ ...mark, wrong: errors[i].own }))
      newest.sort((a, b) => b.markedAt - a.markedAt || (a.id < b.id ? 1 : -1))
      return {
        overBase: pairs('base'),
        overShared: pairs('shared'),
        recent: newest.map(({ wrong }) => wrong),
      }
    }),
  )
}

async function revisions(store: Store): Promise<Map<string, number>> {
  const { users } = await store.users({ limit: 100 })
  return new Map(users.map(({ user, revision }: User) => [user, revision]))
}

export function contractWithModel(makeStore: () => Promise<Store>, runs: number): void {
  it('should leave what a simple model says, and raise revisions exactly where something changed', async () => {
    const steps = fc.array(
      fc.oneof({ weight: 4, arbitrary: put }, unmark, log, prune, setPrior, replace, erase),
      {
        minLength: 5,
        maxLength: 40,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const store = await makeStore()
        const model = new Model()
        for (const step of steps) {
          const before = await revisions(store)
          const raised = await step.run(model, store)
          await compare(model, store)
          for (const [user, revision] of await revisions(store)) {
            const old = before.get(user)
            if (old === undefined) continue
            expect(revision > old, `${step.name}: revision of ${user} from ${old} to ${revision}`).toBe(
              raised.includes(user),
            )
          }
        }
        await store.close()
      }),
      { numRuns: runs },
    )
  })
}
