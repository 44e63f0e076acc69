import { logLoss, sigmoid } from './calibration.js'

/**
 * What a head loses on one example with margin z = y f(x): the weighted logistic loss, and, where a target τ is
 * set, a hinge that insists on it,
 *
 *     ℓ(z) = C log(1 + e⁻ᶻ) + M max(0, τ − z).
 *
 * It is convex and finite everywhere. A minimiser with the hinge is the minimiser of the logistic loss alone with C raised
 * to α (1 + eᶻ), α = −ℓ'(z): insisting means giving a stubborn example just the weight it needs, and others none.
 */
export interface Loss {
  /** C ≥ 0 */
  weight: number
  /** τ; −Infinity: no hinge */
  target: number
  /** M ≥ 0 */
  insistence: number
}

/** ℓ(z) */
export function lossOf(z: number, { weight, target, insistence }: Loss): number {
  return weight * logLoss(z) + (z < target ? insistence * (target - z) : 0)
}

/** −ℓ'(z), which at the optimum is the example's dual variable α. At the hinge's corner: the right derivative. */
export function pull(z: number, { weight, target, insistence }: Loss): number {
  return weight * sigmoid(-z) + (z < target ? insistence : 0)
}

/**
 * One coordinate of the dual, solved exactly: the α with α ∈ −∂ℓ(z0 + k α), where z0 is the margin without the example's
 * own contribution and k = k(x, x). The left side rises with α and the right side falls, so there is just one.
 *
 * @param guess a margin to start from: the example's present one
 */
export function bestAlpha(z0: number, k: number, loss: Loss, guess: number): number {
  const { weight, target, insistence } = loss
  const z = logisticMargin(z0, k * weight, guess)
  if (z >= target || insistence === 0) return weight * sigmoid(-z)
  const least = weight * sigmoid(-target)
  const atTarget = (target - z0) / k
  if (atTarget <= least + insistence) return Math.max(least, atTarget)
  return insistence + weight * sigmoid(-logisticMargin(z0 + k * insistence, k * weight, guess))
}

/**
 * The root z of φ(z) = z − z0 − c σ(−z), with c = k C.
 *
 * Yu, Huang and Lin (2011, section 3) take guarded Newton steps in α, after two changes of variable that avoid the
 * cancellation of log α near α = 0 and α = C. In z nothing cancels: φ' = 1 + c σ(z) σ(−z) ≥ 1, and α = C σ(−z) is exact to rounding.
 *
 * The guard: φ is convex below its inflection at 0 and concave above, so from 0, or from any point between 0 and the
 * root, Newton's steps approach the root from one side and cannot overshoot. A step from elsewhere that crosses 0 is
 * cut short there.
 */
function logisticMargin(z0: number, c: number, guess: number): number {
  let z = guess
  for (let iteration = 0; iteration < MAX_NEWTON; iteration++) {
    const p = sigmoid(-z)
    const step = (z - z0 - c * p) / (1 + c * p * (1 - p))
    if (Math.abs(step) <= NEWTON_TOLERANCE * (1 + Math.abs(z))) return z - step
    z = (z - step) * z < 0 ? 0 : z - step
  }
  return z
}

/** Convergence is quadratic: after a step this small the error is below rounding. */
const NEWTON_TOLERANCE = 1e-8
/** Far from the root a step is about one logit or more; with c = 10⁹ twenty are enough, two or three are usual. */
const MAX_NEWTON = 100
