/** The README's figures of the encoder's speed, from what `hamlet encoder bench` wrote to data/figures; nothing before it has. */
import { existsSync, readFileSync } from 'node:fs'
import type { EncoderFigure } from '../src/cli/encoder-bench.js'

const file = new URL('../data/figures/encoder-bench.json', import.meta.url)

export function encoderFigures(table: (titles: string[], rows: string[][]) => string): string[] {
  if (!existsSync(file)) return []
  const { run, tokenizer, models }: EncoderFigure = JSON.parse(readFileSync(file, 'utf8'))
  const rows = models.flatMap(({ precision, speeds }) =>
    speeds.map(({ workers, pool, bare, ratio, loopDelay }) => [
      precision,
      `${workers}`,
      pool.toFixed(1),
      bare.toFixed(1),
      `${(100 * ratio).toFixed(1)} %`,
      `${loopDelay.p50.toFixed(1)} / ${loopDelay.p99.toFixed(1)} ms`,
    ]),
  )
  return [
    `The encoder's speed (${run.encoder} on ${run.cores} cores of ${run.cpu}), with the bare session of ONNX Runtime on the same tokens beside it, medians of ${run.rounds} alternating rounds of ${run.mails} mails:`,
    '',
    table(
      ['model', 'workers', 'mails/s', 'bare session', 'ratio', 'delay of the event loop p50 / p99'],
      rows,
    ),
    '',
    `Tokenising 1,000 characters takes ${tokenizer.again.toFixed(2)} ms once their words were met, and ${tokenizer.first.toFixed(2)} ms before. \`hamlet encoder bench\` measures it anew.`,
    '',
  ]
}
