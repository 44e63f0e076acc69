/**
 * How far the clock that dated a mail is from the clock of the host that took it.
 *
 * A third to a half of the spam of SpamAssassin's corpus and of TREC 2007 is dated minutes or hours ahead of its arrival, so as to
 * stand on top of the inbox or by a computer that nobody looks after, or hours before it; of the good mail a tenth at most. The
 * date itself is no feature: it tells one collection of mail from another.
 */
import type { Mail } from '../types.js'
import { timeOf } from './trace.js'

export type Clock = (typeof CLOCKS)[number] | 'dated in time'

/** Those that speak against a mail. That it is dated in time is no feature: only mail with headers could have it. */
export const CLOCKS = [
  'dated without a time or a zone',
  'dated minutes ahead',
  'dated hours ahead',
  'dated hours back',
  'dated days back',
] as const

const HOUR = 3_600_000
/** Clocks drift; a mail may wait for its server, or for a list's moderator, far longer than it can be ahead. */
const AHEAD = { minutes: HOUR / 6, hours: 3.5 * HOUR }
const BACK = { hours: 3 * HOUR, days: 96 * HOUR }

/**
 * @param arrival milliseconds since 1970; null: not known
 * @returns null where nothing can be said
 */
export function clockOf(mail: Mail, arrival: number | null): Clock | null {
  const date = mail.headers.find(({ name }) => name === 'date')?.value
  if (date === undefined || arrival === null) return null
  const time = timeOf(date)
  if (time === null) return 'dated without a time or a zone'
  const ahead = time - arrival
  if (ahead > AHEAD.hours) return 'dated hours ahead'
  if (ahead > AHEAD.minutes) return 'dated minutes ahead'
  if (-ahead > BACK.days) return 'dated days back'
  return -ahead > BACK.hours ? 'dated hours back' : 'dated in time'
}
