/** The README's figures, from what the bench commands wrote to data/figures and from the base's own card. */
import { readFileSync } from 'node:fs'
import type { OneMarkReport } from '../src/bench/one-mark.js'
import { decodeBase } from '../src/heads/base-files.js'
import type { Card } from '../src/training/card.js'
import { MARKS } from '../src/training/trial.js'
import { readFigure, type Table } from './read-figure.js'
import { ablationFigures } from './readme-ablation.js'
import { dashboardFigures } from './readme-dashboard.js'
import { encoderFigures } from './readme-encoder.js'
import { installationFigures } from './readme-installation.js'
import { jigFigures } from './readme-jig.js'
import { shots } from './readme-shots.js'
import { solveFigures } from './readme-solve.js'
import { summary } from './readme-summary.js'
import { transferFigures } from './readme-transfer.js'

const CORPORA = [
  ...['enron', 'spamassassin', 'lingspam', 'trec07p', 'modern', 'enron-topics'],
  'HAMLET/data/samples/everyday',
]
const TRAIN = `hamlet train --index ${CORPORA.map((name) => `${name}/index`).join(' ')} --headerless modern enron-topics everyday --halve modern`

export function figures(table: Table): string {
  return [
    ...summary(card()),
    ...section('Against other filters', [
      ...transferFigures(table, 'transfer'),
      ...transferFigures(table, 'transfer-raw', 'Raw mail with all of its headers: '),
      ...jigFigures(table, TRAIN),
    ]),
    ...section('What each part is worth', [...ablationFigures(table), ...leftOut(table)]),
    ...section('One mark, one sentence', [...oneMark(), ...shots(table)]),
    ...section('Promises, drift, and other people’s marks', installationFigures(table)),
    ...section('Speed', [...solveFigures(table), ...encoderFigures(table), ...dashboardFigures(table)]),
    `\`${TRAIN} --out data/base\` makes the base. More of it is in [data/base/base.json](data/base/base.json); the figures above are from [data/figures](data/figures/jig-spamassassin-none.json), with commit, data hash and machine.`,
    '',
  ].join('\n')
}

function section(title: string, lines: string[]): string[] {
  return [`### ${title}`, '', ...lines]
}

function oneMark(): string[] {
  const figure = readFigure<OneMarkReport>('one-mark-spamassassin')
  if (figure === null) return []
  const { mistakes, turned, copiesTurned } = figure
  return [
    `One mark: of ${mistakes} mails of the SpamAssassin corpus that a new user’s filter gets wrong, ${turned} stood on the right side after one mark each, and ${copiesTurned} of their copies with another recipient, date and tracking link (\`hamlet bench one-mark --index spamassassin/index --base without-spamassassin\`).`,
    '',
  ]
}

function leftOut(table: Table): string[] {
  return [
    'Each left-out user with the base and an adapter of their own, as `hamlet train` judges them, which looks at no unlabelled mail but to tell the domain. Errors in per cent, in brackets ham lost and spam missed in per cent of each; the modern mail (newsletters, lists, political mail, templates, phishing of 2012 to 2026) is read without the headers that would tell where it is from, and parted by publication, list and folder:',
    '',
    table(['left-out user', 'domain', ...MARKS.map((marks) => `${marks} marks`)], leftOutUsers()),
    '',
  ]
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

function data(file: string): URL {
  return new URL(`../data/${file}`, import.meta.url)
}

function text(file: string): string {
  return readFileSync(data(file), 'utf8')
}
