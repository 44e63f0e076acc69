/** The README's figures, from what the bench commands wrote to data/figures and from the base's own card. */
import { readFileSync } from 'node:fs'
import type { JigReport } from '../src/bench/jig.js'
import type { Share } from '../src/bench/metrics.js'
import type { OneMarkReport } from '../src/bench/one-mark.js'
import { decodeBase } from '../src/heads/base.js'
import type { Card } from '../src/training/card.js'
import { MARKS } from '../src/training/trial.js'
import { ablationFigures } from './readme-ablation.js'
import { dashboardFigures } from './readme-dashboard.js'
import { encoderFigures } from './readme-encoder.js'
import { installationFigures } from './readme-installation.js'
import { shots } from './readme-shots.js'
import { solveFigures } from './readme-solve.js'
import { transferFigures } from './readme-transfer.js'

interface Run {
  run: { commit: string; encoder: string; base: string; cpu: string; cores: number; trainedUsers: string[] }
}

const CORPORA = ['enron', 'spamassassin', 'lingspam', 'trec07p', 'modern', 'enron-topics']
const TRAIN = `hamlet train --index ${CORPORA.map((name) => `${name}/index`).join(' ')} --headerless modern enron-topics --halve modern`

export function figures(table: (titles: string[], rows: string[][]) => string): string {
  const none = read<JigReport & Run>('jig-spamassassin-none.json')
  const immediate = read<JigReport & Run>('jig-spamassassin-immediate.json')
  const oneMark = read<OneMarkReport & Run>('one-mark-spamassassin.json')
  return [
    `${none.all.messages} mails of the SpamAssassin corpus as one new user's mail, in an order drawn by --shuffle 1 (its index is sorted by class), scored by a base and an encoder that were taught none of it:`,
    '',
    table(
      ['marks', 'judged by', 'ham lost hm% (95 %)', 'spam missed sm% (95 %)', '(1-ROCA)%', 'log-loss'],
      [jigRow('none', 'base', none), jigRow('each mail after it was scored', 'base + adapter', immediate)],
    ),
    '',
    '```sh',
    `${TRAIN} --exclude-user spamassassin --out without-spamassassin`,
    `hamlet jig --index spamassassin/index --shuffle 1 --limit ${none.all.messages} --base without-spamassassin --feedback none`,
    `hamlet jig --index spamassassin/index --shuffle 1 --limit ${none.all.messages} --base without-spamassassin --feedback immediate`,
    'hamlet bench one-mark --index spamassassin/index --base without-spamassassin',
    '```',
    '',
    `One mark: of ${oneMark.mistakes} of its mails that a new user’s filter gets wrong, ${oneMark.turned} stood on the right side after one mark each, and ${oneMark.copiesTurned} of their copies with another recipient, date and tracking link.`,
    '',
    ...ablationFigures(table),
    'The base and a user’s own adapter, user by user, each left out of the base in turn: errors in per cent, in brackets ham lost and spam missed, in per cent of each. The modern mail (newsletters, lists, political mail, templates, phishing of 2012 to 2026) is read without the headers that would tell where it is from, and parted by publication, list and folder:',
    '',
    table(['left-out user', 'domain', ...MARKS.map((marks) => `${marks} marks`)], leftOutUsers()),
    '',
    ...transferFigures(table),
    ...shots(table),
    ...installationFigures(table),
    ...solveFigures(table),
    ...dashboardFigures(table),
    ...encoderFigures(table),
    `\`${TRAIN} --out data/base\` makes the base. More of it is in [data/base/base.json](data/base/base.json); the figures above are from [data/figures](data/figures/jig-spamassassin-none.json), with commit, data hash and machine.`,
    '',
  ].join('\n')
}

function jigRow(marks: string, judge: string, { all }: JigReport): string[] {
  const { hm, sm, roca, logLoss } = all.heads[judge === 'base' ? 'base' : 'own']
  return [marks, judge, share(hm), share(sm), roca?.toFixed(3) ?? '-', logLoss?.toFixed(4) ?? '-']
}

function card(): Card {
  return decodeBase(text('base/base.json'), readFileSync(data('base/base.bin'))).card as unknown as Card
}

function leftOutUsers(): string[][] {
  const { leftOut, domains } = card()
  const rows = leftOut.filter(({ variant }) => variant === 'words and encoder')
  return [...new Set(rows.map(({ user }) => user))].map((name) => [
    name,
    domains.find(({ user }) => user === name)?.domain ?? '',
    ...MARKS.map((marks) => {
      const row = rows.find(({ user, marks: given }) => user === name && given === marks)
      const figures = row && [row.outcome.errors, row.outcome.hamLost, row.outcome.spamMissed]
      const [errors, lost, missed] = figures?.map((figure) => figure.toFixed(2)) ?? []
      return errors === undefined ? '-' : `${errors} (${lost}, ${missed})`
    }),
  ])
}

function share(value: Share | null): string {
  return value ? `${value.percent.toFixed(2)} (${value.low.toFixed(2)}–${value.high.toFixed(2)})` : '-'
}

function data(file: string): URL {
  return new URL(`../data/${file}`, import.meta.url)
}

function text(file: string): string {
  return readFileSync(data(file), 'utf8')
}

function read<T>(file: string): T {
  return JSON.parse(text(`figures/${file}`))
}
