import type { Side } from '../filter.js'
import type { DemoResult, DemoRow } from './demo-play.js'
import { type Column, tableLines } from './table.js'

const COLUMNS: Column[] = [
  { title: "Anna's model" },
  { title: "Ben's own" },
  { title: 'Ben says' },
  { title: 'from', width: 28 },
  { title: 'subject' },
]

/** The demo as text: a table of the mails that Ben did not mark, and what it shows. */
export function demoLines({ rows, wrong, marks, anna }: DemoResult): string[] {
  return [
    'Anna loves the newsletters that Ben marks as spam. Both have ordinary mail and spam besides.',
    `Anna marked ${marks.anna} mails. Ben started from her model and marked ${marks.ben} of his own.`,
    `These are the ${rows.length} mails that Ben did not mark, with their probability of spam (× is a mistake):`,
    '',
    ...tableLines(COLUMNS, rows.map(cells)),
    '',
    `Mistakes on Ben's mail: ${wrong.annas} of ${rows.length} by Anna's model, ${wrong.own} by Ben's own.`,
    `Anna's own ${anna.mails} mails: ${moved(anna.moved)}`,
  ]
}

function cells({ label, sender, subject, annas, own }: DemoRow): string[] {
  return [opinion(annas, label), opinion(own, label), label, sender, subject]
}

function opinion({ verdict, probability }: Side, label: string): string {
  const right = (verdict === 'spam') === (label === 'spam')
  return `${verdict.padEnd(6)} ${probability.toFixed(2)} ${right ? ' ' : '×'}`
}

function moved(most: number): string {
  return most === 0
    ? 'no score moved when Ben marked his.'
    : `no score moved by more than ${most.toFixed(4)}.`
}
