/**
 * Questions worth asking: three mails a week whose labels would help most, and that tell how good the filter is.
 *
 * Two are the most informative ones (heads/informative.ts), one is drawn at random from all others of that time, marked or not.
 * So every mail has a known chance of being asked about, 1 for the two and 1 / (N − 2) for the N − 2 others, and answers that weigh
 * 1 / chance estimate the errors on all of that mail without bias (Horvitz and Thompson 1952), which marks, most of them
 * corrections, do not. A mail that was drawn and bears a mark already has been answered.
 *
 * The questions of a week are drawn when they are first asked for, from the mail scored since they were drawn last, a week ago
 * at most. From then on they stay. An answer is a mark like any other.
 */
import { createHash } from 'node:crypto'
import { logitOf } from './heads/calibration.js'
import { mostInformative } from './heads/informative.js'
import { judge } from './model.js'
import type { Models } from './models.js'
import type { Questions as Drawn, Question, Store } from './store/store.js'
import type { Label, Verdict } from './types.js'
import { knownUser } from './user-name.js'

const DAY = 86_400_000
const WEEK = 7 * DAY
/** 1970 began on a Thursday; weeks begin on Mondays, UTC. */
const FIRST_MONDAY = 4 * DAY
const INFORMATIVE = 2
/** Mails from which questions are drawn: the newest ones. */
const MOST_CANDIDATES = 500
/** With fewer there is nothing to choose from yet. */
const LEAST_CANDIDATES = 3

export interface Asked extends Question {
  sender: string | null
  subject: string | null
  /** Null when the mail has left the log. */
  scoredAt: number | null
  /** What it was judged when it came. */
  verdict: Verdict
  probability: number
  /** The answer, or null while there is none. */
  label: Label | null
}

export interface WeeksQuestions {
  user: string
  /** When the next ones may be asked for. */
  until: number
  questions: Asked[]
}

export class Questions {
  constructor(
    private readonly store: Store,
    private readonly models: Models,
    private readonly now: () => number,
  ) {}

  /** This week's questions; none before three mails have come. @throws NotFound for an unknown user */
  async ofThisWeek(user: string): Promise<WeeksQuestions> {
    await knownUser(this.store, user)
    const now = this.now()
    const week = Math.floor((now - FIRST_MONDAY) / WEEK)
    const last = await this.store.lastQuestions(user)
    const drawn = last && last.week >= week ? last : await this.draw(user, week, now, last)
    const shown = await Promise.all(drawn.questions.map((question) => this.shown(user, question)))
    return {
      user,
      until: FIRST_MONDAY + (week + 1) * WEEK,
      questions: shown.filter((question) => question !== null),
    }
  }

  private async draw(user: string, week: number, now: number, last: Drawn | null): Promise<Drawn> {
    const since = Math.max(now - WEEK, last?.askedAt ?? 0)
    const recent = await this.store.messagesSince(user, since, MOST_CANDIDATES)
    const mails = recent.filter(({ asked }) => !asked)
    if (mails.length < LEAST_CANDIDATES) return { week, askedAt: now, questions: [] }
    const chosen = await this.informative(user, mails)
    const rest = mails.filter((_, i) => !chosen.includes(i))
    const questions: Question[] = [
      ...chosen.map((i) => ({ id: mails[i].id, kind: 'informative' as const, propensity: 1 })),
      { id: drawn(user, week, rest).id, kind: 'random', propensity: 1 / rest.length },
    ]
    return this.store.ask(user, { week, askedAt: now, questions })
  }

  private async informative(
    user: string,
    mails: Awaited<ReturnType<Store['messagesSince']>>,
  ): Promise<number[]> {
    const model = await this.models.of(await this.store.ensureUser(user, this.now()))
    const candidates = mails.map((mail) => {
      const x = this.models.sample(mail)
      const margin = judge(model, x).logit - logitOf(model.threshold)
      return { x, margin, marked: mail.label !== null }
    })
    return mostInformative(candidates, INFORMATIVE, {
      layout: this.models.base.layout,
      precision: model.precision,
    })
  }

  /** Null when neither the mail nor a mark on it is there any more. */
  private async shown(user: string, question: Question): Promise<Asked | null> {
    const mark = await this.store.mark(user, question.id)
    const message = await this.store.message(user, question.id)
    const { sender, subject } = message ?? mark ?? {}
    const judgement = message?.judgement ?? mark?.before
    if (sender === undefined || subject === undefined || !judgement) return null
    const { verdict, probability } = judgement
    const label = mark?.label ?? null
    return { ...question, sender, subject, scoredAt: message?.scoredAt ?? null, verdict, probability, label }
  }
}

/** One of the mails, each as likely as any other: the one whose hash is the least, so that asking twice draws the same. */
function drawn<Mail extends { id: string }>(user: string, week: number, mails: readonly Mail[]): Mail {
  const hash = ({ id }: Mail) => createHash('sha256').update(`${week}\n${id}\n${user}`).digest('hex')
  return mails.reduce((least, mail) => (hash(mail) < hash(least) ? mail : least))
}
