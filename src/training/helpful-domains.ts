/** Which domains a base brings a head for: only those that are seen to help people who were left out. */
import { fitTrust, trustedWords } from './stack.js'
import { outcome } from './trial.js'
import type { View, ViewedMail } from './views.js'

/** No user may err so much more often (in points of a per cent) for a domain to be taken up. */
const MOST_HARM = 0.1

/**
 * The domains that help: with their words instead of the general ones, their people err less on average and none of them errs more
 * by MOST_HARM, each person left out of both. Judged by the words, so that users whom the encoder knows count as well.
 */
export function helpfulDomains(views: readonly View[]): string[] {
  const rises = (name: string) =>
    views.flatMap((view) => {
      if (view.domain?.name !== name) return []
      const trust = fitTrust(views.filter((other) => other !== view))
      const errors = (mails: readonly ViewedMail[]) =>
        outcome(mails, (mail) => trustedWords(trust, mail)).errors
      return [errors(view.domain.mails) - errors(view.mails)]
    })
  const names = [...new Set(views.flatMap(({ domain }) => (domain ? [domain.name] : [])))].sort()
  return names.filter((name) => {
    const all = rises(name)
    return Math.max(...all) <= MOST_HARM && all.reduce((sum, rise) => sum + rise, 0) < 0
  })
}

/** What a user is judged by in the end: the words of the domain where it is one of `taken`, else the general ones. */
export function settled(view: View, taken: readonly string[]): View {
  const { domain } = view
  return domain && taken.includes(domain.name) ? { ...view, mails: domain.mails } : { ...view, domain: null }
}
