/**
 * What a user has: a model, its history, where it starts from; and how it leaves. filter.ts is built on it.
 */
import { type Accuracy, type AccuracyTable, accuracyOf, accuracyTable } from './accuracy.js'
import { validThreshold } from './config.js'
import { Dashboard } from './dashboard/dashboard.js'
import { NO_OTHERS } from './dashboard/parts.js'
import type { Encoder } from './encoder/encoder.js'
import { BadInput, NotFound } from './errors.js'
import type { Change, Events } from './events.js'
import type { FilterOptions } from './filter-options.js'
import { domainNamed } from './heads/domain.js'
import { encodeHead } from './heads/head-codec.js'
import type { PromiseInForce } from './heads/promise.js'
import { Inboxes } from './inboxes.js'
import type { Models } from './models.js'
import { Promises } from './promises.js'
import { Questions } from './questions.js'
import type { SharedRefit } from './refit.js'
import type { MessageSummary, Page, Store, User } from './store/store.js'
import { Timeline } from './timeline.js'
import type { TopicReader } from './topic-reader.js'
import { Topics } from './topics.js'
import type { Verdict } from './types.js'
import { exportUser, readExport, type UserExport } from './user-export.js'
import { checkUser, knownUser } from './user-name.js'
import { WeakLabels } from './weak-labels.js'

export type { FilterOptions } from './filter-options.js'

export interface Statistics {
  user: string
  createdAt: number
  messages: number
  marks: number
  spam: number
  ham: number
  threshold: number
  /** What the user set; null for the installation's default. */
  settings: { threshold: number | null }
  /** Null: nothing is promised, and mail is spam from the threshold on. */
  promise: PromiseInForce | null
  /** The domain of the base that the user's mail is of, see heads/domain.ts. */
  domain: string | null
  /** The share of spam among the user's mail, see heads/prevalence.ts. */
  prevalence: number | null
  /** The earliest moment to which the marks can be put back. */
  undoableSince: number
  prior: { from: string; takenAt: number } | null
  accuracy: Accuracy
}

export class Accounts {
  protected readonly store: Store
  protected readonly encoder: Encoder
  protected readonly now: () => number
  /** Mail that the user described in words. */
  readonly topics: Topics
  /** Signs that mail was welcome, from what the user did with it. */
  readonly weakLabels: WeakLabels
  /** Mails whose labels would help most. */
  readonly questions: Questions
  /** At most one good mail in so many in Junk. */
  readonly promises: Promises
  /** Whose mail a user's is like. */
  readonly inboxes: Inboxes
  /** What a user marked, and the way back. */
  readonly timeline: Timeline
  /** What an administrator sees of all users. */
  readonly dashboard: Dashboard

  constructor(
    protected readonly options: FilterOptions,
    protected readonly models: Models,
    protected readonly refit: SharedRefit | null,
    reader: TopicReader,
    /** What happens, for those who watch. */
    readonly events: Events,
  ) {
    this.store = options.store
    this.encoder = options.encoder
    this.now = options.now ?? Date.now
    const changed = (what: Change) => (user: string) => events.publish({ type: 'change', user, what })
    this.topics = new Topics(this.store, reader, this.now, changed('topics'))
    this.weakLabels = new WeakLabels(this.store, this.now, changed('weak-labels'))
    this.promises = new Promises(this.store, models, this.now, changed('promise'))
    this.inboxes = new Inboxes(this.store, models, options.log ?? null)
    this.questions = new Questions(this.store, models, this.now)
    const { store, encoder, now } = this
    const onChange = (user: string) => {
      refit?.notice()
      changed('undo')(user)
    }
    this.timeline = new Timeline({ store, models, maxMarks: options.maxMarks, now, onChange })
    const { others = NO_OTHERS, trustedAuthserv = [] } = options
    const parts = { store, models, reader, encoder, events, now, others, trustedAuthserv }
    this.dashboard = new Dashboard(parts)
  }

  get encoderId(): string {
    return this.encoder.id
  }

  get baseId(): string {
    return this.options.base.id
  }

  async statistics(user: string): Promise<Statistics> {
    const account = await knownUser(this.store, user)
    const [accuracy] = await this.store.accuracy(user)
    const { threshold, domain, prevalence, prior, createdAt, undoSince } = account
    return {
      user,
      createdAt,
      messages: accuracy.messages,
      marks: accuracy.marks,
      spam: accuracy.spamMarks,
      ham: accuracy.hamMarks,
      threshold: threshold ?? this.options.threshold,
      settings: { threshold },
      promise: await this.promises.inForce(account),
      domain: domainNamed(this.options.base.domains, domain)?.name ?? null,
      prevalence,
      undoableSince: Math.max(createdAt, undoSince),
      prior: prior && { from: prior.from, takenAt: prior.takenAt },
      accuracy: accuracyOf(accuracy),
    }
  }

