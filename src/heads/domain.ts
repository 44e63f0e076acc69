/**
 * Domain adaptation without labels. What words mean depends on whose mail it is: in a company's mail "meter" and "deal" are its
 * daily work. For each domain of the training mail (a corpus of several people) a base brings words that were learned mostly from that domain
 * alone, and a gate that tells its mail from all others. A user whose unlabelled mail is of the domain, by the
 * mean of the gate, is served by that domain's head from then on: a mixture of experts (Jacobs et al. 1991) that is chosen a user at a
 * time. Chosen a mail at a time it errs more, since spam looks alike everywhere.
 */
import { sigmoid } from './calibration.js'
import type { Head, Sample } from './head.js'

export interface Domain {
  name: string
  /** Takes the place of the base's head for users of this domain; differs from it in the sparse weights alone. */
  head: Head
  gate: Gate
}

/** The log-odds that a mail is of the domain: a logistic regression on its words. */
export interface Gate {
  /** By id, words only: length `layout.words`. */
  weights: Float32Array
  bias: number
}

/** The domain of that name; null where it is none of these: another base may have known it. */
export function domainNamed<Named extends Pick<Domain, 'name'>>(
  domains: readonly Named[],
  name: string | null,
): Named | null {
  return domains.find((domain) => domain.name === name) ?? null
}

/** Fewer mails say too little of what somebody gets. */
export const LEAST_MAILS = 30

/** The probability that the mail is of the gate's domain; senders and headers do not count. */
export function likeness({ weights, bias }: Gate, { indices, values }: Sample): number {
  let logit = bias
  for (let k = 0; k < indices.length && indices[k] < weights.length; k++) {
    logit += weights[indices[k]] * values[k]
  }
  return sigmoid(logit)
}

/**
 * The mean likeness from which a user is of a domain, and the one down to which a user stays in it. People of the corpora whom a gate has
 * not seen have 0.45 to 0.71 where they are of its domain, and 0.05 to 0.35 where they are not.
 */
const ENTERS = 0.4
const STAYS = 0.3

/**
 * The name of the domain that a user's mail is of; null: of none.
 * @param mails of the user; with fewer than LEAST_MAILS nothing changes
 * @param current the domain that the user is of by now
 */
export function domainOf(
  domains: readonly Pick<Domain, 'name' | 'gate'>[],
  mails: readonly Sample[],
  current: string | null = null,
): string | null {
  if (mails.length < LEAST_MAILS) return current
  const mean = (gate: Gate) => mails.reduce((sum, x) => sum + likeness(gate, x), 0) / mails.length
  const shares = domains.map(({ name, gate }) => ({ name, share: mean(gate) }))
  const stays = shares.some(({ name, share }) => name === current && share > STAYS)
  const entered = shares.filter(({ share }) => share > ENTERS).sort((a, b) => b.share - a.share)
  return entered[0]?.name ?? (stays ? current : null)
}
