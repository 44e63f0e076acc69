/** Several users of one installation: each marks some mail, then the shared head is refitted from all of them. */
import { readFile } from 'node:fs/promises'
import { createFilter, type Filter, type FilterOptions } from '../filter.js'
import { shuffled } from '../training/draws.js'
import type { LabelledMail } from './contestant.js'
import type { Entry } from './corpora.js'
import { type Split, splitMail } from './split.js'

/** The parts of an installation whose database is empty. */
export type Parts = Pick<FilterOptions, 'store' | 'encoder' | 'base' | 'threshold' | 'maxMarks'>

/** Opens a new installation, does work on it, and closes it. */
export type Opening = <T>(work: (parts: Parts) => Promise<T>) => Promise<T>

/** One user's mail: marks come from the first part, errors are counted on the last. */
export interface Person extends Split {
  user: string
}

export interface Marker {
  user: string
  marks: readonly LabelledMail[]
}

/** @param sample most mails of each user to judge */
export function peopleOf(entries: readonly Entry[], users: readonly string[], sample: number): Person[] {
  return users.map((user) => {
    const own = entries.filter((entry) => entry.user === user)
    const mails = own.map(({ path, label }) => ({ id: path, path, label }))
    return { user, ...splitMail(mails, sample) }
  })
}

/** So many of a person's first mails, drawn by the seed. */
export function drawn({ first }: Person, count: number, seed: number): LabelledMail[] {
  return shuffled(first, seed).slice(0, count)
}

/**
 * A filter in which every user has made these marks, and which has learned nothing from them in common, nor from mail without labels:
 * what is compared must not differ in what was judged before.
 */
export async function marked(parts: Parts, markers: readonly Marker[]): Promise<Filter> {
  const filter = await createFilter({ ...parts, keep: 'nothing', refit: false, noticing: false })
  for (const { user, marks } of markers) {
    for (const { path, label } of marks) await filter.markMail(user, await readFile(path), label)
  }
  return filter
}

/** The same installation after a refit of the shared head. @param cap the most marks that one user counts for */
export async function refitted(parts: Parts, cap?: number): Promise<Filter> {
  const filter = await createFilter({
    ...parts,
    keep: 'nothing',
    noticing: false,
    ...(cap !== undefined && { sharedCap: cap }),
  })
  await filter.settled()
  return filter
}

/** Which of the mails the filter judges wrongly for the user: 1 or 0 each. */
export async function mistakes(
  filter: Filter,
  user: string,
  mails: readonly LabelledMail[],
): Promise<Float64Array> {
  const wrong = new Float64Array(mails.length)
  for (const [i, { path, label }] of mails.entries()) {
    const { verdict } = await filter.score(user, await readFile(path))
    wrong[i] = (verdict === 'spam') === (label === 'spam') ? 0 : 1
  }
  return wrong
}
