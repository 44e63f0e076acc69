/**
 * One shot: what does one mark on a campaign's mail do to the same offer in other words, from another sender, with other
 * links? And what to mail that has nothing to do with it?
 *
 * Every family is tried in both directions, so that no direction is chosen by its result: for a user who wants the campaign
 * among the spam, and for one who wants it in the inbox. Of those the base gets some mails wrong. Each of them is marked
 * once, by a new user who marks nothing else; then the family's other mails are scored:
 *
 * - those that the base got wrong should now be right: they are counted as `paraphrases` and `moved`;
 * - those that it got right should stay so: `right` and `kept`.
 *
 * Any two mails that the base puts on one side are so compared in exactly one direction. Unsure mail is delivered, so it counts
 * as ham. After the first mark of each family towards spam, ham that has nothing to do with it is scored, too.
 */
import type { Filter, Scored } from '../filter.js'
import type { Label } from '../types.js'
import type { Campaign } from './campaigns.js'

type Scoring = Pick<Filter, 'score' | 'markMail'>

export interface FamiliesOptions {
  filter: Scoring
  campaigns: readonly Campaign[]
  /** Ham of people who have nothing to do with the campaigns. */
  ham: readonly { source: string; mails: readonly Buffer[] }[]
  /** Called for each family, and once for the ham's first judgement. */
  onStep?(): void
}

/** What marks towards one label did. */
export interface Moves {
  marks: number
  paraphrases: number
  moved: number
  right: number
  kept: number
}

export interface FamilyReport extends Record<'towardsSpam' | 'towardsHam', Moves> {
  name: string
  kind: Campaign['kind']
  mails: number
}

/** `tested` counts each mail once a mark; `moved`: how often it was delivered before the mark and is spam after it. */
export interface HamReport {
  source: string
  mails: number
  tested: number
  moved: number
}

export interface FamiliesReport {
  /** Sums over the families. */
  total: Moves
  towardsSpam: Moves
  towardsHam: Moves
  families: FamilyReport[]
  ham: HamReport[]
}

/** @throws BadInput when a message cannot be parsed. */
export async function runFamilies({
  filter,
  campaigns,
  ham,
  onStep,
}: FamiliesOptions): Promise<FamiliesReport> {
  const delivered: Delivered[] = []
  for (const { source, mails } of ham) {
    const verdicts = await judge(filter, 'unmarked', mails)
    const rest = mails.filter((_, at) => verdicts[at] === 'ham')
    delivered.push({ mails: rest, report: { source, mails: rest.length, tested: 0, moved: 0 } })
  }
  onStep?.()
  const families: FamilyReport[] = []
  for (const campaign of campaigns) {
    const { name, kind, mails } = campaign
    const before = await judge(filter, 'unmarked', mails)
    const towardsSpam = await tryMarks(filter, campaign, before, 'spam', delivered)
    const towardsHam = await tryMarks(filter, campaign, before, 'ham', [])
    families.push({ name, kind, mails: mails.length, towardsSpam, towardsHam })
    onStep?.()
  }
  const towardsSpam = sum(families.map((family) => family.towardsSpam))
  const towardsHam = sum(families.map((family) => family.towardsHam))
  return {
    total: sum([towardsSpam, towardsHam]),
    towardsSpam,
    towardsHam,
    families,
    ham: delivered.map(({ report }) => report),
  }
}

interface Delivered {
  mails: readonly Buffer[]
  report: HamReport
}

/** Marks each mail of the family that is not judged `label`, one user a mark. */
async function tryMarks(
  filter: Scoring,
  { name, mails }: Campaign,
  before: readonly Label[],
  label: Label,
  unrelated: readonly Delivered[],
): Promise<Moves> {
  const moves: Moves = { marks: 0, paraphrases: 0, moved: 0, right: 0, kept: 0 }
  for (const [at, mail] of mails.entries()) {
    if (before[at] === label) continue
    const user = `${name} ${at} ${label}`
    await filter.markMail(user, mail, label)
    const after = await judge(filter, user, mails)
    for (const other of mails.keys()) {
      if (other === at) continue
      const isRight = after[other] === label ? 1 : 0
      if (before[other] === label) {
        moves.right += 1
        moves.kept += isRight
      } else {
        moves.paraphrases += 1
        moves.moved += isRight
      }
    }
    for (const { mails, report } of moves.marks === 0 ? unrelated : []) {
      const lost = (await judge(filter, user, mails)).filter((judged) => judged === 'spam')
      report.tested += mails.length
      report.moved += lost.length
    }
    moves.marks += 1
  }
  return moves
}

async function judge(filter: Scoring, user: string, mails: readonly Buffer[]): Promise<Label[]> {
  const judged: Label[] = []
  for (const mail of mails) judged.push(sideOf(await filter.score(user, mail)))
  return judged
}

function sideOf({ verdict }: Scored): Label {
  return verdict === 'spam' ? 'spam' : 'ham'
}

function sum(all: readonly Moves[]): Moves {
  const total: Moves = { marks: 0, paraphrases: 0, moved: 0, right: 0, kept: 0 }
  for (const moves of all) for (const key of Object.keys(total) as (keyof Moves)[]) total[key] += moves[key]
  return total
}
