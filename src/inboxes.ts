/**
 * What a user's mail tells without a label. Now and then, when a mail has come, the last mails of the user are looked at: which of the
 * domains that the base knows they are of (heads/domain.ts), and how much of them is spam (heads/prevalence.ts). The user is
 * judged accordingly from then on.
 */
import { setImmediate } from 'node:timers/promises'
import { NotFound } from './errors.js'
import { headFor } from './heads/base.js'
import { domainOf } from './heads/domain.js'
import { logit, type Sample } from './heads/head.js'
import { prevalenceOf } from './heads/prevalence.js'
import type { Log } from './log.js'
import type { Models } from './models.js'
import type { Inbox, Store } from './store/store.js'

/** Newest mails of a user that are looked at. */
const LOOKED_AT = 400
/** Mails that are looked at before other work has its turn. */
const AT_ONCE = 50
/** Every so manieth mail, by its id, gives cause to look: no count needs keeping, and a restart changes nothing. */
const EVERY = 32

export class Inboxes {
  constructor(
    private readonly store: Store,
    private readonly models: Models,
    private readonly log: Log | null,
  ) {}

  /** To be told of each mail that is new in the log. */
  async notice(user: string, id: string): Promise<void> {
    if (Number.parseInt(id.slice(0, 8), 16) % EVERY !== 0) return
    await this.look(user).catch((error) => {
      // Erased meanwhile: nothing is left to be judged.
      if (!(error instanceof NotFound)) throw error
    })
  }

  /** Decides anew by the user's last mails; nothing changes while there are too few. */
  async look(user: string): Promise<Inbox> {
    const { base, sharedHead } = this.models
    const known = await this.store.user(user)
    const current = { domain: known?.domain ?? null, prevalence: known?.prevalence ?? null }
    const mails = await this.store.messagesSince(user, 0, LOOKED_AT)
    const samples: Sample[] = []
    for (const mail of mails) {
      // All at once would hold up everybody else's mail for some 40 ms.
      if (samples.length % AT_ONCE === AT_ONCE - 1) await setImmediate()
      samples.push(this.models.sample(mail))
    }
    const domain = domainOf(base.domains, samples, current.domain)
    const head = headFor(base, domain)
    const logits = samples.map((x) => logit(head, x) + logit(sharedHead.head, x))
    const prevalence = prevalenceOf(logits, base.prevalence, current.prevalence)
    if (domain !== current.domain || prevalence !== current.prevalence) {
      await this.store.setInbox(user, { domain, prevalence })
      this.log?.info(
        { user, from: current, to: { domain, prevalence } },
        "the user's mail is of another kind",
      )
    }
    return { domain, prevalence }
  }
}
