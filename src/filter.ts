/**
 * THE STORY. A mail is scored, a user marks it, and the next mail is scored by a model that has learned from it.
 *
 *     raw bytes → Mail → text → embedding ┐
 *                   └──── lexical ────────┴→ x      logit(x, user) = base(x) + shared(x) + adapter_user(x)
 *
 * Everything that a door (HTTP, command line, bench) can ask of Hamlet is a method here.
 */
import type { Encoder } from './encoder/encoder.js'
import { BadInput, HamletError, NotFound } from './errors.js'
import { type Explained, explainStored, reasonsOf, type Scored } from './explain.js'
import { lexical } from './features/lexical.js'
import { pack, quantise, toSample, unpack } from './features/vector.js'
import type { Base } from './heads/base.js'
import { encodeHead } from './heads/head-codec.js'
import type { Log } from './log.js'
import { parse } from './mail/parse.js'
import { canonicalText } from './mail/text.js'
import { Models } from './models.js'
import { SharedRefit } from './refit.js'
import type {
  Judgement,
  Mark,
  Message,
  MessageSummary,
  Page,
  Store,
  User,
  UserAccuracy,
} from './store/store.js'
import { type Transfer, transferMatrix } from './transfer.js'
import type { Label, Mail, Verdict } from './types.js'
import { exportUser, readExport, type UserExport } from './user-export.js'

export type { Explained, Reason, Scored } from './explain.js'
export type { Transfer } from './transfer.js'
export type { UserExport } from './user-export.js'

export interface Side {
  probability: number
  verdict: Verdict
}

/** What a mark did: how the mail was judged just before, and how it is judged from now on. */
export interface Marked {
  id: string
  /** False when the mail bore this label already. */
  changed: boolean
  label: Label | null
  /** How many marks the user has now. */
  marks: number
  before: Side
  after: Side
}

export interface Statistics {
  user: string
  createdAt: number
  messages: number
  marks: number
  spam: number
  ham: number
  threshold: number
  prior: { from: string; takenAt: number } | null
  accuracy: UserAccuracy
}

export interface FilterOptions {
  store: Store
  encoder: Encoder
  base: Base
  /** Probability from which mail is spam, for users who set none. */
  threshold: number
  /** What the score log keeps of a mail. */
  keep: 'nothing' | 'headers' | 'text'
  /** Marks kept for each user. */
  maxMarks: number
  /** Refit the shared head in the background as marks come in. Default true. */
  refit?: boolean
  log?: Log
  now?: () => number
}

const LONGEST_NAME = 256

/** @throws BadInput for a name that is empty, longer than 256 characters or holds control characters. */
export function checkUser(name: string): string {
  const length = [...name].length
  if (length === 0 || length > LONGEST_NAME || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new BadInput(
      'A user name has 1 to 256 characters and no control characters or broken surrogates.',
      400,
      'bad-user',
    )
  }
  return name
}

/** Loads the shared head in force and returns a filter that is ready. */
export async function createFilter(options: FilterOptions): Promise<Filter> {
  const { store, encoder, base } = options
  const models = new Models(store, encoder.id, base, options.threshold)
  await models.adoptShared()
  const refit =
    options.refit === false ? null : new SharedRefit(store, encoder.id, models, options.log ?? null)
  refit?.notice()
  return new Filter(options, models, refit)
}

export class Filter {
  private readonly store: Store
  private readonly encoder: Encoder
  private readonly now: () => number

  constructor(
    private readonly options: FilterOptions,
    private readonly models: Models,
    private readonly refit: SharedRefit | null,
  ) {
    this.store = options.store
    this.encoder = options.encoder
    this.now = options.now ?? Date.now
  }

  get encoderId(): string {
    return this.encoder.id
  }

  get baseId(): string {
    return this.options.base.id
  }

  /** Judges a raw message for a user and logs the judgement. The same mail has the same id, whenever and wherever it comes. */
  async score(user: string, raw: Buffer): Promise<Scored> {
    const account = await this.account(user)
    const mail = await parse(raw)
    const text = canonicalText(mail)
    const { ids, names } = lexical(mail)
    const features = quantise(await this.encoder.encode(text), ids, this.options.base.gains)
    const x = toSample(features, this.options.base.gains)
    const model = await this.models.of(account)
    const judgement = this.models.judge(model, x)
    await this.store.logMessage({
      ...this.logged(mail, text),
      user,
      id: mail.id,
      scoredAt: this.now(),
      encoder: this.encoder.id,
      base: this.options.base.id,
      vector: pack(features),
      judgement,
    })
    const reasons = reasonsOf(this.options.base, model, x, names)
    return scored(user, mail.id, judgement, reasons, this.encoder.id)
  }