  /** How often each head was wrong, by user, and in all. */
  async accuracy(): Promise<AccuracyTable> {
    return accuracyTable(await this.store.accuracy())
  }

  async history(
    user: string,
    page: Page & { verdict?: Verdict },
  ): Promise<{ messages: MessageSummary[]; next: string | null }> {
    await knownUser(this.store, user)
    return this.store.messages(user, page)
  }

  /** Starts a user from a copy of another user's adapter, or takes that back; the user's own marks then add to it. */
  async setPrior(user: string, from: string | null) {
    const source = from === null ? null : await knownUser(this.store, from)
    if (from === user) throw new BadInput('A user cannot start from their own model.', 400, 'own-prior')
    const account = await this.account(user)
    const prior = source && {
      from: source.user,
      takenAt: this.now(),
      encoder: this.encoder.id,
      base: this.models.base.id,
      head: Buffer.from(encodeHead((await this.models.of(source)).adapter)),
    }
    await this.store.setPrior(user, prior)
    this.events.publish({ type: 'change', user, what: 'prior' })
    return {
      user,
      prior: prior && { from: prior.from, takenAt: prior.takenAt },
      changed: account.prior !== null || prior !== null,
    }
  }

  /** Sets the probability from which this user's mail is spam; null: the installation's. */
  async setThreshold(user: string, threshold: number | null): Promise<void> {
    const wrong = threshold === null ? null : validThreshold.safeParse(threshold).error
    if (wrong) {
      const { message } = wrong.issues[0]
      throw new BadInput(`This is wrong: ${message}, or null for the default.`, 400, 'bad-threshold')
    }
    await this.account(user)
    await this.store.setThreshold(user, threshold)
    this.events.publish({ type: 'change', user, what: 'threshold' })
  }

  /** Forgets the user, and the copies that others took of the user's adapter. @throws NotFound */
  async erase(user: string): Promise<{ user: string; erased: true; priorsTakenBack: string[] }> {
    const priorsTakenBack = await this.store.eraseUser(checkUser(user))
    if (priorsTakenBack === null) throw new NotFound(`There is no user "${user}".`, 'unknown-user')
    this.models.forget(user)
    this.refit?.notice()
    this.events.publish({ type: 'change', user, what: 'erase' })
    for (const taker of priorsTakenBack) this.events.publish({ type: 'change', user: taker, what: 'prior' })
    return { user, erased: true, priorsTakenBack }
  }

  async exportUser(user: string): Promise<UserExport> {
    await knownUser(this.store, user)
    return exportUser(this.store, user, this.encoder.id, this.options.base.id, this.now())
  }

  /**
   * Replaces all that the user's model is computed from by what an export holds. Marks of another encoder count by their words alone.
   * @returns how many marks were kept, and how many of them are such
   */
  async importUser(
    user: string,
    file: unknown,
  ): Promise<{ user: string; marks: number; wordsAlone: number }> {
    const model = readExport(file, checkUser(user), this.encoder.id, this.options.base)
    await this.store.replaceUser(user, model, this.options.maxMarks, this.now())
    const kept = await this.store.marks(user)
    this.models.forget(user)
    this.refit?.notice()
    this.events.publish({ type: 'change', user, what: 'import' })
    return {
      user,
      marks: kept.length,
      wordsAlone: kept.filter(({ encoder }) => encoder !== this.encoder.id).length,
    }
  }

  /** Solves the adapter of every user with marks that is not solved for the heads in force. @returns how many users. */
  async solveAll(): Promise<number> {
    const marking = (await this.store.accuracy()).filter(({ marks }) => marks > 0)
    for (const { user } of marking) await this.models.of(await this.account(user))
    return marking.length
  }

  /** To be called now and then: takes up what another process made of the shared head, or left undone. */
  keepUp(): void {
    this.refit?.notice()
  }

  /** Resolves when a background refit of the shared head that is due has ended. */
  async settled(): Promise<void> {
    await this.refit?.settled()
  }

  /** Ends what runs in the background. */
  close(): Promise<void> {
    return this.settled()
  }

  protected account(user: string): Promise<User> {
    return this.store.ensureUser(checkUser(user), this.now())
  }
}
