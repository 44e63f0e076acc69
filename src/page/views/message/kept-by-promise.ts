import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'

type Side = Pick<Explained, 'verdict' | 'probability' | 'threshold' | 'promise'>

/** Why a mail above the threshold is unsure all the same; null where that is not so. */
export function keptByPromise({ verdict, probability, threshold, promise }: Side): string | null {
  if (promise === null || verdict !== 'unsure' || probability < threshold) return null
  const kept = `Kept out of Junk by the promise of at most 1 good mail in ${formats.count(promise.oneIn)}: `
  return promise.probability === null
    ? `${kept}too little ham was seen for it, so nothing is spam but what the user marks.`
    : `${kept}mail is spam from ${formats.probability(promise.probability)} on.`
}
