/**
 * THE STORY. A mail is scored, a user marks it, and the next mail is scored by a model that has learned from it.
 *
 *     raw bytes → Mail → text → embedding ┐
 *                   └──── lexical ────────┴→ x      logit(x, user) = base(x) + shared(x) + adapter_user(x)
 *
 * Everything that a door (HTTP, command line, bench) can ask of Hamlet is a method here.
 */
import { Accounts, type FilterOptions } from './accounts.js'
import { embedAnew } from './encoder-switch.js'
import { BadInput, NotFound } from './errors.js'
import { Events } from './events.js'
import { type Explained, explainStored, reasonsOf, type Scored } from './explain.js'
import { lexical } from './features/lexical.js'
import { pack, quantise, toSample } from './features/vector.js'
import { inForce } from './heads/promise.js'
import { Hints } from './hints.js'
import { parse } from './mail/parse.js'
import { canonicalText } from './mail/text.js'
import { unwrap } from './mail/unwrap.js'
import { judge, type Model, type Side } from './model.js'
import { Models } from './models.js'
import { SharedRefit } from './refit.js'
import type { Judgement, Mark, Message } from './store/store.js'
import { TopicReader } from './topic-reader.js'
import type { Label, Mail } from './types.js'
import { checkUser } from './user-name.js'

export type { FilterOptions, Statistics } from './accounts.js'
export type { Accuracy } from './accuracy.js'
export type { Events, Happening } from './events.js'
export type { Explained, Reason, Scored } from './explain.js'
export type { Side } from './model.js'
export type { UserExport } from './user-export.js'
export { checkUser } from './user-name.js'

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

/** Loads the shared head in force and returns a filter that is ready. */
export async function createFilter(options: FilterOptions): Promise<Filter> {
  const { store, encoder, base, log = null, sharedCap } = options
  const reader = new TopicReader(encoder, base)
  const hints = new Hints(store, reader)
  const models = new Models(store, encoder.id, base, options.threshold, hints, options.promise)
  await models.adoptShared()
  const now = options.now ?? Date.now
  const events = new Events(now)
  const parts = { store, encoderId: encoder.id, models, events, log, now, cap: sharedCap }
  const refit = options.refit === false ? null : new SharedRefit(parts)
  refit?.notice()
  return new Filter(options, models, refit, reader, events)
}

export class Filter extends Accounts {
  /** Judges a raw message for a user and logs the judgement. The same mail has the same id, whenever and wherever it comes. */
  async score(user: string, raw: Buffer): Promise<Scored> {
    return this.scoreMail(user, await parse(raw))
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

  /**
   * Labels each mail that was forwarded as an attachment of this one, and not this one.
   * @throws BadInput when no mail is attached.
   */
  async markForwarded(user: string, raw: Buffer, label: Label): Promise<Marked[]> {
    const mails = await unwrap(await parse(raw))
    if (mails.length === 0) {
      throw new BadInput(
        'No mail is attached to this one. Forward the mail that you mean "as attachment" (message/rfc822).',
        422,
        'nothing-attached',
      )
    }
    const marked: Marked[] = []
    for (const mail of mails) {
      await this.scoreMail(user, mail)
      marked.push(await this.mark(user, mail.id, label))
    }
    return marked
  }

  /** Takes a label back; the user's model is then what it was without it, bit by bit. */
  async unmark(user: string, id: string): Promise<Marked> {
    const known = await this.known(user, id)
    return this.learn(known, async () => (await this.store.deleteMark(user, id, this.now())).removed !== null)
  }

  /** Judges a mail of the log anew, with all that can be said about it. @throws NotFound for an unknown id. */
  async explain(user: string, id: string): Promise<Explained> {
    const known = await this.known(user, id)
    const model = await this.models.of(await this.account(user))
    const x = this.models.sample(known)
    const judgement = judge(model, x, id)
    const mark = await this.store.mark(user, id)
    const message = await this.store.message(user, id)
    const text = message?.text ?? null
    const { reasons, nearest, anatomy } = explainStored(this.options.base, model, x, known, text)
    return {
      ...scored(model, id, judgement, reasons, this.encoder.id),
      sender: known.sender,
      subject: known.subject,
      scoredAt: message?.scoredAt ?? null,
      label: mark?.label ?? null,
      first: known.before,
      nearest,
      ...anatomy,
    }
  }

  /** Judges mails of the log anew, by what the user's filter has learned since. @throws NotFound for an unknown id. */
  async rejudge(user: string, ids: readonly string[]): Promise<Judgement[]> {
    const model = await this.models.of(await this.account(user))
    const known = await Promise.all(ids.map((id) => this.known(user, id)))
    return known.map((each) => judge(model, this.models.sample(each), each.id))
  }

  private async scoreMail(user: string, mail: Mail): Promise<Scored> {
    checkUser(user)
    const text = canonicalText(mail)
    const { ids, names } = lexical(mail, this.options.trustedAuthserv)
    const features = quantise(await this.encoder.encode(text), ids, this.options.base.gains)
    const x = toSample(features, this.options.base)
    // Not before: the mail may have waited long for the encoder, and the user marked others meanwhile.
    const model = await this.models.of(await this.account(user))
    const judgement = judge(model, x, mail.id)
    const isNew = await this.store.logMessage({
      ...this.logged(mail, text),
      user,
      id: mail.id,
      scoredAt: this.now(),
      encoder: this.encoder.id,
      base: this.options.base.id,
      vector: pack(features),
      judgement,
    })
    if (isNew && this.options.noticing !== false) await this.inboxes.notice(user, mail.id)
    const { verdict, probability } = judgement
    this.events.publish({ type: 'score', user, id: mail.id, verdict, probability })
    const reasons = reasonsOf(this.options.base, model, x, names)
    return scored(model, mail.id, judgement, reasons, this.encoder.id)
  }

  private async learn(known: Mark, change: () => Promise<boolean>): Promise<Marked> {
    const x = this.models.sample(known)
    const judged = async () => {
      const model = await this.models.of(await this.account(known.user))
      return { model, judgement: judge(model, x, known.id) }
    }
    const before = await judged()
    const changed = await change()
    const after = await judged()
    const { user, id } = known
    const label = after.model.marks.find((mark) => mark.id === id)?.label ?? null
    const marks = after.model.marks.length
    if (changed) {
      this.refit?.notice()
      this.events.publish({ type: 'mark', user, id, label, marks })
    }
    return {
      ...{ id, changed, label, marks },
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
    if (found.encoder === this.encoder.id || message?.text == null) return found
    const { encoder, options } = this
    const vector = await embedAnew({ ...found, text: message.text }, encoder, options.base.gains)
    return { ...found, vector, encoder: encoder.id, base: options.base.id }
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
  model: Model,
  id: string,
  judgement: Judgement,
  reasons: Scored['reasons'],
  encoder: string,
): Scored {
  const { base, shared, adapter, logit, probability, verdict, threshold } = judgement
  const parts = { base, shared, adapter }
  const promise = model.promise && inForce(model.promise, threshold)
  const { user } = model.user
  return { id, user, verdict, probability, logit, parts, threshold, promise, reasons, encoder }
}
