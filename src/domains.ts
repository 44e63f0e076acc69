/**
 * A user's domain, found without a label: now and then, when a mail has come, the last mails of the user are held against the
 * domains that the base knows (heads/domain.ts), and the user is served by the head of the one that they are of.
 */
import { domainOf } from './heads/domain.js'
import type { Log } from './log.js'
import type { Models } from './models.js'
import type { Store } from './store/store.js'

/** Newest mails of a user that are looked at. */
const LOOKED_AT = 200
/** Every so manieth mail, by its id, gives cause to look: no count needs keeping, and a restart changes nothing. */
const EVERY = 32

export class Domains {
  constructor(
    private readonly store: Store,
    private readonly models: Models,
    private readonly log: Log | null,
  ) {}

  /** To be told of each mail that is new in the log. */
  async notice(user: string, id: string): Promise<void> {
    const { domains } = this.models.base
    if (domains.length > 0 && Number.parseInt(id.slice(0, 8), 16) % EVERY === 0) await this.look(user)
  }

  /** Decides anew by the user's last mails; nothing changes while there are too few. @returns the domain, or null */
  async look(user: string): Promise<string | null> {
    const current = (await this.store.user(user))?.domain ?? null
    const mails = await this.store.messagesSince(user, 0, LOOKED_AT)
    const samples = mails.map((mail) => this.models.sample(mail))
    const domain = domainOf(this.models.base.domains, samples, current)
    if (domain !== current) {
      await this.store.setDomain(user, domain)
      this.log?.info({ user, from: current, to: domain }, "the user's mail is of another domain")
    }
    return domain
  }
}
