/** Which domains a base brings a head for: only those that are seen to help people who were left out. */
import { fitTrust, trustedWords } from './stack.js'
import type { View, ViewedMail } from './views.js'

/** No user may be seen to err so much more often, as a share of the mails, for a domain to be taken up. */
const MOST_HARM = 0.001

/**
 * The domains that help: with their words instead of the general ones, their people err less on average and none of them is seen to
 * err more by MOST_HARM, each person left out of both: of a mails newly wrong and b newly right among n, (a − b − √(a + b)) / n
 * is at most that, the rise less its standard error (McNemar 1947), so that a handful of mails decides nothing. Judged by
 * the words, so that users whom the encoder knows count as well.
 */
export function helpfulDomains(views: readonly View[]): string[] {
  const rises = (name: string) =>
    views.flatMap(({ domain, ...view }) => {
      if (domain?.name !== name) return []
      const trust = fitTrust(views.filter(({ user }) => user !== view.user))
      const isWrong = (mail: ViewedMail) => trustedWords(trust, mail) >= 0 !== mail.y > 0
      const newly = view.mails.map((mail, i) => Number(isWrong(domain.mails[i])) - Number(isWrong(mail)))
      const rise = newly.reduce((sum, each) => sum + each, 0)
      const changed = newly.filter((each) => each !== 0).length
      return [{ mean: rise / newly.length, seen: (rise - Math.sqrt(changed)) / newly.length }]
    })
  const names = [...new Set(views.flatMap(({ domain }) => (domain ? [domain.name] : [])))].sort()
  return names.filter((name) => {
    const all = rises(name)
    return all.every(({ seen }) => seen <= MOST_HARM) && all.reduce((sum, { mean }) => sum + mean, 0) < 0
  })
}

/** What a user is judged by in the end: the words of the domain where it is one of `taken`, else the general ones. */
export function settled(view: View, taken: readonly string[]): View {
  const { domain } = view
  return domain && taken.includes(domain.name) ? { ...view, mails: domain.mails } : { ...view, domain: null }
}
