/**
 * Neighbours: of two senders of one host, such as newsletters that a platform sends, a user loves one and marks the other spam. How much
 * of the one that is loved do the marks on the other cost?
 *
 * Every sender of a series (drift.ts) is loved in turn, by a new user who has marked other mail beside it, and the next one of its
 * host is marked spam after it.
 */
import type { Label } from '../types.js'
import {
  type DriftOptions,
  inTurn,
  LEAST_LATER,
  MOST_LOVED,
  markAll,
  type Other,
  type Series,
  scored,
  spamAmong,
} from './drift.js'

export interface NeighboursReport {
  pairs: number
  /** Spam marks on the unwanted sender after which both are judged. */
  marks: number[]
  /** Later mails judged in all, and how many of them stood in Junk after so many marks. */
  loved: { later: number; inJunk: number[] }
  unwanted: { later: number; inJunk: number[] }
}

const MARKS = [0, 1, 2, 3, 5, 8]
const MOST_MARKS = Math.max(...MARKS)

/** Each series with the next one of its user and host, the last one with the first; none where a host has one alone. */
export function neighbours(series: readonly Series[]): [Series, Series][] {
  const hosts = new Map<string, Series[]>()
  for (const one of series) {
    const host = one.sender.replace(/ .*@/, ' ')
    hosts.set(host, [...(hosts.get(host) ?? []), one])
  }
  return [...hosts.values()].flatMap((ofHost) =>
    ofHost.length < 2 ? [] : ofHost.map((one, i): [Series, Series] => [one, ofHost[(i + 1) % ofHost.length]]),
  )
}

/** @throws BadInput when a message cannot be read. */
export async function runNeighbours({
  filter,
  series,
  others,
  onSeries,
}: DriftOptions): Promise<NeighboursReport> {
  const pairs = neighbours(series)
  const none = () => ({ later: 0, inJunk: MARKS.map(() => 0) })
  const report = { pairs: pairs.length, marks: MARKS, loved: none(), unwanted: none() }
  for (const [at, [{ mails: loved }, { mails: unwanted }]] of pairs.entries()) {
    const user = `neighbour ${at}`
    const until = Math.min(MOST_LOVED, loved.length - LEAST_LATER)
    const later = {
      loved: await scored(filter, user, loved.slice(until)),
      unwanted: await scored(filter, user, unwanted.slice(MOST_MARKS)),
    }
    await markAll(filter, user, inTurn(others)[0])
    await markAll(filter, user, labelled(loved.slice(0, until), 'ham'))
    for (const [row, marks] of MARKS.entries()) {
      await markAll(filter, user, labelled(unwanted.slice(MARKS[row - 1] ?? 0, marks), 'spam'))
      for (const which of ['loved', 'unwanted'] as const) {
        report[which].inJunk[row] += (await spamAmong(filter, user, later[which])).filter(Boolean).length
      }
    }
    report.loved.later += later.loved.length
    report.unwanted.later += later.unwanted.length
    onSeries?.()
  }
  return report
}

function labelled(mails: readonly Buffer[], label: Label): Other[] {
  return mails.map((raw) => ({ raw, label }))
}
