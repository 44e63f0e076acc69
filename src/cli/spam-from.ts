import type { Statistics } from '../filter.js'

/** From when on mail of a user is spam, in words: the threshold says it alone only where nothing is promised. */
export function spamFrom({ threshold, promise }: Pick<Statistics, 'threshold' | 'promise'>): string {
  if (promise === null) return `spam from probability ${threshold}`
  const { oneIn, probability } = promise
  const asked = `at most 1 good mail in ${oneIn} in Junk`
  return probability === null
    ? `nothing is spam but what is marked so: too little ham was seen to promise ${asked}`
    : `spam from probability ${probability.toFixed(4)}, as promised: ${asked}; the threshold is ${threshold}`
}
