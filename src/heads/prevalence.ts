/**
 * How much of a user's mail is spam, told without labels. The base is calibrated for somebody of whose mail the usual share π₀ is
 * spam; where it is another share π, the odds of each mail are those of the base times π / (1 − π) · (1 − π₀) / π₀ (Bayes). π is the
 * share that the mail of the user then has by the filter's own word,
 *
 *     π = (Σ_i σ(f_i + log π / (1 − π) − log π₀ / (1 − π₀)) + CAUTION / 2) / (n + CAUTION),   f_i: logits of the last n mails,
 *
 * found by iteration, which is the EM algorithm (Saerens, Latinne and Decaestecker 2002, "Adjusting the outputs of a classifier to
 * new a priori probabilities"), with a prior that is worth CAUTION mails.
 */
import { logitOf, sigmoid } from './calibration.js'
import { LEAST_MAILS } from './domain.js'

/** In mails, half of them spam. */
const CAUTION = 20
/** Bounds the work; a few dozen are usual. */
const MOST_ROUNDS = 200

/** Smaller changes, in logits, are not worth solving a user's adapter anew. */
const STEP = 0.25

/** Marks of the user from which on mail is judged at even odds. */
const FADED = 100

/**
 * π, in (0, 1).
 * @param logits of the user's last mails, as the heads of all users judge them
 * @param usual π₀, of the base
 * @param current π until now; it stays where there are too few mails, or little changed
 */
export function prevalenceOf(
  logits: readonly number[],
  usual: number,
  current: number | null = null,
): number | null {
  if (logits.length < LEAST_MAILS) return current
  let share = 0.5
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const shift = logitOf(share) - logitOf(usual)
    const spam = logits.reduce((sum, logit) => sum + sigmoid(logit + shift), 0)
    const next = (spam + CAUTION / 2) / (logits.length + CAUTION)
    const isSettled = Math.abs(next - share) < 1e-6
    share = next
    if (isSettled) break
  }
  const isNews = current === null || Math.abs(logitOf(share) - logitOf(current)) >= STEP
  return isNews ? share : current
}

/**
 * What is added to each logit of the base for a user: the odds of spam among the user's mail instead of the usual ones. Never past even
 * odds: a burst of spam must not cost good mail, and mail that is mostly spam is not worth that risk. And never below the usual odds
 * for users of a domain, whose head was learned from people like them: of users left out of the training, lower ones made those err
 * more, all others much less. With the user's marks either fades to even odds: the marks tell by themselves where the cut lies.
 * @param usual π₀, of the base
 * @param marks how many the user has made
 */
export function prevalenceShift(
  { domain, prevalence }: { domain: string | null; prevalence: number | null },
  usual: number,
  marks: number,
): number {
  const own = Math.min(0.5, prevalence ?? usual)
  const told = domain === null ? own : Math.max(usual, own)
  const odds = marks < FADED ? logitOf(told) * (1 - marks / FADED) : 0
  return odds - logitOf(usual)
}
