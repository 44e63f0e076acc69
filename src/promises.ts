/** A promise instead of a threshold: "at most 1 good mail in N in Junk"; see heads/promise.ts for what holds and why. */
import { BadInput } from './errors.js'
import { inForce, LEAST_ONE_IN, MOST_ONE_IN, type Promised, type PromiseInForce } from './heads/promise.js'
import type { Models } from './models.js'
import type { Store, User } from './store/store.js'
import { checkUser, knownUser } from './user-name.js'

export interface ShownPromise {
  user: string
  /** N; null: nothing was promised, the threshold alone decides. */
  oneIn: number | null
  /** The user asked for it; false: it is the installation's. */
  own: boolean
  /** Whether any mail can be called spam under it: false while too little ham was seen. */
  possible: boolean
  /** Probability from which mail is spam; between the threshold and this it is unsure. Null where none is called spam. */
  probability: number | null
  /** The largest N that can be promised by now; null where nothing was promised. */
  most: number | null
  /** What it rests on, in a sentence. */
  why: string
}

export class Promises {
  constructor(
    private readonly store: Store,
    private readonly models: Models,
    private readonly now: () => number,
    private readonly onChange: (user: string) => void,
  ) {}

  /** @throws NotFound for an unknown user */
  async of(user: string): Promise<ShownPromise> {
    const account = await knownUser(this.store, user)
    const { promise, threshold } = await this.models.of(account)
    const own = account.promise !== null
    if (promise === null) {
      const why = 'Nothing was promised: the threshold alone decides.'
      return { user, oneIn: null, own, possible: true, probability: threshold, most: null, why }
    }
    const { cut, possible: most } = promise
    const held = { ...inForce(promise, threshold), why: reasonFor(promise) }
    return { user, own, possible: cut !== null, most, ...held }
  }

  /** What holds of this user's mail. Without a promise, no model is solved to know that. */
  async inForce(user: User): Promise<PromiseInForce | null> {
    if ((user.promise ?? this.models.defaultPromise) === null) return null
    const { promise, threshold } = await this.models.of(user)
    return promise && inForce(promise, threshold)
  }

  /** Asks for a promise, or takes that back (null: the installation's). @throws BadInput for what is no such number */
  async set(user: string, oneIn: number | null): Promise<ShownPromise & { changed: boolean }> {
    if (oneIn !== null && !(Number.isInteger(oneIn) && oneIn >= LEAST_ONE_IN && oneIn <= MOST_ONE_IN)) {
      throw new BadInput(
        `Promise at most 1 good mail in N, with a whole number N from ${LEAST_ONE_IN} to ${MOST_ONE_IN}, or null for the default.`,
        400,
        'bad-promise',
      )
    }
    await this.store.ensureUser(checkUser(user), this.now())
    const changed = await this.store.setPromise(user, oneIn)
    if (changed) this.onChange(user)
    return { ...(await this.of(user)), changed }
  }
}

function reasonFor({ oneIn, cut, from, count, possible }: Promised): string {
  if (cut === null) {
    const most = possible > 0 ? `1 in ${possible} can be` : 'nothing can be promised yet'
    return `Not enough ham was seen to promise 1 in ${oneIn}: ${most}. Until then no mail is called spam but what you mark.`
  }
  if (from === 'own') {
    return `From ${count} ham mails that you marked, each judged by the others: of ham like them at most 1 in ${oneIn} lies above the cut.`
  }
  return `From ${count} other people's ham, the strictest of their cuts: for ${count} in ${count + 1} new users at most 1 good mail in ${oneIn} lies above it. ${oneIn - 1} ham marks of your own make it yours.`
}
