/** The README's streams of mail, from what `hamlet jig` wrote to data/figures; a stream that it has not written is left out. */
import type { JigReport } from '../src/bench/jig.js'
import type { Measures, Share } from '../src/bench/metrics.js'
import type { PeersReport } from '../src/cli/jig-peers.js'
import { readFigure, type Table } from './read-figure.js'

interface Jig extends JigReport {
  run: { encoder: string; feedback: string; index: { file: string }; seed: number | null; users: string }
  beside?: PeersReport
}

const STREAMS = [
  {
    name: 'spamassassin',
    mail: "mails of the SpamAssassin corpus as one new user's mail, in an order drawn by --shuffle 1 (its index is sorted by class)",
    without: ['spamassassin'],
    encoder: '',
    feedback: ['none', 'immediate'],
  },
  {
    name: 'trec',
    mail: "mails of TREC 2007 as one new user's mail, in the order in which they came",
    without: ['ktwarwic', 'avcooper', 'smiles', 'gnitpick', 'theplg', 'other'],
    // The embedded encoder was taught the labels of ktwarwic.
    encoder: ' --encoder HAMLET/data/encoder/other-half',
    feedback: ['none', 'immediate', 'delayed', 'partial'],
  },
  {
    name: 'unseen',
    mail: 'made-up mails of today, written apart from those that the base learns from, in an order drawn by --shuffle 1',
    // The base that ships learns from none of it.
    without: [],
    encoder: '',
    feedback: ['none', 'immediate'],
  },
]

const TITLES = ['marks', 'filter', 'ham lost hm% (95 %)', 'spam missed sm% (95 %)', 'lam%', '(1-ROCA)%']

/** @param train the command that trains our base, without what a stream must not have taught it */
export function jigFigures(table: Table, train: string): string[] {
  return STREAMS.flatMap(({ name, mail, without, encoder, feedback }) => {
    const jigs = feedback.flatMap((when) => readFigure<Jig>(`jig-${name}-${when}`) ?? [])
    if (jigs.length === 0) return []
    const [{ all, run }] = jigs
    const isShipped = without.length === 0
    // What both commands end with or go on with: the folder of the base, and the encoder that it is for.
    const base = `without-${name}${encoder}`
    return [
      `${all.messages} ${mail}, judged by filters that were taught none of it${isShipped ? '' : ' (our encoder has read its text, without labels)'}${taught(jigs)} (${run.encoder}):`,
      '',
      table([...TITLES, 'log-loss'], jigs.flatMap(rows)),
      '',
      '```sh',
      ...(isShipped ? [] : [`${train} --exclude-user ${without.join(' ')} --out ${base}`]),
      ...jigs.map((jig) => command(jig, isShipped ? '' : ` --base ${base}`)),
      '```',
      '',
      ...settings(jigs),
    ]
  })
}

function taught([{ beside }]: Jig[]): string {
  return beside === undefined ? '' : `; each learned the same ${beside.taught.mails} mails of other people`
}

function rows({ run, all, beside }: Jig): string[][] {
  const filters = [{ name: 'hamlet', measures: all.heads.own }, ...(beside?.streamed ?? [])]
  return filters.map(({ name, measures }, at) => [
    at === 0 ? told(run.feedback) : '',
    name,
    ...cells(measures),
    at === 0 ? fixed(all.heads.own.logLoss, 4) : '',
  ])
}

function cells({ hm, sm, lam, roca }: Omit<Measures, 'logLoss'>): string[] {
  return [share(hm), share(sm), fixed(lam, 2), fixed(roca, 3)]
}

function told(feedback: string): string {
  const [kind, value] = feedback.split(':')
  if (kind === 'delayed') return `each mail, ${value} mails after it was scored`
  if (kind === 'partial') return `each mail of ${value} after it was scored`
  return kind === 'immediate' ? 'each mail after it was scored' : kind
}

function command({ run: { index, seed, users, feedback }, beside }: Jig, base: string): string {
  const order = seed === null ? '' : ` --shuffle ${seed}`
  const words = `hamlet jig --index ${index.file}${order} --users ${users}${base} --feedback ${feedback}`
  if (beside === undefined) return words
  const { indexes, headerless } = beside.taught
  const peers = beside.peers.map(({ name }) => name).join(',')
  return `${words} --peers ${peers} --teach ${indexes.map(({ file }) => file).join(' ')} --headerless ${headerless.join(' ')}`
}

function settings([{ beside }]: Jig[]): string[] {
  if (beside === undefined) return []
  const each = beside.peers.map(({ name, version, setting }) => `${name} ${version} (${setting})`)
  return [`Settings: ${each.join('; ')}.`, '']
}

function share(value: Share | null): string {
  return value ? `${value.percent.toFixed(2)} (${value.low.toFixed(2)}–${value.high.toFixed(2)})` : '-'
}

function fixed(value: number | null, digits: number): string {
  return value?.toFixed(digits) ?? '-'
}
