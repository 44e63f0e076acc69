/** How a filter comes by its marks, and how it judges after each number of them. */
import { shuffled } from '../training/draws.js'
import { type Contestant, isRight, type Judged, type LabelledMail } from './contestant.js'

/** `random`: marks are drawn from the first mail. `corrections`: the first mail streams by, and the filter is told of its mistakes. */
export const WAYS = ['random', 'corrections'] as const
export type Way = (typeof WAYS)[number]

/** A number of marks to judge after; `all`: every correction of the first part. */
export type Count = number | 'all'

/** How a filter judged the last part after some marks. */
export interface Round {
  count: Count
  /** Marks that were given: fewer than `count` where the first part has no more. */
  marks: number
  judged: Judged[]
}

export interface Marking {
  first: readonly LabelledMail[]
  last: readonly LabelledMail[]
  /** Ascending. */
  counts: readonly number[]
  onRound?(): void
}

/**
 * The same draws for every filter: with seed s, the marks are the first k of the first part in an order drawn by s. No
 * marks are the same in every draw, so that round comes once.
 */
export async function drawnMarks(
  contestant: Contestant,
  { first, last, counts, onRound }: Marking,
  seeds: readonly number[],
): Promise<Round[]> {
  const distinct = [...new Map(first.map((mail) => [mail.id, mail])).values()]
  const rounds: Round[] = []
  for (const [draw, seed] of seeds.entries()) {
    await contestant.reset()
    const drawn = shuffled(distinct, seed)
    let given = 0
    for (const count of counts) {
      if (count === 0 && draw > 0) continue
      const marks = Math.min(count, drawn.length)
      if (marks > given) await contestant.learn(drawn.slice(given, marks))
      given = marks
      rounds.push({ count, marks, judged: await contestant.score(last) })
      onRound?.()
    }
  }
  return rounds
}

/** Mails that are scored ahead of the next mistake; what it taught makes the rest of them be scored again. */
const AHEAD = 50

/** Each filter's own mistakes, each told at once. Rounds with fewer mistakes than were asked for are the last one's. */
export async function corrections(
  contestant: Contestant,
  { first, last, counts, onRound }: Marking,
): Promise<Round[]> {
  await contestant.reset()
  const rounds: Round[] = []
  const due: Count[] = [...counts, 'all']
  let marks = 0
  const judgeWhere = async (isDue: (count: Count) => boolean) => {
    const judged = isDue(due[0]) ? await contestant.score(last) : []
    while (due.length > 0 && isDue(due[0])) {
      rounds.push({ count: due.shift() as Count, marks, judged })
      onRound?.()
    }
  }
  await judgeWhere((count) => count === 0)
  for (let at = 0; at < first.length; ) {
    const ahead = first.slice(at, at + AHEAD)
    const judged = await contestant.score(ahead)
    const mistake = ahead.findIndex((mail, i) => !isRight(judged[i], mail))
    at += mistake < 0 ? ahead.length : mistake + 1
    if (mistake < 0) continue
    await contestant.learn([ahead[mistake]])
    marks += 1
    await judgeWhere((count) => count === marks)
  }
  await judgeWhere(() => true)
  return rounds
}
