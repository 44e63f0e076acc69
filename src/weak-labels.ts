/**
 * Weak labels: signs that a mail was welcome. A mail server or program that sees a user answer a mail, or read and keep it, may
 * say so; where the user allows it, the mail counts as ham for a fraction of a mark (heads/hint.ts).
 *
 * Off unless the user allows it. A sign is something that the user did: a verdict of the filter is never one, so that it does
 * not learn from itself. (Of the mail that it delivers, users keep most: what is kept is biased towards what it believes
 * already, which is one more reason for the small weight and the caps.) A mark on the mail takes the place of its weak label
 * for as long as it stands.
 */
import { HamletError, NotFound } from './errors.js'
import type { Sign, Store, WeakLabel } from './store/store.js'
import { checkUser, knownUser } from './user-name.js'

/** Weak labels kept for each user; the oldest go first. */
export const MOST_WEAK_LABELS = 200

export type ShownWeakLabel = Pick<WeakLabel, 'id' | 'sign' | 'givenAt' | 'sender' | 'subject'>

export class WeakLabels {
  constructor(
    private readonly store: Store,
    private readonly now: () => number,
    private readonly onChange: (user: string) => void,
  ) {}

  /** @throws NotFound for an unknown user */
  async list(user: string): Promise<{ allowed: boolean; labels: ShownWeakLabel[] }> {
    const account = await knownUser(this.store, user)
    const labels = (await this.store.weakLabels(user)).map(({ id, sign, givenAt, sender, subject }) => ({
      ...{ id, sign, givenAt, sender, subject },
    }))
    return { allowed: account.weakLabels, labels }
  }

  /** Allows weak labels, or forbids them and forgets those that were given. */
  async allow(user: string, allowed: boolean): Promise<{ user: string; allowed: boolean; changed: boolean }> {
    const changed = await this.store.allowWeakLabels(checkUser(user), allowed, this.now())
    if (changed) this.onChange(user)
    return { user, allowed, changed }
  }

  /**
   * Notes that a mail which was scored was welcome. Giving a sign twice changes nothing.
   * @throws NotFound for a mail that is not in the log, HamletError 409 where the user does not allow it
   */
  async give(user: string, id: string, sign: Sign): Promise<{ id: string; sign: Sign; changed: boolean }> {
    const message = await this.store.message(checkUser(user), id)
    if (!message) throw new NotFound(`No message ${id} was scored for "${user}".`, 'unknown-message')
    if (!(await this.store.user(user))?.weakLabels) {
      throw new HamletError(
        'not-allowed',
        409,
        `"${user}" does not allow weak labels. PUT {"allowed":true} to /v1/users/{user}/weak first, if the user agrees.`,
      )
    }
    const { sender, subject, encoder, base, vector } = message
    const label = { id, sign, givenAt: this.now(), sender, subject, encoder, base, vector }
    const changed = await this.store.putWeakLabel(user, label, MOST_WEAK_LABELS)
    if (changed) this.onChange(user)
    return { id, sign, changed }
  }

  /** The user's model is then what it would be had the sign never been given. */
  async takeBack(user: string, id: string): Promise<{ id: string; removed: true }> {
    if (!(await this.store.deleteWeakLabel(checkUser(user), id)))
      throw new NotFound(`Message ${id} of "${user}" has no weak label.`, 'unknown-weak-label')
    this.onChange(user)
    return { id, removed: true }
  }
}
