import type { JigReport } from '../bench/jig.js'
import type { Share } from '../bench/metrics.js'
import type { Streamed } from '../bench/stream.js'
import { type Figures, HEADS, type Head } from '../bench/tally.js'
import type { PeersReport } from './jig-peers.js'
import { type Column, figureColumns, tableLines } from './table.js'

const TITLES = ['hm% (95 %)', 'sm% (95 %)', 'lam%', '(1-ROCA)%']

const COLUMNS: readonly Column[] = [
  { title: 'user' },
  { title: 'ham', align: 'right' },
  { title: 'spam', align: 'right' },
  { title: 'marks', align: 'right' },
  { title: 'mails/s', align: 'right' },
  { title: 'judged by' },
  ...figureColumns([...TITLES, 'log-loss'], 'right'),
]

const JUDGED_BY: Record<Head, string> = { base: 'base', shared: '+ shared', own: '+ adapter' }

/**
 * The report as a table: for all and for each user, the base alone and what the other heads add to it; then filter by
 * filter, where there are others.
 */
export function jigLines({ all, users }: JigReport, beside: PeersReport | null): string[] {
  const rows = [
    ...rowsOf('all', all),
    ...Object.entries(users).flatMap(([user, figures]) => rowsOf(user, figures)),
  ]
  const lines = tableLines(COLUMNS, rows)
  if (all.refused > 0) lines.push('', `${all.refused} messages were refused by the filter and let through.`)
  if (beside !== null) lines.push('', ...filterLines(all, beside))
  return lines
}

const FILTER_COLUMNS = figureColumns(['filter', 'marks', ...TITLES], 'left')

function filterLines({ heads, marks }: Figures, { streamed, taught }: PeersReport): string[] {
  const filters = [{ name: 'hamlet', marks, measures: heads.own }, ...streamed]
  const rows = filters.map(({ name, marks, measures }) => [name, `${marks}`, ...measureCells(measures)])
  return [
    `Filters side by side; the peers had learned ${taught.mails} mails before:`,
    '',
    ...tableLines(FILTER_COLUMNS, rows),
  ]
}

function rowsOf(user: string, { heads, marks, messagesPerSecond }: Figures): string[][] {
  const { ham, spam } = heads.base
  const about = [user, `${ham}`, `${spam}`, `${marks}`, messagesPerSecond.toFixed(1)]
  return HEADS.map((head, at) => {
    const figures = [...measureCells(heads[head]), fixed(heads[head].logLoss, 4)]
    return [...about.map((cell) => (at === 0 ? cell : '')), JUDGED_BY[head], ...figures]
  })
}

function measureCells({ hm, sm, lam, roca }: Streamed['measures']): string[] {
  return [share(hm), share(sm), fixed(lam, 2), fixed(roca, 4)]
}

function share(value: Share | null): string {
  if (value === null) return '-'
  return `${value.percent.toFixed(2)} (${value.low.toFixed(2)}-${value.high.toFixed(2)})`
}

function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits)
}
