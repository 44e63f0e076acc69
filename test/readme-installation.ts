/** The README's figures of drift, promises, shared learning and poison, from what their benches wrote; nothing where one was not run. */
import type { DriftReport } from '../src/bench/drift.js'
import type { NeighboursReport } from '../src/bench/neighbours.js'
import type { Seen } from '../src/bench/overlap.js'
import type { PoisonReport } from '../src/bench/poison.js'
import type { PromiseReport } from '../src/bench/promise.js'
import type { Moved, SharedReport } from '../src/bench/shared.js'
import { DRIFT_TITLES, driftRows, NEIGHBOURS_TITLES, neighboursRows } from '../src/cli/bench-drift.js'
import { POISON_TITLES, poisonRows } from '../src/cli/bench-poison.js'
import { PROMISE_TITLES, promiseRows } from '../src/cli/bench-promise.js'
import { AGREEMENT_TITLES, agreementRows, SHARED_TITLES, sharedRows } from '../src/cli/bench-shared.js'
import { readFigure, type Table } from './read-figure.js'

export function installationFigures(table: Table): string[] {
  return [...promise(table), ...drift(table), ...shared(table), ...poison(table)]
}

function promise(table: Table): string[] {
  const figure = readFigure<PromiseReport>('promise')
  if (figure === null) return []
  return [
    'Promises: new users ask for at most 1 good mail in N in Junk (`hamlet bench promise`). Without marks it rests on the ham of other users, and holds for all but one in K + 1 of them; with N − 1 ham marks on the user’s own:',
    '',
    table(PROMISE_TITLES, promiseRows(figure)),
    '',
  ]
}

function drift(table: Table): string[] {
  return [
    ...driftOf('drift', 'on mailing lists', table),
    ...driftOf('drift-newsletters', 'of newsletters, lists and other bulk mail of today', table),
  ]
}

function driftOf(name: string, senders: string, table: Table): string[] {
  const figure = readFigure<DriftReport & { neighbours: NeighboursReport; run: { trainedUsers: Seen } }>(name)
  if (figure === null) return []
  const { series, neighbours, run } = figure
  const { byBase, byEncoder } = run.trainedUsers
  const seenBy = [
    ...(byBase.length > 0 ? ['the base'] : []),
    ...(byEncoder.length > 0 ? ['the encoder'] : []),
  ]
  const seen = seenBy.length > 0 ? `; ${seenBy.join(' and ')} saw labels of this mail` : ''
  const loved = Math.round(figure.loved / series)
  return [
    `Drift: users mark a sender’s mail ham, ${loved} times on average, and then spam (\`hamlet bench drift\`, ${series} senders ${senders}${seen}):`,
    '',
    table(DRIFT_TITLES, driftRows(figure)),
    '',
    ...(neighbours.pairs < 10
      ? []
      : [
          `And ${neighbours.pairs} times a sender that is loved, and another one of its host (a platform that sends many newsletters, say) that is marked spam:`,
          '',
          table(NEIGHBOURS_TITLES, neighboursRows(neighbours)),
          '',
        ]),
  ]
}

function shared(table: Table): string[] {
  const figure = readFigure<SharedReport & { agreement: Record<'agreed' | 'disputed', Moved> }>('shared')
  if (figure === null) return []
  const { few, many, others, seeds, agreement } = figure
  return [
    `Learning from each other: a user of ${few} marks alone, and among ${others} others of ${many} marks each; errors in per cent, mean of ${seeds.length} draws (\`hamlet bench shared\`):`,
    '',
    table(SHARED_TITLES, sharedRows(figure)),
    '',
    'What users agree on moves the shared head, what they do not stays in the adapters: logits towards what the user says, on mails of a family that nobody marked:',
    '',
    table(AGREEMENT_TITLES, agreementRows(agreement)),
    '',
  ]
}

function poison(table: Table): string[] {
  const figure = readFigure<PoisonReport>('poison')
  if (figure === null) return []
  return [
    `Poison: ${figure.poisoners} of ${figure.honest + figure.poisoners} users mark spam as ham and the others’ ham as spam, ${figure.poison} times each (\`hamlet bench poison\`):`,
    '',
    table(POISON_TITLES, poisonRows(figure)),
    '',
  ]
}
