/** The README's figures of what each part is worth, from what `hamlet bench ablation` wrote; nothing where it was not run. */
import { type AblationFigure, ablationRows, ablationTitles } from '../src/cli/bench-ablation.js'
import { readFigure, type Table } from './read-figure.js'

export function ablationFigures(table: Table): string[] {
  const figure = readFigure<AblationFigure>('ablation')
  if (figure === null) return []
  const { run, features, heads, layers } = figure
  const part = (first: string, rows: AblationFigure['features']) => [
    '',
    table(ablationTitles(first, run.marks), ablationRows(rows)),
    '',
  ]
  return [
    `What each part is worth (\`hamlet bench ablation\`): errors in per cent at the default threshold, mean over the ${run.users.length} users whose labels the encoder never saw, each left out of the training in turn; marks drawn from the first 30 % of the mail, judged on the last 70 %. The embedding is learned; words, identity (who sends a mail, where its links lead) and shape are designed:`,
    ...part('features', features),
    `The heads, on all features; the shared head learns from ${run.many} marks of each of the others and the user’s own, and ${heads.published} of ${heads.refits} refits passed the gate:`,
    ...part('heads', heads.rows),
    ...(layers === null
      ? []
      : [
          'Each layer of the encoder by itself, without any other feature, on a sample of the mail; 0 is the word table, the embedding is what ships:',
          ...part('layers', layers),
        ]),
  ]
}
