/**
 * Which domains a base brings a head for: only those that are seen to help people who were left out, with as much of their own words as
 * helps most.
 */
import { BLOCKS } from '../heads/head.js'
import type { Helpful } from './domains.js'
import { fitTrust, type Trust, trustedWords } from './stack.js'
import { classLosses, type View, type ViewedMail } from './views.js'

/** Alone, the words of a domain's few people mislead those who are less like them. */
const SHARES = [0.25, 0.5, 0.75, 1]

/** No user may be seen to err so much more often, as a share of the mails, for a domain to be taken up. */
const MOST_HARM = 0.001

/** Somebody of the domain, with a trust that is fitted on all others. */
interface Member {
  general: ViewedMail[]
  own: ViewedMail[]
  trust: Trust
}

/**
 * The domains that help, each with the share of least log-loss, mean over its people with both classes of each counting alike: the
 * errors, a handful of mails, would not tell the shares apart. With it instead of the general words, its people err less on
 * average and none of them is seen to err more by MOST_HARM, each person left out of both: of a mails newly wrong and b newly
 * right among n, (a − b − √(a + b)) / n is at most that, the rise less its standard error (McNemar 1947). Judged by
 * the words, so that users whom the encoder knows count as well.
 */
export function helpfulDomains(views: readonly View[]): Helpful[] {
  const names = [...new Set(views.flatMap(({ domain }) => (domain ? [domain.name] : [])))].sort()
  return names.flatMap((name) => {
    const members = views.flatMap(({ user, mails, domain }): Member[] =>
      domain?.name === name
        ? [{ general: mails, own: domain.mails, trust: fitTrust(views.filter((view) => view.user !== user)) }]
        : [],
    )
    const losses = SHARES.map((share) => members.reduce((sum, member) => sum + lossOf(member, share), 0))
    const share = SHARES[losses.indexOf(Math.min(...losses))]
    const rises = members.map((member) => riseOf(member, share))
    const isHarmless = rises.every(({ seen }) => seen <= MOST_HARM)
    return isHarmless && rises.reduce((sum, { mean }) => sum + mean, 0) < 0 ? [{ name, share }] : []
  })
}

function lossOf({ general, own, trust }: Member, share: number): number {
  const [spam, ham] = classLosses(pooled(general, own, share), (mail) => trustedWords(trust, mail))
  return spam + ham
}

function riseOf({ general, own, trust }: Member, share: number): { mean: number; seen: number } {
  const isWrong = (mail: ViewedMail) => trustedWords(trust, mail) >= 0 !== mail.y > 0
  const newly = pooled(general, own, share).map(
    (mail, i) => Number(isWrong(mail)) - Number(isWrong(general[i])),
  )
  const rise = newly.reduce((sum, each) => sum + each, 0)
  const changed = newly.filter((each) => each !== 0).length
  return { mean: rise / newly.length, seen: (rise - Math.sqrt(changed)) / newly.length }
}

/** The mails as the general words and the domain's see them together: logits of heads of pooled weights are pooled logits. */
function pooled(general: readonly ViewedMail[], own: readonly ViewedMail[], share: number): ViewedMail[] {
  return general.map((mail, i) => {
    const lexical = { ...mail.lexical }
    for (const block of BLOCKS) lexical[block] = (1 - share) * lexical[block] + share * own[i].lexical[block]
    return { ...mail, lexical }
  })
}

/** What a user is judged by in the end: with the words of the domain where it is one of `taken`, else by the general ones. */
export function settled(view: View, taken: readonly Helpful[]): View {
  const { domain } = view
  const found = taken.find(({ name }) => name === domain?.name)
  return domain && found
    ? { ...view, mails: pooled(view.mails, domain.mails, found.share) }
    : { ...view, domain: null }
}