  /** Labels a mail that was scored for this user, and learns from it at once. @throws NotFound for an unknown id. */
  async mark(user: string, id: string, label: Label): Promise<Marked> {
    const known = await this.known(user, id)
    return this.learn(known, async () => {
      const mark: Mark = { ...known, label, markedAt: this.now() }
      return (await this.store.putMark(mark, this.options.maxMarks)).changed
    })
  }

  /** Labels a raw message; scores it first where it is new, so that its first judgement is on record. */
  async markMail(user: string, raw: Buffer, label: Label): Promise<Marked> {
    const { id } = await this.score(user, raw)
    return this.mark(user, id, label)
  }

  /** Takes a label back; the user's model is then what it was without it, bit by bit. */
  async unmark(user: string, id: string): Promise<Marked> {
    const known = await this.known(user, id)
    return this.learn(known, async () => (await this.store.deleteMark(user, id)).removed !== null)
  }

  /** Judges a mail of the log anew, with all that can be said about it. @throws NotFound for an unknown id. */
  async explain(user: string, id: string): Promise<Explained> {
    const known = await this.known(user, id)
    const model = await this.models.of(await this.account(user))
    const x = this.models.sample(known.vector)
    const judgement = this.models.judge(model, x)
    const mark = await this.store.mark(user, id)
    const message = await this.store.message(user, id)
    const { reasons, nearest } = explainStored(this.options.base, model, x, known, message?.text ?? null)
    return {
      ...scored(user, id, judgement, reasons, this.encoder.id),
      sender: known.sender,
      subject: known.subject,
      scoredAt: message?.scoredAt ?? null,
      label: mark?.label ?? null,
      first: known.before,
      nearest,
    }
  }

  async statistics(user: string): Promise<Statistics> {
    const account = await this.store.user(checkUser(user))
    if (!account)
      throw new NotFound(
        `There is no user "${user}"; a user exists from the first mail that is scored.`,
        'unknown-user',
      )
    const [accuracy] = await this.store.accuracy(user)
    const { threshold, prior, createdAt } = account
    return {
      user,
      createdAt,
      messages: accuracy.messages,
      marks: accuracy.marks,
      spam: accuracy.spamMarks,
      ham: accuracy.hamMarks,
      threshold: threshold ?? this.options.threshold,
      prior: prior && { from: prior.from, takenAt: prior.takenAt },
      accuracy,
    }
  }

  async history(user: string, page: Page): Promise<{ messages: MessageSummary[]; next: string | null }> {
    await this.statistics(user)
    return this.store.messages(user, page)
  }

  /** Starts a user from a copy of another user's adapter, or takes that back; the user's own marks then add to it. */
  async setPrior(user: string, from: string | null) {
    const account = await this.account(user)
    const source = from === null ? null : await this.store.user(checkUser(from))
    if (from !== null && !source)
      throw new NotFound(`There is no user "${from}" to start from.`, 'unknown-user')
    if (from === user) throw new BadInput('A user cannot start from their own model.', 400, 'own-prior')
    const prior = source && {
      from: source.user,
      takenAt: this.now(),
      head: Buffer.from(encodeHead((await this.models.of(source)).adapter)),
    }
    await this.store.setPrior(user, prior)
    return {
      user,
      prior: prior && { from: prior.from, takenAt: prior.takenAt },
      changed: account.prior !== null || prior !== null,
    }
  }

  /** Sets the probability from which this user's mail is spam; null: the installation's. */
  async setThreshold(user: string, threshold: number | null): Promise<void> {
    if (threshold !== null && !(threshold > 0 && threshold < 1)) {
      throw new BadInput(
        'A threshold is a probability above 0 and below 1, or null for the default.',
        400,
        'bad-threshold',
      )
    }
    await this.account(user)
    await this.store.setThreshold(user, threshold)
  }

