/**
 * From logits to probabilities and verdicts, and how far the probabilities can be trusted.
 *
 * Everything here takes logits f = log(p / (1 − p)) of spam and labels y = ±1 (1: spam).
 */

/**
 * Width of the unsure band below the threshold, in logits: log 3, so that a mail is unsure while its odds of spam are
 * less than three times below the threshold's. With a threshold of 0.5 that is 0.25 ≤ p < 0.5.
 */
export const UNSURE_BAND = Math.log(3)

/** Probabilities are kept this far from 0 and 1 before a logit is taken: |logit| ≤ 34.5. */
const EDGE = 1e-15

/** σ(f) = 1 / (1 + e⁻ᶠ), without overflow at either end. */
export function sigmoid(logit: number): number {
  if (logit >= 0) return 1 / (1 + Math.exp(-logit))
  const odds = Math.exp(logit)
  return odds / (1 + odds)
}

/** log(p / (1 − p)); finite also for 0 and 1. */
export function logitOf(probability: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability))
  return Math.log(p) - Math.log1p(-p)
}

/** log(1 + e⁻ᶻ), the logistic loss of a margin z = y f, in nats; exact to rounding for any z. */
export function logLoss(margin: number): number {
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin
}

/** The verdict on a probability of spam. Ham begins one UNSURE_BAND below the threshold. */
export function verdictOf(probability: number, threshold: number): 'spam' | 'unsure' | 'ham' {
  if (probability >= threshold) return 'spam'
  return logitOf(probability) < logitOf(threshold) - UNSURE_BAND ? 'ham' : 'unsure'
}

/** f ↦ scale · f + shift (Platt 1999); with shift 0 it is temperature scaling, T = 1 / scale (Guo et al. 2017). */
export interface Calibration {
  scale: number
  shift: number
}

export interface CalibrationOptions {
  /** Fit the shift too (Platt). Default false: the scale only, which keeps logit 0 at probability 0.5. */
  shift?: boolean
  /** Gaussian prior precision of log-odds around (scale 1, shift 0); keeps separable data finite. Default 1e-3. */
  precision?: number
}

/**
 * The calibration that minimises the logistic loss on logits that the model was not fitted on.
 *
 * The loss is convex in (scale, shift); Newton's step is halved until it lowers the loss, so it cannot diverge. The
 * weak prior around the identity makes the minimum unique for separable, constant, or missing data (none: the identity).
 */
export function fitCalibration(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CalibrationOptions = {},
): Calibration {
  const { shift: free = false, precision = 1e-3 } = options
  const loss = (a: number, b: number): number => {
    let sum = (precision / 2) * ((a - 1) ** 2 + b ** 2)
    for (let i = 0; i < logits.length; i++) sum += logLoss(labels[i] * (a * logits[i] + b))
    return sum
  }
  let scale = 1
  let shift = 0
  let current = loss(scale, shift)
  for (let iteration = 0; iteration < 100; iteration++) {
    const [da, db] = newtonStep(logits, labels, scale, shift, precision, free)
    let step = 1
    while (step > 1e-10 && loss(scale - step * da, shift - step * db) > current) step /= 2
    const next = loss(scale - step * da, shift - step * db)
    if (!(next < current)) break
    scale -= step * da
    shift -= step * db
    current = next
  }
  return { scale, shift }
}

/** H⁻¹ ∇ of the calibration loss; with `free` false the shift stays where it is. */
function newtonStep(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  scale: number,
  shift: number,
  precision: number,
  free: boolean,
): [number, number] {
  let ga = precision * (scale - 1)
  let gb = precision * shift
  let haa = precision
  let hab = 0
  let hbb = precision
  for (let i = 0; i < logits.length; i++) {
    const f = logits[i]
    const p = sigmoid(scale * f + shift)
    const residual = p - (labels[i] > 0 ? 1 : 0)
    const curvature = p * (1 - p)
    ga += residual * f
    gb += residual
    haa += curvature * f * f
    hab += curvature * f
    hbb += curvature
  }
  if (!free) return [ga / haa, 0]
  const determinant = haa * hbb - hab * hab
  return [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant]
}

/**
 * Expected calibration error (Naeini et al. 2015): |share of spam − mean probability| of each of `bins` equal slices of
 * [0, 1], weighted by the mails in it. 0 is perfect; NaN for no logits.
 */
export function expectedCalibrationError(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 15,
): number {
  const excess = new Float64Array(bins)
  for (let i = 0; i < logits.length; i++) {
    const p = sigmoid(logits[i])
    const bin = Math.min(bins - 1, Math.floor(p * bins))
    excess[bin] += (labels[i] > 0 ? 1 : 0) - p
  }
  return excess.reduce((sum, difference) => sum + Math.abs(difference), 0) / logits.length
}
