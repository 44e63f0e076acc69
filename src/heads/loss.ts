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
  /** C > 0 */
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
 */
export function bestAlpha(z0: number, k: number, loss: Loss): number {
  const { weight, target, insistence } = loss
  const z = logisticMargin(z0, k * weight)
  if (z >= target || insistence === 0) return weight * sigmoid(-z)
  const least = weight * sigmoid(-target)
  const atTarget = (target - z0) / k
  if (atTarget <= least + insistence) return Math.max(least, atTarget)
  return insistence + weight * sigmoid(-logisticMargin(z0 + k * insistence, k * weight))
}

/**
 * The root z of φ(z) = z − z0 − c σ(−z), with c = k C.
 *
 * Yu, Huang and Lin (2011, section 3) take Newton steps in α, and need two changes of variable near α = 0 and α = C,
 * where log α cancels. In z nothing cancels: φ' = 1 + c σ(z) σ(−z) ≥ 1, and α = C σ(−z) is exact to rounding. Newton's step
 * is kept inside a bracket, which it halves instead where it would leave it, so it always converges.
 */
function logisticMargin(z0: number, c: number): number {
  // φ(z0) < 0, and φ > 0 at z0 + c, and also from max(z0, log c) + 1 on, since there c σ(−z) < e⁻¹ < z − z0.
  let low = z0
  let high = z0 + c
  if (c > 2) high = Math.min(high, Math.max(z0, Math.log(c)) + 1)
  let z = Math.min(high, Math.max(low, 0))
  for (let iteration = 0; iteration < MAX_NEWTON; iteration++) {
    const p = sigmoid(-z)
    const phi = z - z0 - c * p
    if (phi < 0) low = z
    else high = z
    const step = phi / (1 + c * p * (1 - p))
    if (Math.abs(step) <= NEWTON_TOLERANCE * (1 + Math.abs(z))) return z - step
    z -= step
    if (!(z > low && z < high)) z = (low + high) / 2
  }
  return z
}

/** Quadratic convergence: a step this small leaves an error below rounding. */
const NEWTON_TOLERANCE = 1e-9
/** Halving alone needs about 60 to exhaust a double; five are usual. */
const MAX_NEWTON = 100
