/** The README's comparisons with other filters, from what `hamlet bench transfer` wrote to data/figures; nothing before it has. */
import type { Row, TransferReport } from '../src/bench/transfer-report.js'
import { folded, readFigure, type Table } from './read-figure.js'

interface Transfer extends TransferReport {
  run: {
    users: { user: string; baseMails: number }[]
    peers: { name: string; version: string; setting: string }[]
    sample: number | null
  }
}

const TITLES = {
  random: 'marks drawn from the first 30 % of the mail',
  corrections: 'each filter told of its own mistakes in the first 30 %',
}

/**
 * @param name of the figure
 * @param mail what all of the mail is, where the users have that in common
 */
export function transferFigures(table: Table, name: string, mail = ''): string[] {
  const report = readFigure<Transfer>(name)
  if (report === null) return []
  const { users, peers, sample } = report.run
  const judged = sample === null ? 'all of it' : `${sample} mails of each`
  return [
    `${mail}${users.length === 1 ? 'one user' : `${users.length} users`} whose labels no filter has seen (${users.map(({ user }) => user).join(', ')}), each left out of the base in turn (our encoder has read the text of their mail, without labels); every filter learns the same mail of all the others and the same marks, and is judged on the last 70 % of the user's mail (${judged}). Errors in per cent, mean over the users, with 95 % intervals by bootstrap:`,
    '',
    ...ways(report).flatMap((way) => [table(headings(way, report), lines(way, report)), '']),
    ...exceptions(report),
    `![Errors against marks](data/figures/${name}.svg)`,
    '',
    ...folded('User by user', [
      ...[
        'Errors in per cent:',
        '',
        table(['user', 'marks', ...filters(report)], perUser(report, error)),
        '',
      ],
      ...['How well the scores rank, (1-ROCA)%:', ''],
      ...[table(['user', 'marks', ...filters(report)], perUser(report, ranking)), ''],
      'Ham that Hamlet loses where it catches as much spam as the other filter does, and ham that the other filter loses, in per cent:',
      ...['', table(['user', 'marks', ...filters(report).slice(1)], equalCatches(report)), ''],
    ]),
    `Settings: ${peers.map(({ name, version, setting }) => `${name} ${version} (${setting})`).join('; ')}. \`hamlet bench transfer --help\` tells how to run it anew.`,
    '',
  ]
}

const ways = ({ rows }: TransferReport) => [...new Set(rows.map(({ way }) => way))]
const filters = ({ rows }: TransferReport) => [...new Set(rows.map(({ filter }) => filter))]

function headings(way: Row['way'], report: TransferReport): string[] {
  return [TITLES[way], ...filters(report), 'Hamlet errs × best peer']
}

/** Where another filter errs less. */
function exceptions({ rows }: TransferReport): string[] {
  const worse = rows.flatMap(({ user, way, count, errors, ratio }) => {
    if (ratio === null || ratio.times <= 1) return []
    const best = rows.find(
      (row) => row.user === user && row.way === way && row.count === count && row.filter === ratio.peer,
    )
    const marks = way === 'random' ? `${count} drawn marks` : `${count} corrections`
    return `${user} after ${marks} (${errors.percent.toFixed(2)} %, ${ratio.peer} ${best?.errors.percent.toFixed(2)} %)`
  })
  return worse.length === 0 ? [] : [`Another filter errs less for ${worse.join('; ')}.`, '']
}

/** One row a count of marks, one column a filter. */
function lines(way: Row['way'], report: TransferReport): string[][] {
  const means = report.rows.filter((row) => row.user === 'mean' && row.way === way)
  return [...new Set(means.map(({ count }) => count))].map((count) => {
    const same = means.filter((row) => row.count === count)
    const times = same.find(({ ratio }) => ratio !== null)?.ratio
    return [
      `${count}`,
      ...filters(report).map((name) => errors(same.find(({ filter }) => filter === name))),
      times
        ? `${times.times.toFixed(2)} (${times.low.toFixed(2)}–${times.high.toFixed(2)}) ${times.peer}`
        : '-',
    ]
  })
}

/** For each user and count of drawn marks what is to be said of each filter. */
function perUser(report: TransferReport, say: (row: Row) => string): string[][] {
  return eachUser(report).map(([user, count, same]) => [
    ...[user, count],
    ...filters(report).map((name) => {
      const row = same.find(({ filter }) => filter === name)
      return row ? say(row) : '-'
    }),
  ])
}

function equalCatches(report: TransferReport): string[][] {
  return eachUser(report).map(([user, count, [ours]]) => [
    ...[user, count],
    ...ours.equalCatch.map(({ lost, peerLost }) => `${lost.toFixed(2)}, ${peerLost.toFixed(2)}`),
  ])
}

function eachUser({ users, rows }: TransferReport): [user: string, count: string, rows: Row[]][] {
  const drawn = rows.filter(({ way }) => way === 'random')
  return users.flatMap(({ user }) =>
    [...new Set(drawn.map(({ count }) => count))].map((count): [string, string, Row[]] => [
      ...([user, `${count}`] as const),
      drawn.filter((row) => row.user === user && row.count === count),
    ]),
  )
}

const error = ({ errors }: Row): string => errors.percent.toFixed(2)
const ranking = ({ roca }: Row): string => roca?.toFixed(3) ?? '-'

function errors(row: Row | undefined): string {
  if (!row) return '-'
  const { percent, low, high } = row.errors
  return `${percent.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`
}
