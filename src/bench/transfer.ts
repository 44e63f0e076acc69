/**
 * What a filter that was taught other people's mail does for a user it has never seen, with none and with some of the
 * user's marks: the same base mail, the same marks, the same mail to judge for every filter.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expectedCalibrationError } from '../heads/calibration.js'
import { type Contestant, isRight, type Judged, type LabelledMail } from './contestant.js'
import { atEqualCatch, type EqualCatch } from './equal-catch.js'
import { type Count, corrections, drawnMarks, type Round, type Way } from './marking.js'
import { rocArea } from './metrics.js'
import type { Split } from './split.js'
import { together } from './together.js'

/** One filter after one number of marks, judged on one user's last mail; means over the draws. Per cent, but for `marks`. */
export interface Cell {
  way: Way
  filter: string
  count: Count
  marks: number
  errors: number
  hamLost: number
  spamMissed: number
  /** (1-ROCA)%; null without both classes. */
  roca: number | null
  /** Expected calibration error of our probabilities, in [0, 1]; null for peers, whose scores promise no probability. */
  calibrationError: number | null
  /** For us, one for each peer. */
  equalCatch: EqualCatch[]
  /** Share of the draws in which each mail was judged wrongly: what the bootstrap draws from. */
  wrong: Float64Array
}

export interface UserResult {
  user: string
  mails: { first: number; ham: number; spam: number; drawnOrder: boolean; sha256: string }
  cells: Cell[]
}

export interface ContestOptions {
  ways: readonly Way[]
  counts: readonly number[]
  seeds: readonly number[]
  onRound?(filter: string): void
}

/**
 * The contestants play at the same time: each is a program of its own.
 * @param contestants we come first, the peers follow; each has learned the base mail
 */
export async function runContest(
  user: string,
  split: Split,
  contestants: readonly Contestant[],
  options: ContestOptions,
): Promise<UserResult> {
  const { first, last, drawnOrder } = split
  const played = await together(contestants.map((contestant) => play(contestant, split, options)))
  const cells = options.ways.flatMap((way, at) => {
    const ours = new Map<Count, { cell: Cell; rounds: Round[] }>()
    return contestants.flatMap(({ name }, place) => {
      const rounds = played[place][at]
      return [...new Set(rounds.map(({ count }) => count))].map((count) => {
        const same = rounds.filter((round) => round.count === count)
        const cell = cellOf(way, name, last, same, place === 0)
        if (place === 0) ours.set(count, { cell, rounds: same })
        else {
          const own = ours.get(count)
          own?.cell.equalCatch.push(equalCatch(name, last, own.rounds, same))
        }
        return cell
      })
    })
  })
  const spam = last.filter(({ label }) => label === 'spam').length
  const sha256 = await contentHash([...first, ...last])
  return { user, mails: { first: first.length, ham: last.length - spam, spam, drawnOrder, sha256 }, cells }
}

/** All rounds of one contestant, way by way. */
async function play(
  contestant: Contestant,
  { first, last }: Split,
  { ways, counts, seeds, onRound }: ContestOptions,
): Promise<Round[][]> {
  const marking = { first, last, counts, onRound: () => onRound?.(contestant.name) }
  await contestant.receive?.(first)
  const played: Round[][] = []
  for (const way of ways)
    played.push(
      way === 'random'
        ? await drawnMarks(contestant, marking, seeds)
        : await corrections(contestant, marking),
    )
  return played
}

function cellOf(
  way: Way,
  filter: string,
  mails: readonly LabelledMail[],
  rounds: readonly Round[],
  ours: boolean,
): Cell {
  const wrong = Float64Array.from(
    mails,
    (mail, i) => rounds.filter(({ judged }) => !isRight(judged[i], mail)).length / rounds.length,
  )
  const shareOf = (label?: LabelledMail['label']) => {
    const shares = wrong.filter((_, i) => label === undefined || mails[i].label === label)
    return 100 * mean([...shares])
  }
  const areas = rounds.flatMap(({ judged }) => rocArea(outcomes(mails, judged)) ?? [])
  const labels = mails.map(({ label }) => (label === 'spam' ? 1 : -1))
  const calibration = rounds.map(({ judged }) =>
    expectedCalibrationError(
      judged.map(({ score }) => score),
      labels,
    ),
  )
  return {
    way,
    filter,
    count: rounds[0].count,
    marks: mean(rounds.map(({ marks }) => marks)),
    errors: shareOf(),
    hamLost: shareOf('ham'),
    spamMissed: shareOf('spam'),
    roca: areas.length > 0 ? mean(areas) : null,
    calibrationError: ours ? mean(calibration) : null,
    equalCatch: [],
    wrong,
  }
}

/** Draw by draw, then the mean: the peer's draw and ours had the same marks. */
function equalCatch(
  peer: string,
  mails: readonly LabelledMail[],
  ours: readonly Round[],
  theirs: readonly Round[],
): EqualCatch {
  const draws = theirs.map(({ judged }, i) => atEqualCatch(mails, ours[i].judged, judged))
  return {
    peer,
    caught: mean(draws.map(({ caught }) => caught)),
    peerLost: mean(draws.map(({ peerLost }) => peerLost)),
    lost: mean(draws.map(({ lost }) => lost)),
  }
}

function outcomes(mails: readonly LabelledMail[], judged: readonly Judged[]) {
  return mails.map(({ label }, i) => ({ label, logit: judged[i].score, spam: judged[i].spam }))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

/** SHA-256 over label and content of each mail, in order. */
async function contentHash(mails: readonly LabelledMail[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { label, path } of mails) {
    const content = createHash('sha256').update(await readFile(path))
    hash.update(`${label} ${content.digest('hex')}\n`)
  }
  return hash.digest('hex')
}
