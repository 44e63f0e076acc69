/** The README's figures in a few sentences, from what the benches wrote; a sentence whose bench was not run is left out. */
import type { OneMarkReport } from '../src/bench/one-mark.js'
import type { SharedReport } from '../src/bench/shared.js'
import type { TransferReport } from '../src/bench/transfer-report.js'
import type { SolveFigure } from '../src/cli/bench-solve.js'
import type { EncoderFigure } from '../src/cli/encoder-bench.js'
import type { Card } from '../src/training/card.js'
import { readFigure } from './read-figure.js'

export function summary(card: Card): string[] {
  const sentences = [
    comparison(readFigure('transfer')),
    modernMail(card),
    calibration(card),
    oneMark(readFigure('one-mark-spamassassin')),
    together(readFigure('shared')),
    speed(readFigure('encoder-bench'), readFigure('solve')),
  ]
  return [...sentences.flatMap((sentence) => (sentence === null ? [] : [`- ${sentence}`])), '']
}

function comparison(figure: TransferReport | null): string | null {
  const means = figure?.rows.filter(({ user, way }) => user === 'mean' && way === 'random') ?? []
  const ours = means.filter(({ filter, ratio }) => filter === 'hamlet' && ratio !== null)
  if (ours.length === 0) return null
  const parts = ours.map(({ count, errors, ratio }) => {
    const peer = means.find((row) => row.count === count && row.filter === ratio?.peer)?.errors.percent ?? 0
    return `${errors.percent.toFixed(1)} % instead of ${peer.toFixed(1)} % after ${count} marks`
  })
  const times = ours.map(({ ratio }) => ratio?.times ?? 1)
  const range = `${Math.min(...times).toFixed(2)} to ${Math.max(...times).toFixed(2)} times as often`
  const peers = [...new Set(means.map(({ filter }) => filter))].slice(1)
  const best = peers.length > 1 ? `the best of ${peers.join(', ')}` : peers[0]
  return `**A new user’s mail is judged wrongly ${range}** as by ${best}, taught the same: ${parts.join(', ')}.`
}

function modernMail({ leftOut }: Card): string | null {
  const row = leftOut.find(({ user, marks, variant }) => {
    return user === 'modern-b' && marks === 0 && variant === 'words and encoder'
  })
  if (row === undefined) return null
  const { hamLost, spamMissed } = row.outcome
  return `**Newsletters, lists and invoices of 2012 to 2026** that it has not seen before any mark: ${hamLost.toFixed(1)} % of the good ones lost, ${spamMissed.toFixed(1)} % of the spam missed.`
}

function calibration({ calibrationError }: Card): string {
  const errors = calibrationError.map(({ marks, error }) => `${error.toFixed(3)} after ${marks} marks`)
  return `**A probability is what it says**: expected calibration error ${errors.join(', ')}, on the mail of users left out of the base.`
}

function oneMark(figure: OneMarkReport | null): string | null {
  return (
    figure &&
    `**One mark is enough** for the mail itself (${figure.turned} of ${figure.mistakes}) and for its copy to somebody else (${figure.copiesTurned} of ${figure.mistakes}).`
  )
}

function together(figure: SharedReport | null): string | null {
  if (figure === null) return null
  const { few, many, others, mean } = figure
  return `**Users gain from each other**: of the mail of a user of ${few} marks, ${mean.together.toFixed(1)} % instead of ${mean.alone.toFixed(1)} % is judged wrongly where ${others} others have made ${many}.`
}

function speed(encoder: EncoderFigure | null, solve: SolveFigure | null): string | null {
  const fastest = encoder?.models[0].speeds.at(-1)
  const mark = solve?.rows.find(({ marks }) => marks === 100)
  if (!encoder || !fastest || !mark) return null
  return `**${Math.floor(fastest.pool)} mails a second** are encoded on ${encoder.run.cores} cores; a mark is learned in ${Math.ceil(mark.mark.median)} ms by a user’s model of ${mark.marks}.`
}
