/**
 * A promise kept? New users ask for at most 1 good mail in N in Junk; counted is how many of their good mails came there, how much spam
 * was caught, and what stayed unsure, with no marks and with some.
 */
import { readFile } from 'node:fs/promises'
import type { Filter } from '../filter.js'
import { type Share, wilson } from '../interval.js'
import { drawn, type Person } from './installation.js'

export interface PromiseOptions {
  filter: Pick<Filter, 'score' | 'mark' | 'rejudge' | 'promises'>
  people: readonly Person[]
  /** The Ns, and the numbers of marks, ascending. */
  promises: readonly number[]
  marks: readonly number[]
  seed: number
  onUser?(): void
}

export interface PromiseRow {
  user: string
  marks: number
  /** N. */
  oneIn: number
  /** False: too little ham had been seen, and no mail was called spam. */
  possible: boolean
  ham: number
  hamInJunk: number
  spam: number
  spamInJunk: number
  unsure: number
}

/** Over the users of whom the promise could be made. */
export interface PromiseSum {
  marks: number
  oneIn: number
  users: number
  /** Users of whose good mail no more than 1 in N came to Junk. */
  kept: number
  /** Of all their good mail, in Junk; of their spam, in Junk. Per cent. */
  hamLost: Share | null
  spamCaught: Share | null
}

export interface PromiseReport {
  rows: PromiseRow[]
  sums: PromiseSum[]
}

export async function runPromise(options: PromiseOptions): Promise<PromiseReport> {
  const rows: PromiseRow[] = []
  for (const person of options.people) {
    rows.push(...(await oneUser(person, options)))
    options.onUser?.()
  }
  const sums = options.marks.flatMap((marks) =>
    options.promises.map((oneIn) =>
      sumOf(
        rows.filter((row) => row.marks === marks && row.oneIn === oneIn),
        { marks, oneIn },
      ),
    ),
  )
  return { rows, sums }
}

async function oneUser(
  person: Person,
  { filter, promises, marks: counts, seed }: PromiseOptions,
): Promise<PromiseRow[]> {
  const { user, last } = person
  const idOf = async (path: string) => (await filter.score(user, await readFile(path))).id
  const ids: string[] = []
  for (const { path } of last) ids.push(await idOf(path))
  const rows: PromiseRow[] = []
  let given = 0
  for (const marks of counts) {
    for (const { path, label } of drawn(person, marks, seed).slice(given)) {
      await filter.mark(user, await idOf(path), label)
    }
    given = marks
    for (const oneIn of promises) {
      const { possible } = await filter.promises.set(user, oneIn)
      const row = { user, marks, oneIn, possible, ham: 0, hamInJunk: 0, spam: 0, spamInJunk: 0, unsure: 0 }
      for (const [i, { verdict }] of (await filter.rejudge(user, ids)).entries()) {
        const { label } = last[i]
        row[label] += 1
        if (verdict === 'spam') row[`${label}InJunk`] += 1
        if (verdict === 'unsure') row.unsure += 1
      }
      rows.push(row)
    }
  }
  return rows
}

function sumOf(rows: readonly PromiseRow[], about: { marks: number; oneIn: number }): PromiseSum {
  const made = rows.filter(({ possible }) => possible)
  const sum = (of: (row: PromiseRow) => number) => made.reduce((total, row) => total + of(row), 0)
  return {
    ...about,
    users: made.length,
    kept: made.filter(({ ham, hamInJunk }) => hamInJunk * about.oneIn <= ham).length,
    hamLost: wilson(
      sum(({ hamInJunk }) => hamInJunk),
      sum(({ ham }) => ham),
    ),
    spamCaught: wilson(
      sum(({ spamInJunk }) => spamInJunk),
      sum(({ spam }) => spam),
    ),
  }
}
