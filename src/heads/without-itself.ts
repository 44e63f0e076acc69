import type { Adapter, AdapterOptions, Mark } from './adapter.js'
import { logit } from './head.js'
import { packRows } from './rows.js'
import { Weights } from './weights.js'

/** Whether the mark counts for newer ones of its kind: −0 where it adds nothing to them. */
function isTurned(alpha: number): boolean {
  return alpha < 0 || Object.is(alpha, -0)
}

/**
 * The logit of each ham mark as the others judge it: offset + a·x_i − α_i y_i k(x_i, x_i), the other dual variables held fast. Solving
 * the problem anew without the mark gives no larger one (Jaakkola and Haussler 1999, "Probabilistic kernel regression models", section 4,
 * for any convex loss; the margin that all marks of a user share is held fast too). Marks that count for newer, contrary ones
 * are left out: the user calls such mail ham no more.
 */
export function hamWithoutItself(
  marks: readonly Mark[],
  { head, alphas }: Pick<Adapter, 'head' | 'alphas'>,
  { layout, precision }: Pick<AdapterOptions, 'layout' | 'precision'>,
): Float64Array {
  const ham = marks.map((_, i) => i).filter((i) => marks[i].y < 0 && !isTurned(alphas[i]))
  const rows = packRows(
    ham.map((i) => marks[i].x),
    layout,
  )
  const prior = new Weights(rows, precision)
  return Float64Array.from(ham, (i, row) => {
    const { x, offset } = marks[i]
    return offset + logit(head, x) + alphas[i] * prior.kernel(row)
  })
}