  /** Forgets the user, and the copies that others took of the user's adapter. @throws NotFound */
  async erase(user: string): Promise<{ user: string; erased: true; priorsTakenBack: string[] }> {
    const priorsTakenBack = await this.store.eraseUser(checkUser(user))
    if (priorsTakenBack === null) throw new NotFound(`There is no user "${user}".`, 'unknown-user')
    this.models.forget(user)
    await this.refit?.forget()
    return { user, erased: true, priorsTakenBack }
  }

  async exportUser(user: string): Promise<UserExport> {
    await this.statistics(user)
    return exportUser(this.store, user, this.encoder.id, this.options.base.id, this.now())
  }

  /** Replaces the user's marks, prior and threshold by those of an export. Marks of another encoder are skipped. */
  async importUser(user: string, file: unknown): Promise<{ user: string; marks: number; skipped: number }> {
    const { model, skipped } = readExport(file, checkUser(user), this.encoder.id, this.options.base)
    await this.account(user)
    await this.store.replaceUser(user, model, this.options.maxMarks)
    this.refit?.notice()
    return { user, marks: model.marks.length, skipped }
  }

  /** How each row user's model judges each column user's marked mail. */
  async transfer(users: string[]): Promise<Transfer> {
    return transferMatrix(this.store, this.models, users)
  }

  /** Resolves when a background refit of the shared head that is due has ended. */
  async settled(): Promise<void> {
    await this.refit?.settled()
  }

  /** Ends what runs in the background. */
  close(): Promise<void> {
    return this.settled()
  }

  private account(user: string): Promise<User> {
    return this.store.ensureUser(checkUser(user), this.now())
  }

  private async learn(known: Mark, change: () => Promise<boolean>): Promise<Marked> {
    const x = this.models.sample(known.vector)
    const judge = async () => {
      const model = await this.models.of(await this.account(known.user))
      return { model, judgement: this.models.judge(model, x) }
    }
    const before = await judge()
    const changed = await change()
    const after = await judge()
    if (changed) this.refit?.notice()
    const mark = after.model.marks.find(({ id }) => id === known.id)
    return {
      id: known.id,
      changed,
      label: mark?.label ?? null,
      marks: after.model.marks.length,
      before: side(before.judgement),
      after: side(after.judgement),
    }
  }

  /** What can be learned from or explained: the message of the log, or the mark where the message has left it. */
  private async known(user: string, id: string): Promise<Mark> {
    const message = await this.store.message(checkUser(user), id)
    const found = message ? fromLog(message) : await this.store.mark(user, id)
    if (!found) {
      throw new NotFound(
        `No message ${id} was scored for "${user}". Score it first, or send the raw message to be marked.`,
        'unknown-message',
      )
    }
    if (found.encoder === this.encoder.id) return found
    if (message?.text == null) {
      throw new HamletError(
        'other-encoder',
        409,
        `Message ${id} was scored with another encoder and its text was not kept. Send the raw message to score or mark it.`,
      )
    }
    const { lexical: ids } = unpack(found.vector)
    const features = quantise(await this.encoder.encode(message.text), ids, this.options.base.gains)
    return { ...found, vector: pack(features), encoder: this.encoder.id, base: this.options.base.id }
  }

  private logged(mail: Mail, text: string): Pick<Message, 'sender' | 'subject' | 'text'> {
    const { keep } = this.options
    return {
      sender: keep === 'nothing' ? null : (mail.from?.address ?? ''),
      subject: keep === 'nothing' ? null : mail.subject,
      text: keep === 'text' ? text : null,
    }
  }
}

function fromLog(message: Message): Mark {
  const { user, id, encoder, base, vector, sender, subject, judgement, scoredAt } = message
  return {
    user,
    id,
    label: 'ham',
    markedAt: scoredAt,
    encoder,
    base,
    vector,
    sender,
    subject,
    before: judgement,
  }
}

function side({ probability, verdict }: Judgement): Side {
  return { probability, verdict }
}

function scored(
  user: string,
  id: string,
  { base, shared, adapter, logit, probability, verdict, threshold }: Judgement,
  reasons: Scored['reasons'],
  encoder: string,
): Scored {
  return {
    id,
    user,
    verdict,
    probability,
    logit,
    parts: { base, shared, adapter },
    threshold,
    reasons,
    encoder,
  }
}
