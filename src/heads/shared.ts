/**
 * The shared head: what an installation's users have in common beyond the base, learned from all their marks together.
 *
 *     min over g, a_1 … a_U   Σ_u w_u Σ_{i of u} C_i log(1 + exp(−y_i (offset_i + g·x_i + a_u·x_i)))
 *                             + ½ gᵀ Λ_g g + ½ Σ_u a_uᵀ Λ_a a_u
 *
 * (Evgeniou and Pontil 2004): what one user alone wants goes into that user's a_u, what many want into g. Only g is kept.
 *
 * **No user moves it far.** w_u = min(1, cap / Σ C_i) leaves each user at most `cap` marks' worth of weight. Write the objective,
 * minimised over all a_u, as F(g) + L(g), where L is one user's part. F is 1-strongly convex in the norm of Λ_g, and
 * ∇L(g) = −Σ α_i y_i x_i with 0 ≤ α_i ≤ w_u C_i, so that its dual norm is at most cap · κ, κ² = max k_g(x, x) = Σ_blocks 1/λ_b
 * for blocks of at most unit length. Hence with and without that user's marks, whatever and however many they are, the minima differ by
 * ‖g − g'‖ ≤ cap · κ, and the shared logit of any mail by at most cap · κ² (`influenceBound`).
 *
 * **A worse one is not published.** Some marks are held out; see `judgeRefit`.
 */
import { createHash } from 'node:crypto'
import { logLoss } from './calibration.js'
import { type Head, type Layout, logit, type Precision } from './head.js'
import { type Example, solve } from './solver.js'

/** A mark as the refit sees it. `offset` = base logit, plus the user's prior head's where there is one. */
export interface SharedMark extends Example {
  /** `keyOf` its message: below `heldOut` the mark is held out, in every refit. */
  key: number
}

export interface RefitOptions {
  /** Each user's marks. In one fixed order (of user names and message ids) the same marks give the same bits. */
  users: readonly (readonly SharedMark[])[]
  /** The shared head in force; null: none yet. */
  current: Head | null
  layout: Layout
  /** Λ_g */
  precision: Precision
  /** Λ_a */
  adapterPrecision: Precision
  /** The most marks that one user counts for. */
  cap?: number
  /** Share of the marks that is held out. */
  heldOut?: number
}

/** Mean log-loss of the held-out marks in nats, averaged over users, without and with the refit. */
export interface Gate {
  /** Number of marks held out. */
  heldOut: number
  before: number
  after: number
  published: boolean
}

/** The most marks that one user counts for, by default. */
export const CAP = 50
const HELD_OUT = 0.2

/** Learns a new shared head and says whether it may be published. Takes seconds for 100,000 marks: run it in a worker. */
export function refitShared(options: RefitOptions): { head: Head; gate: Gate } {
  const { users, current, layout, precision, adapterPrecision, cap = CAP, heldOut = HELD_OUT } = options
  const training = users.flatMap((marks, group) => {
    const kept = marks.filter(({ key }) => key >= heldOut)
    const share = userWeight(kept, cap)
    return kept.map((mark) => ({ ...mark, group, weight: share * mark.weight }))
  })
  const { head } = solve(training, precision, { layout, ownPrecision: adapterPrecision, tolerance: 1e-2 })
  const tests = users
    .map((marks) => marks.filter(({ key }) => key < heldOut))
    .filter((marks) => marks.length > 0)
  return { head, gate: judgeRefit(tests, current, head) }
}

/** A hash of a message's id, spread evenly over [0, 1): its place in every refit alike. */
export function keyOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32LE(0) / 2 ** 32
}

/** w_u: brings a user's weights down to `cap` in all where they are more. */
export function userWeight(marks: readonly { weight: number }[], cap: number): number {
  const sum = marks.reduce((total, { weight }) => total + weight, 0)
  return sum > cap ? cap / sum : 1
}

/**
 * Compares two shared heads on held-out marks, scored as a user without an adapter would have them: offset + g·x.
 *
 * Published is a refit that is no worse for the mean user, and stays so whichever one user is left out of the mean: the
 * marks of the user who gains most (perhaps the one who bent it) cannot outvote the others. Without held-out marks of two users
 * at least nothing is known, and nothing is published: one alone would vote on what that one taught.
 */
export function judgeRefit(
  tests: readonly (readonly Example[])[],
  current: Head | null,
  candidate: Head,
): Gate {
  const before = tests.map((marks) => meanLoss(marks, current))
  const after = tests.map((marks) => meanLoss(marks, candidate))
  const gains = before.map((loss, u) => loss - after[u])
  const others = sum(gains) - Math.max(...gains)
  return {
    heldOut: sum(tests.map((marks) => marks.length)),
    before: sum(before) / tests.length,
    after: sum(after) / tests.length,
    published: tests.length > 1 && others >= 0,
  }
}

function meanLoss(marks: readonly Example[], head: Head | null): number {
  const losses = marks.map(({ x, y, offset }) => logLoss(y * (offset + (head === null ? 0 : logit(head, x)))))
  return sum(losses) / marks.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
