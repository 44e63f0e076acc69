/** Means over users, ratios to the best peer, and how sure they are. */
import { type Interval, interval, replicateMeans, resamples } from './bootstrap.js'
import type { Count, Way } from './marking.js'
import type { Cell, UserResult } from './transfer.js'

/** A figure in per cent with its 95 % interval. */
export interface Sure extends Interval {
  percent: number
}

export interface Row extends Omit<Cell, 'wrong' | 'errors' | 'equalCatch'> {
  /** `mean`: every user counts alike. */
  user: string
  errors: Sure
  equalCatch: Cell['equalCatch']
  /** Our errors as a multiple of those of the peer that errs least here; null for peers and without any. */
  ratio: ({ peer: string; times: number } & Interval) | null
}

export interface TransferReport {
  users: Omit<UserResult, 'cells'>[]
  rows: Row[]
}

/** A row in the making. */
interface Judgement {
  row: Omit<Row, 'ratio'>
  replicates: Float64Array
}

const OURS = 'hamlet'

export function transferReport(results: readonly UserResult[], seed: number): TransferReport {
  const perUser = results.map((result, at) => judgeUser(result, seed + at))
  const means = perUser[0].map((_, i) => meanOf(perUser.map((judgements) => judgements[i])))
  const rows = [...perUser, means].flatMap((judgements) =>
    judgements.map((each) => ({ ...each.row, ratio: ratioTo(bestPeer(each, judgements), each) })),
  )
  return { users: results.map(({ user, mails }) => ({ user, mails })), rows }
}

function judgeUser({ user, cells }: UserResult, seed: number): Judgement[] {
  const draws = resamples(cells[0].wrong.length, seed)
  return cells.map(({ wrong, errors, ...cell }) => {
    const replicates = replicateMeans(wrong, draws).map((share) => 100 * share)
    return { row: { ...cell, user, errors: { percent: errors, ...interval(replicates) } }, replicates }
  })
}

/** The same cell of every user. */
function meanOf(judgements: readonly Judgement[]): Judgement {
  const rows = judgements.map(({ row }) => row)
  const mean = (of: (row: Judgement['row']) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length
  const meanOrNull = (of: (row: Judgement['row']) => number | null) =>
    rows.some((row) => of(row) === null) ? null : mean((row) => of(row) as number)
  const replicates = judgements[0].replicates.map(
    (_, b) => judgements.reduce((sum, each) => sum + each.replicates[b], 0) / judgements.length,
  )
  const row = {
    ...rows[0],
    user: 'mean',
    marks: mean(({ marks }) => marks),
    errors: { percent: mean(({ errors }) => errors.percent), ...interval(replicates) },
    hamLost: mean(({ hamLost }) => hamLost),
    spamMissed: mean(({ spamMissed }) => spamMissed),
    roca: meanOrNull(({ roca }) => roca),
    calibrationError: meanOrNull(({ calibrationError }) => calibrationError),
    equalCatch: rows[0].equalCatch.map(({ peer }, i) => ({
      peer,
      caught: mean(({ equalCatch }) => equalCatch[i].caught),
      peerLost: mean(({ equalCatch }) => equalCatch[i].peerLost),
      lost: mean(({ equalCatch }) => equalCatch[i].lost),
    })),
  }
  return { row, replicates }
}

/** The peer that errs least on average, which is not the one that errs least in each replicate. */
function bestPeer({ row }: Judgement, judgements: readonly Judgement[]): Judgement | null {
  if (row.filter !== OURS) return null
  const peers = judgements.filter((each) => each.row.filter !== OURS && isSame(each.row, row))
  const errors = peers.map((each) => each.row.errors.percent)
  return peers[errors.indexOf(Math.min(...errors))] ?? null
}

function isSame(a: { way: Way; count: Count }, b: { way: Way; count: Count }): boolean {
  return a.way === b.way && a.count === b.count
}

function ratioTo(peer: Judgement | null, ours: Judgement): Row['ratio'] {
  if (peer === null) return null
  const replicates = ours.replicates.map((errors, b) => times(errors, peer.replicates[b]))
  return {
    peer: peer.row.filter,
    times: times(ours.row.errors.percent, peer.row.errors.percent),
    ...interval(replicates),
  }
}

/** Two filters without an error are equally good. */
function times(ours: number, theirs: number): number {
  return ours === theirs ? 1 : ours / theirs
}
