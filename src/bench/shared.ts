/**
 * What users gain from each other: a user of few marks in an installation of others with many, against the same user with the same
 * marks alone. And what is learned where: mail that all users mark alike should move the shared head, mail that they mark
 * differently should be left to the adapters.
 */

import { type Interval, interval, replicateMeans, resamples } from './bootstrap.js'
import type { Campaign } from './campaigns.js'
import { drawn, marked, mistakes, type Opening, type Person, refitted } from './installation.js'

export interface SharedOptions {
  people: readonly Person[]
  /** Those of them who are compared. Default: all. */
  tested?: readonly Person[]
  open: Opening
  /** Marks of the tested user, and of each of the others. */
  few: number
  many: number
  seeds: readonly number[]
  onRun?(): void
}

/** Errors in per cent of the last part, mean over the seeds. */
export interface SharedRow {
  user: string
  judged: number
  alone: number
  together: number
  /** Of together − alone, 95 %. */
  difference: Interval
  /** Refits that the gate let pass, of all. */
  published: number
}

export interface SharedReport {
  few: number
  many: number
  /** Users beside the tested one. */
  others: number
  seeds: readonly number[]
  users: SharedRow[]
  /** Over the users. */
  mean: Omit<SharedRow, 'user'>
}

export async function runShared(options: SharedOptions): Promise<SharedReport> {
  const { people, tested = people, few, many, seeds } = options
  const rows: { row: SharedRow; replicates: Float64Array }[] = []
  for (const [at, person] of tested.entries()) rows.push(await oneUser(person, at + 1, options))
  const users = rows.map(({ row }) => row)
  const mean = (of: (row: SharedRow) => number) => users.reduce((sum, row) => sum + of(row), 0) / users.length
  const replicates = rows[0].replicates.map(
    (_, r) => rows.reduce((sum, row) => sum + row.replicates[r], 0) / rows.length,
  )
  return {
    ...{ few, many, others: people.length - 1, seeds, users },
    mean: {
      judged: users.reduce((sum, { judged }) => sum + judged, 0),
      alone: mean(({ alone }) => alone),
      together: mean(({ together }) => together),
      difference: interval(replicates),
      published: users.reduce((sum, { published }) => sum + published, 0),
    },
  }
}

async function oneUser(
  person: Person,
  resampling: number,
  { people, open, few, many, seeds, onRun }: SharedOptions,
): Promise<{ row: SharedRow; replicates: Float64Array }> {
  const { user, last } = person
  const sums = { alone: new Float64Array(last.length), together: new Float64Array(last.length) }
  let published = 0
  const add = (to: Float64Array, wrong: Float64Array) => {
    for (let i = 0; i < to.length; i += 1) to[i] += (100 * wrong[i]) / seeds.length
  }
  for (const seed of seeds) {
    await open(async (parts) => {
      const markers = people.map((each) => ({
        user: each.user,
        marks: drawn(each, each === person ? few : many, seed),
      }))
      const alone = await marked(parts, markers)
      add(sums.alone, await mistakes(alone, user, last))
      const together = await refitted(parts)
      add(sums.together, await mistakes(together, user, last))
      const [newest] = await parts.store.sharedVersions(1)
      published += newest?.gate.published ? 1 : 0
    })
    onRun?.()
  }
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const change = sums.together.map((value, i) => value - sums.alone[i])
  const replicates = replicateMeans(change, resamples(last.length, resampling))
  const row = {
    ...{ user, judged: last.length, alone: mean(sums.alone), together: mean(sums.together) },
    ...{ difference: interval(replicates), published },
  }
  return { row, replicates }
}

/** What one family of campaigns moved, in logits towards what the user says of it, mean over users and unmarked mails. */
export interface Moved {
  families: number
  shared: number
  adapter: number
}

/** Mails of each family that are marked; the others are scored. */
const MARKED = 3
const USERS = 4

/**
 * Users mark the families alike (spam, all of them) or each other family differently (every second user: ham); returned is what
 * the heads say of the families' other mails.
 */
export async function runAgreement(
  campaigns: readonly Campaign[],
  open: Opening,
): Promise<{ agreed: Moved; disputed: Moved }> {
  return open(async (parts) => {
    const users = Array.from({ length: USERS }, (_, u) => `reader ${u}`)
    const labelOf = (family: number, u: number) => (family % 2 === 1 && u % 2 === 1 ? 'ham' : 'spam')
    const quiet = await marked(parts, [])
    for (const [u, user] of users.entries()) {
      for (const [family, { mails }] of campaigns.entries()) {
        for (const raw of mails.slice(0, MARKED)) await quiet.markMail(user, raw, labelOf(family, u))
      }
    }
    const filter = await refitted(parts)
    const kinds = [none(), none()]
    for (const [u, user] of users.entries()) {
      for (const [family, { mails }] of campaigns.entries()) {
        const sign = labelOf(family, u) === 'spam' ? 1 : -1
        const rest = mails.slice(MARKED)
        const kind = kinds[family % 2]
        if (u === 0) kind.families += 1
        for (const raw of rest) {
          const { shared, adapter } = (await filter.score(user, raw)).parts
          kind.shared += (sign * shared) / (rest.length * USERS)
          kind.adapter += (sign * adapter) / (rest.length * USERS)
        }
      }
    }
    const [agreed, disputed] = kinds.map(({ families, shared, adapter }) => ({
      ...{ families, shared: shared / families, adapter: adapter / families },
    }))
    return { agreed, disputed }
  })
}

function none(): Moved {
  return { families: 0, shared: 0, adapter: 0 }
}
