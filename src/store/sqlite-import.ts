/** A user's model from another server, in place of the one that is here. */
import type { Database } from 'better-sqlite3'
import { BadInput } from '../errors.js'
import { checkLimit } from './cursor.js'
import { isSameExample, isSameMark, type MarkRows } from './sqlite-marks.js'
import type { PriorRows } from './sqlite-priors.js'
import type { TopicRows } from './sqlite-topics.js'
import type { UserRows } from './sqlite-users.js'
import type { WeakLabelRows } from './sqlite-weak-labels.js'
import type { Mark, Store, User, UserModel } from './store.js'

/** The tables that a model lies in. */
interface ModelRows {
  users: UserRows
  priors: PriorRows
  marks: MarkRows
  topics: TopicRows
  weakLabels: WeakLabelRows
}

export function importMethods(
  db: Database,
  { users, priors, marks: rows, topics, weakLabels }: ModelRows,
): Pick<Store, 'replaceUser'> {
  const replaceUser = db.transaction((user: string, model: UserModel, limit: number, now: number): User => {
    users.ensure(user, now)
    const old = users.get(user)
    const oldMarks = rows.all(user)
    // What is there already stays: importing a file twice leaves no trace of the second time.
    const known = new Map(oldMarks.map((mark) => [mark.id, mark]))
    const given = new Map(model.marks.map((mark) => [mark.id, { ...mark, user }]))
    for (const [id, mark] of known) if (!isIn(given, mark)) rows.remove(user, id, now)
    for (const mark of given.values()) if (!isIn(known, mark)) rows.insert(mark, now)
    rows.evict(user, { limit, kept: null, now })
    const marks = rows.all(user)
    const isSame =
      marks.length === oldMarks.length && marks.every((mark, i) => isLearnedAlike(mark, oldMarks[i]))
    users.setThreshold(user, model.threshold)
    const promise = model.promise ?? null
    users.setPromise(user, promise)
    const { domain, prevalence = null } = model
    users.setInbox(user, { domain, prevalence })
    const hasNewPrior = priors.replace(old, model.prior)
    const { allowed, labels } = model.weakLabels
    users.setWeakLabels(user, allowed)
    const hasNewHints = [
      topics.replaceAll(user, model.topics),
      weakLabels.replaceAll(user, labels),
      allowed !== old.weakLabels,
    ].includes(true)
    const hasNewSettings =
      old.threshold !== model.threshold ||
      old.promise !== promise ||
      old.domain !== domain ||
      old.prevalence !== prevalence
    if (!isSame || hasNewPrior || hasNewHints || hasNewSettings) users.raise(user)
    return users.get(user)
  })

  return {
    async replaceUser(user, model, limit, now = Date.now()) {
      checkLimit(limit)
      checkIds(model.marks)
      return replaceUser.immediate(user, model, limit, now)
    },
  }
}

function isIn(marks: ReadonlyMap<string, Mark>, mark: Mark): boolean {
  const same = marks.get(mark.id)
  return same !== undefined && isSameMark(same, mark)
}

/** Also by its time, which decides what newer marks take over from older ones. */
function isLearnedAlike(a: Mark, b: Mark): boolean {
  return isSameExample(a, b) && a.markedAt === b.markedAt
}

function checkIds(marks: UserModel['marks']): void {
  const seen = new Set<string>()
  for (const { id } of marks) {
    if (seen.has(id)) throw new BadInput(`The message ${id} is marked twice; keep one of its marks.`, 422)
    seen.add(id)
  }
}
