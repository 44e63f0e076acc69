/**
 * Drift: a user has marked a sender's mail ham for a long time, and then marks it spam. How many marks does it take until all of the
 * sender's later mail stands in Junk? And what does that cost: one mark that may have been a slip, and the user's other mail?
 *
 * Every sender of enough ham is tried, by a new user who has marked other mail beside it, in the order of the index, an hour
 * between two marks.
 */
import type { Filter } from '../filter.js'
import type { Label } from '../types.js'
import { type Entry, readMails } from './corpora.js'
import { spread } from './split.js'

/** Mail of one sender, in the order of the index. */
export interface Series {
  sender: string
  mails: Buffer[]
}

export interface Other {
  raw: Buffer
  label: Label
}

export interface DriftOptions {
  filter: Pick<Filter, 'score' | 'mark' | 'rejudge'>
  series: readonly Series[]
  /** Mail of other senders: half of it is marked, the other half judged. */
  others: readonly Other[]
  onSeries?(): void
}

export interface DriftReport {
  series: number
  /** Ham marks on a sender before the first contrary one, in all. */
  loved: number
  /** Later mails judged, and how many of them stood in Junk after 0, 1, 2 and 3 contrary marks. */
  later: number
  inJunk: number[]
  /** Senders of whose later mails all stood in Junk after 0, 1, 2 and 3 contrary marks. */
  turned: number[]
  /** Mails of others judged, and how many of them were judged wrongly after 0, 1, 2 and 3 contrary marks. */
  others: number
  wrong: number[]
}

/** Contrary marks. */
const MARKS = 3
/** Ham marks before them: what a weekly newsletter gets in half a year. */
export const MOST_LOVED = 30
/** Later mails on which a series is judged, at least. */
export const LEAST_LATER = 5
/** Mails that make a series. */
export const LEAST = 15 + MARKS + LEAST_LATER

/** @throws BadInput when a message cannot be read. */
export async function readSeries(entries: readonly Entry[]): Promise<Series[]> {
  const senders = new Map<string, Map<string, Buffer>>()
  for await (const { entry, raw } of readMails(entries.filter(({ label }) => label === 'ham'))) {
    const key = `${entry.user} ${senderOf(raw)}`
    const mails = senders.get(key) ?? new Map<string, Buffer>()
    // A copy of a mail says nothing new of its sender.
    senders.set(key, mails.set(bodyOf(raw), raw))
  }
  return [...senders]
    .map(([sender, mails]) => ({ sender, mails: [...mails.values()] }))
    .filter(({ sender, mails }) => sender.includes('@') && mails.length >= LEAST)
}

/** Mail of other senders than those of the series, as much of each class, spread evenly over the index. */
export async function readOthers(
  entries: readonly Entry[],
  series: readonly Series[],
  each: number,
): Promise<Other[]> {
  const senders = new Set(series.map(({ sender }) => sender))
  const found: Record<Label, Other[]> = { spam: [], ham: [] }
  for await (const { entry, raw } of readMails(entries)) {
    if (!senders.has(`${entry.user} ${senderOf(raw)}`)) found[entry.label].push({ raw, label: entry.label })
  }
  const [spam, ham] = [spread(found.spam, each), spread(found.ham, each)]
  return spam.flatMap((mail, k) => (ham[k] ? [mail, ham[k]] : [mail]))
}

export async function runDrift({ filter, series, others, onSeries }: DriftOptions): Promise<DriftReport> {
  const none = () => Array.from({ length: MARKS + 1 }, () => 0)
  const report: DriftReport = {
    ...{ series: series.length, loved: 0, later: 0, inJunk: none(), turned: none() },
    ...{ others: 0, wrong: none() },
  }
  for (const [at, { mails }] of series.entries()) {
    const user = `reader ${at}`
    const idsOf = (all: readonly Buffer[]) => scored(filter, user, all)
    const loved = mails.slice(0, Math.min(MOST_LOVED, mails.length - MARKS - LEAST_LATER))
    const contrary = await idsOf(mails.slice(loved.length, loved.length + MARKS))
    const later = await idsOf(mails.slice(loved.length + MARKS))
    const [marked, judged] = inTurn(others)
    await markAll(filter, user, marked)
    for (const id of await idsOf(loved)) await filter.mark(user, id, 'ham')
    const otherIds = await idsOf(judged.map(({ raw }) => raw))
    report.loved += loved.length
    report.later += later.length
    report.others += judged.length
    for (let marks = 0; marks <= MARKS; marks += 1) {
      if (marks > 0) await filter.mark(user, contrary[marks - 1], 'spam')
      const inJunk = (await spamAmong(filter, user, later)).filter(Boolean).length
      const other = await spamAmong(filter, user, otherIds)
      report.inJunk[marks] += inJunk
      report.turned[marks] += inJunk === later.length ? 1 : 0
      report.wrong[marks] += judged.filter(({ label }, i) => (label === 'spam') !== other[i]).length
    }
    onSeries?.()
  }
  return report
}

/** The ids of these mails, scored for the user. */
export async function scored(
  filter: DriftOptions['filter'],
  user: string,
  mails: readonly Buffer[],
): Promise<string[]> {
  const ids: string[] = []
  for (const raw of mails) ids.push((await filter.score(user, raw)).id)
  return ids
}

/** Marks each as it is labelled. */
export async function markAll(
  filter: DriftOptions['filter'],
  user: string,
  mails: readonly Other[],
): Promise<void> {
  for (const { raw, label } of mails) await filter.mark(user, (await filter.score(user, raw)).id, label)
}

/** Which of them stand in Junk. */
export async function spamAmong(
  filter: DriftOptions['filter'],
  user: string,
  ids: readonly string[],
): Promise<boolean[]> {
  return (await filter.rejudge(user, ids)).map(({ verdict }) => verdict === 'spam')
}

/** Two mails for the one, two for the other, and so on: an index may hold one kind of mail after the other. */
export function inTurn<T>(items: readonly T[]): [T[], T[]] {
  return [items.filter((_, i) => i % 4 < 2), items.filter((_, i) => i % 4 >= 2)]
}

/** The address in the From field, in lower case; empty where there is none. */
function senderOf(raw: Buffer): string {
  const head = raw.toString('latin1', 0, endOfHead(raw)).replace(/\r?\n[ \t]+/g, ' ')
  const from = /^From:(.*)$/im.exec(head)?.[1] ?? ''
  return (
    /<([^<>\s]+@[^<>\s]+)>/.exec(from)?.[1] ??
    /[^\s<>"()]+@[^\s<>"()]+/.exec(from)?.[0] ??
    ''
  ).toLowerCase()
}

function bodyOf(raw: Buffer): string {
  return raw.toString('latin1', endOfHead(raw))
}

function endOfHead(raw: Buffer): number {
  const ends = ['\n\n', '\r\n\r\n'].map((blank) => raw.indexOf(blank)).filter((at) => at >= 0)
  return ends.length > 0 ? Math.min(...ends) : raw.length
}
