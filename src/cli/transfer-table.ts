import type { Row, TransferReport } from '../bench/transfer-report.js'
import { type Column, tableLines } from './table.js'

const COLUMNS: readonly Column[] = [
  { title: 'user' },
  { title: 'filter' },
  { title: 'marks', align: 'right' },
  { title: 'given', align: 'right' },
  { title: 'errors% (95 %)', align: 'right' },
  { title: '× best peer (95 %)', align: 'right' },
  { title: 'ham lost%', align: 'right' },
  { title: 'spam missed%', align: 'right' },
  { title: '(1-ROCA)%', align: 'right' },
  { title: 'calibration error', align: 'right' },
  { title: 'ham lost% at equal catch', align: 'right' },
]

const WAY_TITLES = {
  random: 'Marks drawn from the first 30 % of the mail',
  corrections: 'Each filter told of its own mistakes in the first 30 % of the mail',
}

/** A table for each way of marking: users one by one, then the mean of several. */
export function transferLines({ rows: all, users }: TransferReport): string[] {
  const rows = users.length > 1 ? all : all.filter(({ user }) => user !== 'mean')
  const ways = [...new Set(rows.map(({ way }) => way))]
  return ways.flatMap((way, at) => [
    ...(at > 0 ? [''] : []),
    `${WAY_TITLES[way]}; judged on the last 70 %:`,
    '',
    ...tableLines(COLUMNS, rows.filter((row) => row.way === way).map(cells)),
  ])
}

function cells(row: Row): string[] {
  const { user, filter, count, marks, errors, ratio, hamLost, spamMissed, roca, calibrationError } = row
  return [
    user,
    filter,
    `${count}`,
    `${Math.round(marks * 10) / 10}`,
    between(errors.percent, errors),
    ratio === null ? '' : between(ratio.times, ratio),
    hamLost.toFixed(2),
    spamMissed.toFixed(2),
    roca?.toFixed(3) ?? '-',
    calibrationError?.toFixed(4) ?? '',
    row.equalCatch
      .map(({ lost, peerLost, peer }) => `${lost.toFixed(2)} v. ${peerLost.toFixed(2)} ${peer}`)
      .join(', '),
  ]
}

function between(value: number, { low, high }: { low: number; high: number }): string {
  return `${value.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`
}
