/** The README's figures of one shot and zero shot, from what `hamlet bench families` and `hamlet bench topics` wrote. */
import type { FamiliesReport, Moves } from '../src/bench/families.js'
import { SCORES, type TopicsReport } from '../src/bench/topic-ranking.js'
import { share } from '../src/cli/families-table.js'
import { folded, readFigure, type Table } from './read-figure.js'

const MEANT = {
  families: 'Families: one offer in other words, from another sender, with other links',
  kinds: 'Kinds: other offers of the same kind, some in another language',
}

export function shots(table: Table): string[] {
  return [...oneShot(table), ...zeroShot(table)]
}

function oneShot(table: Table): string[] {
  const rows = Object.entries(MEANT).flatMap(([name, meaning]) => {
    const figure = readFigure<{ adapters: Record<string, FamiliesReport> }>(name)
    if (figure === null) return []
    return Object.entries(figure.adapters).map(([adapter, { total, ham }]) => [
      meaning,
      adapter,
      share(total.moved, total.paraphrases, 1),
      kept(total),
      ...[true, false].map((ours) => lost(ham.filter(({ source }) => OURS.includes(source) === ours))),
    ])
  })
  if (rows.length === 0) return []
  const titles = [
    'mails',
    'adapter learns from',
    'wrong ones that one mark moves',
    'right ones kept',
    'ham of the demo lost',
    'other people’s ham lost',
  ]
  return [
    'One shot: each mail of a campaign that a new user’s filter gets wrong is marked alone, and the campaign’s other mails are scored again; beside it, ham that has nothing to do with it after a mark towards spam (`hamlet bench families`):',
    '',
    table(titles, rows),
    '',
  ]
}

/** The demo's users, whose mail stands closest to the campaigns: it was written by the same people. */
const OURS = ['anna', 'ben']

function zeroShot(table: Table): string[] {
  const figure = readFigure<TopicsReport>('topics')
  if (figure === null) return []
  const { topics, mean, mails } = figure
  const row = (name: string, count: number, auc: TopicsReport['mean']) => [
    name,
    `${count}`,
    ...SCORES.map((score) => auc[score].toFixed(3)),
  ]
  return [
    'Zero shot: ROC AUC with which a topic’s description, one sentence, ranks the mails of the topic before all others (`hamlet bench topics`); the filter ranks by what the topic adds to a mail’s logit:',
    '',
    table(['topic', 'mails', ...SCORES], [row('mean', mails, mean)]),
    '',
    ...folded('Topic by topic', [
      table(
        ['topic', 'mails', ...SCORES],
        topics.map(({ id, mails, auc }) => row(id, mails, auc)),
      ),
      '',
    ]),
  ]
}

function kept({ kept, right }: Moves): string {
  return share(kept, right, 1)
}

function lost(ham: FamiliesReport['ham']): string {
  const sum = (of: 'moved' | 'tested') => ham.reduce((total, one) => total + one[of], 0)
  return share(sum('moved'), sum('tested'), 2)
}
