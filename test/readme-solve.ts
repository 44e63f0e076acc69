/** The README's figures of how long a mark takes, from what `hamlet bench solve` wrote; nothing where it was not run. */
import { SOLVE_TITLES, type SolveFigure, solveRows } from '../src/cli/bench-solve.js'
import { readFigure, type Table } from './read-figure.js'

export function solveFigures(table: Table): string[] {
  const figure = readFigure<SolveFigure>('solve')
  if (figure === null) return []
  const { run, rows } = figure
  return [
    `How long a mark takes, from the call until the adapter is solved and the mail judged anew, for a user of so many marks on one core of ${run.cpu}; median of ${run.repeats}, in brackets the time that one in twenty exceeds; after a start nothing is remembered of which marks contradict each other. The labels are as they are, or contradict each other: each mail is marked both ways, or copies of one mail are in turn (\`hamlet bench solve\`):`,
    '',
    table(SOLVE_TITLES, solveRows(rows)),
    '',
  ]
}
