/** Rows to store: complete, plausible, and different wherever a mix-up should show. */
import type {
  AskedSums,
  Judgement,
  Mark,
  Message,
  StoredAdapter,
  Topic,
  UserModel,
  WeakLabel,
} from '../../src/store/store.js'
import type { Label } from '../../src/types.js'

export function aJudgement(over: Partial<Judgement> = {}): Judgement {
  return {
    base: -1.25,
    shared: 0.1 + 0.2,
    adapter: 2.5,
    logit: 1.55,
    probability: 0.8249137318359602,
    verdict: 'spam',
    threshold: 0.7,
    sharedVersion: 3,
    ...over,
  }
}

export function aMessage(user: string, id: string, over: Partial<Message> = {}): Message {
  return {
    user,
    id,
    scoredAt: 1_760_000_000_000,
    sender: 'Zoë <zoe@example.org>',
    subject: 'Grüße 👋',
    text: null,
    encoder: 'tiny@0123456789ab',
    base: 'base@ba9876543210',
    vector: Buffer.from([1, 0, 255, 128]),
    judgement: aJudgement(),
    ...over,
  }
}

export function aMark(user: string, id: string, label: Label, over: Partial<Mark> = {}): Mark {
  return {
    user,
    id,
    label,
    markedAt: 1_760_000_000_001,
    encoder: 'tiny@0123456789ab',
    base: 'base@ba9876543210',
    vector: Buffer.from([1, 0, 255, 128]),
    sender: 'Zoë <zoe@example.org>',
    subject: 'Grüße 👋',
    before: aJudgement(),
    ...over,
  }
}

export function aTopic(name: string, over: Partial<Topic> = {}): Topic {
  return {
    name,
    description: 'Offers of loans — Kredite, 贷款',
    verdict: 'spam',
    setAt: 1_760_000_000_002,
    ...over,
  }
}

export function aWeakLabel(id: string, over: Partial<WeakLabel> = {}): WeakLabel {
  return {
    id,
    sign: 'replied',
    givenAt: 1_760_000_000_003,
    encoder: 'tiny@0123456789ab',
    base: 'base@ba9876543210',
    vector: Buffer.from([2, 0, 255, 128]),
    sender: 'Zoë <zoe@example.org>',
    subject: 'Grüße 👋',
    ...over,
  }
}

const none = { hamLost: 0, spamMissed: 0 }
/** What the questions say of a user who was asked none. */
export const NEVER_ASKED: AskedSums = {
  ...{ questions: 0, answers: 0, ham: 0, spam: 0, hamSquares: 0, spamSquares: 0 },
  ...{ base: none, shared: none, own: none },
}

/** Of a user who never allowed any. */
export const NONE: UserModel['weakLabels'] = { allowed: false, labels: [] }

export function anAdapter(user: string, revision: number, over: Partial<StoredAdapter> = {}): StoredAdapter {
  return {
    user,
    revision,
    encoder: 'tiny@0123456789ab',
    base: 'base@ba9876543210',
    sharedVersion: 3,
    head: Buffer.from(`the adapter of ${user}`),
    ...over,
  }
}
