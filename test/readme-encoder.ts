/** The README's figures of the encoder's speed, from what `hamlet encoder bench` wrote to data/figures; nothing before it has. */
import { type EncoderFigure, SPEED_TITLES, speedRows } from '../src/cli/encoder-bench.js'
import { readFigure, type Table } from './read-figure.js'

export function encoderFigures(table: Table): string[] {
  const figure = readFigure<EncoderFigure>('encoder-bench')
  if (figure === null) return []
  const { run, tokenizer } = figure
  return [
    `The encoder's speed (${run.encoder} on ${run.cores} cores of ${run.cpu}), with the bare session of ONNX Runtime on the same tokens beside it, medians of ${run.rounds} alternating rounds of ${run.mails} mails, and how late the event loop was meanwhile:`,
    '',
    table(SPEED_TITLES, speedRows(figure)),
    '',
    `Tokenising 1,000 characters takes ${tokenizer.again.toFixed(2)} ms once their words were met, and ${tokenizer.first.toFixed(2)} ms before. \`hamlet encoder bench\` measures it anew.`,
    '',
  ]
}
