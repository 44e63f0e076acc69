import type { JigReport } from '../bench/jig.js'
import type { Share } from '../bench/metrics.js'
import { type Figures, HEADS, type Head } from '../bench/tally.js'
import { type Column, tableLines } from './table.js'

const COLUMNS: readonly Column[] = [
  { title: 'user' },
  { title: 'ham', align: 'right' },
  { title: 'spam', align: 'right' },
  { title: 'marks', align: 'right' },
  { title: 'mails/s', align: 'right' },
  { title: 'judged by' },
  { title: 'hm% (95 %)', align: 'right' },
  { title: 'sm% (95 %)', align: 'right' },
  { title: 'lam%', align: 'right' },
  { title: '(1-ROCA)%', align: 'right' },
  { title: 'log-loss', align: 'right' },
]

const JUDGED_BY: Record<Head, string> = { base: 'base', shared: '+ shared', own: '+ adapter' }

/** The report as a table: for all and for each user, the base alone and what the other heads add to it. */
export function jigLines({ all, users }: JigReport): string[] {
  const rows = [
    ...rowsOf('all', all),
    ...Object.entries(users).flatMap(([user, figures]) => rowsOf(user, figures)),
  ]
  const lines = tableLines(COLUMNS, rows)
  if (all.refused > 0) lines.push('', `${all.refused} messages were refused by the filter and let through.`)
  return lines
}

function rowsOf(user: string, { heads, marks, messagesPerSecond }: Figures): string[][] {
  const { ham, spam } = heads.base
  const about = [user, `${ham}`, `${spam}`, `${marks}`, messagesPerSecond.toFixed(1)]
  return HEADS.map((head, at) => {
    const { hm, sm, lam, roca, logLoss } = heads[head]
    const figures = [share(hm), share(sm), fixed(lam, 2), fixed(roca, 4), fixed(logLoss, 4)]
    return [...about.map((cell) => (at === 0 ? cell : '')), JUDGED_BY[head], ...figures]
  })
}

function share(value: Share | null): string {
  if (value === null) return '-'
  return `${value.percent.toFixed(2)} (${value.low.toFixed(2)}-${value.high.toFixed(2)})`
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits)
}
