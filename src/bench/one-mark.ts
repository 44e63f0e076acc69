/**
 * Does one mark suffice? Each mail that a new user's filter gets wrong is marked, alone, by a user of its own; then the
 * mail itself and a copy of it, sent to someone else on another day with another tracking link, are scored again.
 */
import type { Filter, Scored } from '../filter.js'
import type { Label } from '../types.js'
import { type Entry, readMails } from './corpora.js'

export interface OneMarkOptions {
  filter: Pick<Filter, 'score' | 'mark'>
  entries: readonly Entry[]
  /** How many mails that were judged wrongly are tried; the first ones of the entries. */
  count: number
  onMail?(): void
}

export interface OneMarkReport {
  /** Mails scored until `count` mistakes were found. */
  scored: number
  /** Mistakes tried. */
  mistakes: number
  /** Of these, how often the mail itself, and its copy, stood on the right side after its mark. */
  turned: number
  copiesTurned: number
  /** Paths of those where one of the two did not. */
  failed: string[]
}

/** @throws BadInput when a message cannot be read. */
export async function runOneMark({ filter, entries, count, onMail }: OneMarkOptions): Promise<OneMarkReport> {
  const report: OneMarkReport = { scored: 0, mistakes: 0, turned: 0, copiesTurned: 0, failed: [] }
  for await (const { entry, raw } of readMails(entries)) {
    const user = `one-mark-${report.scored}`
    report.scored += 1
    onMail?.()
    const before = await filter.score(user, raw)
    if (isRight(before, entry.label)) continue
    await filter.mark(user, before.id, entry.label)
    const turned = isRight(await filter.score(user, raw), entry.label)
    const copyTurned = isRight(await filter.score(user, anotherCopy(raw)), entry.label)
    report.mistakes += 1
    if (turned) report.turned += 1
    if (copyTurned) report.copiesTurned += 1
    if (!turned || !copyTurned) report.failed.push(entry.path)
    if (report.mistakes === count) break
  }
  return report
}

/** Unsure mail is delivered, so it counts as ham. */
function isRight({ verdict }: Scored, label: Label): boolean {
  return (verdict === 'spam') === (label === 'spam')
}

const TOLD_ANEW = /^(?:to|cc|delivered-to|envelope-to|date|message-id|received|return-path|x-original-to):/i

/**
 * The same mail as another reader gets it: other recipient, date, message id and way, and a tracking parameter on each
 * link that can be seen in the bytes (not in a part that is encoded in base64).
 */
export function anotherCopy(raw: Buffer): Buffer {
  const text = raw.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const head = text.slice(0, end?.index ?? text.length)
  const body = text.slice(end?.index ?? text.length)
  const kept = head
    .split(/\r?\n(?![ \t])/)
    .filter((field) => !TOLD_ANEW.test(field))
    .concat(
      'To: someone.else@example.net',
      'Date: Tue, 24 Nov 2026 09:30:00 +0000',
      'Message-ID: <another@example.net>',
    )
  const tracked = body.replace(/(https?:\/\/[^\s"'<>()=?]{4,200})(?=["'\s<>)]|$)/g, '$1?u=9f8e7d6c')
  return Buffer.from(kept.join('\n') + tracked, 'latin1')
}
