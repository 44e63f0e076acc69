/** Which heads were wrong about a mail before its label was known. */
import type { Label } from '../types.js'
import type { Judgement } from './records.js'

export interface Wrong {
  base: boolean
  /** base + shared head. */
  shared: boolean
  /** All three: what the user was told. */
  own: boolean
}

/**
 * Spam is wrong unless it was judged spam; ham is wrong only if it was: unsure is no loss of ham. The user was told the
 * verdict; for fewer heads, mail is spam where the logistic function of their sum reaches the threshold that was in force.
 */
export function wrongHeads(label: Label, before: Judgement): Wrong {
  const isWrong = (judgedSpam: boolean) => judgedSpam !== (label === 'spam')
  const isSpam = (logit: number) => 1 / (1 + Math.exp(-logit)) >= before.threshold
  return {
    base: isWrong(isSpam(before.base)),
    shared: isWrong(isSpam(before.base + before.shared)),
    own: isWrong(before.verdict === 'spam'),
  }
}
