/**
 * Poison: a fifth of an installation's users, or just over, mark spam as ham and other users' ham as spam, as much of it as they can. By how much do
 * the honest users' errors rise through the head that all share? And by how much would they if no user's influence were
 * capped?
 */
import { shuffled } from '../training/draws.js'
import type { LabelledMail } from './contestant.js'
import { drawn, type Marker, marked, mistakes, type Opening, type Person, refitted } from './installation.js'

export interface PoisonOptions {
  /** The honest users. */
  people: readonly Person[]
  open: Opening
  /** Marks of each honest user, and of each of the others. */
  marks: number
  poison: number
  seeds: readonly number[]
  onRun?(): void
}

/** Errors of the honest users in per cent, mean over users and seeds; and how many refits the gate let pass. */
export interface Suffered {
  errors: number
  published: number
}

export interface PoisonReport {
  honest: number
  poisoners: number
  marks: number
  poison: number
  seeds: readonly number[]
  judged: number
  none: Suffered
  capped: Suffered
  uncapped: Suffered
}

/** Poisoners are at least this share of all users. */
const SHARE = 0.2

export async function runPoison(options: PoisonOptions): Promise<PoisonReport> {
  const { people, marks, poison, seeds, onRun } = options
  const poisoners = Math.ceil((SHARE * people.length) / (1 - SHARE))
  const judged = people.reduce((sum, { last }) => sum + last.length, 0)
  const none = () => ({ errors: 0, published: 0 })
  const report = {
    ...{ honest: people.length, poisoners, marks, poison, seeds, judged },
    ...{ none: none(), capped: none(), uncapped: none() },
  }
  for (const seed of seeds) {
    const honest = people.map((each) => ({ user: each.user, marks: drawn(each, marks, seed) }))
    const bad = poisonersOf(people, poisoners, poison, seed)
    const runs = [
      { suffered: report.none, markers: honest },
      { suffered: report.capped, markers: [...honest, ...bad] },
      { suffered: report.uncapped, markers: [...honest, ...bad], cap: Number.POSITIVE_INFINITY },
    ]
    for (const { suffered, markers, cap } of runs) {
      await options.open(async (parts) => {
        await marked(parts, markers)
        const filter = await refitted(parts, cap)
        for (const { user, last } of people) {
          const wrong = await mistakes(filter, user, last)
          const share = wrong.reduce((sum, value) => sum + value, 0) / wrong.length
          suffered.errors += (100 * share) / people.length / seeds.length
        }
        const [newest] = await parts.store.sharedVersions(1)
        suffered.published += newest?.gate.published ? 1 : 0
      })
      onRun?.()
    }
  }
  return report
}

/** Each poisoner marks half spam as ham, half ham as spam, drawn from the first mails of all honest users. */
function poisonersOf(people: readonly Person[], count: number, poison: number, seed: number): Marker[] {
  const all = people.flatMap(({ first }) => first)
  const turned = (label: 'spam' | 'ham'): LabelledMail[] =>
    all.filter((mail) => mail.label !== label).map((mail) => ({ ...mail, label }))
  return Array.from({ length: count }, (_, k) => {
    const half = (label: 'spam' | 'ham') =>
      shuffled(turned(label), 1000 * (seed + 1) + k).slice(0, poison / 2)
    return { user: `poisoner ${k}`, marks: [...half('ham'), ...half('spam')] }
  })
}
