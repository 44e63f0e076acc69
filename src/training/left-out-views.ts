/** Everybody's mail, each seen by a base that was trained on all the others. */
import { BadInput } from '../errors.js'
import type { TrainingMail } from './dataset.js'
import { domainNames, type Helpful } from './domains.js'
import { helpfulDomains, settled } from './helpful-domains.js'
import { LEAST_OF_A_CLASS, people } from './people.js'
import { freshOf } from './select.js'
import { type View, viewOf } from './views.js'

export interface ViewOptions {
  /** Users whose labels the encoder has seen. */
  supervisedUsers: readonly string[]
  /** Corpora that may be domains; default: all that have several people. */
  domains?: readonly string[]
  onStep?: ((step: string) => void) | undefined
}

/**
 * @returns a view of each user with enough mail of both classes, and the domains that help those who are of them
 * @throws BadInput when fewer than three of the users are new to the encoder
 */
export function leftOutViews(
  mails: readonly TrainingMail[],
  { supervisedUsers, domains = domainNames(mails), onStep = () => {} }: ViewOptions,
): { views: View[]; helpful: Helpful[] } {
  const seen = people(mails).map((user) => {
    onStep(`words without ${user}`)
    return viewOf(user, mails, !supervisedUsers.includes(user), domains)
  })
  const helpful = helpfulDomains(seen)
  const views = seen.map((view) => settled(view, helpful))
  const fresh = freshOf(views).length
  if (fresh < 3) {
    throw new BadInput(
      `Only ${fresh} users with ${LEAST_OF_A_CLASS} mails of each class, unseen by the encoder, can be left out in turn; at least 3 are needed. Name more --index files.`,
    )
  }
  return { views, helpful }
}
