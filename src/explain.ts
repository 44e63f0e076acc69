/**
 * Why a mail was judged as it was, in words, as parts of the logit that add up to it.
 *
 * The base and the shared head speak through the mail's words, sender and shape, and through its meaning (the embedding);
 * the adapter speaks through what it was made of: "like 3 mails you marked spam", "your topic “loans”".
 */
import { type Anatomy, anatomyOf } from './anatomy.js'
import { closedNames } from './features/closed-names.js'
import { lexical } from './features/lexical.js'
import { SIGNS, type Sign, UNNAMED } from './features/sign.js'
import type { Base } from './heads/base.js'
import { type Explanation, explain, strongest } from './heads/explanation.js'
import type { Sample } from './heads/head.js'
import type { PromiseInForce } from './heads/promise.js'
import { similarities } from './heads/similarity.js'
import { rememberedMail } from './mail/written.js'
import type { Model } from './model.js'
import type { Judgement, Mark } from './store/store.js'
import type { Label, Verdict } from './types.js'

/** A part of the logit: positive towards spam, negative towards ham. */
export interface Reason {
  kind: Sign | 'start' | 'meaning' | 'rest' | 'prior' | 'marks' | 'topic' | 'weak'
  text: string
  logit: number
}

export interface Scored {
  id: string
  user: string
  verdict: Verdict
  probability: number
  /** Log-odds of spam: the sum of `parts`, and of the logits of `reasons`. */
  logit: number
  parts: { base: number; shared: number; adapter: number }
  threshold: number
  /** Null: nothing is promised, and mail is spam from the threshold on. */
  promise: PromiseInForce | null
  /** Strongest first. */
  reasons: Reason[]
  encoder: string
}

/** A mark of the user, and what it says of this mail. */
export interface Neighbour {
  id: string
  label: Label
  sender: string | null
  subject: string | null
  /** Cosine between the two mails in the adapter's feature space: 1 for the same mail. */
  similarity: number
  /** Cosine of the two embeddings; null where one of them is another encoder's. */
  cosine: number | null
  /** What the mark adds to this mail's logit. */
  logit: number
}

export interface Explained extends Scored, Anatomy {
  sender: string | null
  subject: string | null
  /** Null when the message has left the log and only its mark is left. */
  scoredAt: number | null
  label: Label | null
  /** How the mail was judged when it came. */
  first: Judgement
  nearest: Neighbour[]
}

const FEATURES_SHOWN = 8
const NEIGHBOURS_SHOWN = 5
/** Marks that add less than this to the logit are not counted as being "like" the mail. */
const LIKE = 0.05

/** @param names what the lexical ids of this mail stand for; ids without a name are words that were not kept. */
export function reasonsOf(base: Base, model: Model, x: Sample, names: Map<number, string>): Reason[] {
  return inWords(split(base, model, x), model, names)
}

/** The same for a mail of the log: words are named as far as sender, subject and text were kept. */
export function explainStored(
  base: Base,
  model: Model,
  x: Sample,
  known: Mark,
  text: string | null,
): { reasons: Reason[]; nearest: Neighbour[]; anatomy: Anatomy } {
  const explanation = split(base, model, x)
  const names = new Map([...closedNames, ...lexical(rememberedMail({ ...known, text })).names])
  const alike = similarities(
    x,
    model.examples.map((example) => example.x),
    { layout: base.layout, precision: model.precision },
  )
  const neighbours = model.marks.map(({ id, label, sender, subject }, i) => ({
    id,
    label,
    sender,
    subject,
    similarity: alike[i],
    cosine: cosine(x, model.examples[i].x),
    logit: explanation.marks[i],
  }))
  neighbours.sort((a, b) => b.similarity - a.similarity)
  const heads = { base: model.base, shared: model.shared, adapter: model.adapter }
  return {
    reasons: inWords(explanation, model, names),
    nearest: neighbours.slice(0, NEIGHBOURS_SHOWN),
    anatomy: anatomyOf({ x, layout: base.layout, heads, subject: known.subject, text, names }),
  }
}

/** Embeddings are of unit length, or zero where there is none of this encoder. */
function cosine({ dense: a, unit: e = a }: Sample, { dense: b, unit: f = b }: Sample): number | null {
  const product = e.reduce((sum, value, k) => sum + value * f[k], 0)
  return e.some((value) => value !== 0) && f.some((value) => value !== 0) ? product : null
}

function split(base: Base, model: Model, x: Sample): Explanation {
  const { shared, adapter, precision, prior, examples, hints, alphas } = model
  return explain({
    x,
    layout: base.layout,
    base: model.base,
    shared,
    adapter,
    prior,
    marks: [...examples, ...hints],
    alphas,
    precision,
  })
}

function inWords(explanation: Explanation, model: Model, names: Map<number, string>): Reason[] {
  const { blocks, features } = explanation
  const { top, rest } = strongest(features, FEATURES_SHOWN)
  const reasons: Reason[] = [
    {
      kind: 'start',
      text: 'what is known before the mail is read',
      logit: blocks.base.bias + blocks.shared.bias,
    },
    {
      kind: 'meaning',
      text: 'what the mail as a whole is about and how it is put',
      logit: blocks.base.embedding + blocks.shared.embedding,
    },
    ...top.map(({ id, block, logit }) => {
      const kind = SIGNS[block]
      return { kind, text: names.get(id) ?? UNNAMED[kind], logit }
    }),
    { kind: 'rest', text: `${features.length - top.length} weaker signs together`, logit: rest },
    ...fromMarks(explanation, model),
    ...fromHints(explanation, model),
  ]
  return reasons.filter(({ logit }) => logit !== 0).sort((a, b) => Math.abs(b.logit) - Math.abs(a.logit))
}

function fromMarks(explanation: Explanation, model: Model): Reason[] {
  const { user, marks, alphas } = model
  const isTurned = (i: number) => alphas[i] < 0
  const reasons: Reason[] = (['spam', 'ham'] as const).map((label) => {
    const logits = [...explanation.marks].filter((_, i) => marks[i]?.label === label && !isTurned(i))
    const alike = logits.filter((logit) => (label === 'spam' ? logit > LIKE : logit < -LIKE)).length
    const text = alike > 0 ? `like ${mails(alike)} you marked ${label}` : `unlike the ${label} you marked`
    return { kind: 'marks', text, logit: logits.reduce((sum, logit) => sum + logit, 0) }
  })
  const turned = [...explanation.marks].filter((_, i) => i < marks.length && isTurned(i))
  reasons.push({
    kind: 'marks',
    text: `${mails(turned.length)} of kinds that you have marked otherwise since`,
    logit: turned.reduce((sum, logit) => sum + logit, 0),
  })
  if (user.prior) {
    reasons.push({
      kind: 'prior',
      text: `the model of ${user.prior.from}, from which yours started`,
      logit: explanation.prior,
    })
  }
  return reasons
}

function fromHints(explanation: Explanation, { marks, hints }: Model): Reason[] {
  const said = hints.map(({ topic }, i) => ({ topic, logit: explanation.marks[marks.length + i] }))
  const topics = said.flatMap(({ topic, logit }): Reason[] =>
    topic ? [{ kind: 'topic', text: `your topic “${topic.name}”`, logit }] : [],
  )
  const weak = said.filter(({ topic }) => topic === null)
  const alike = weak.filter(({ logit }) => logit < -LIKE).length
  const text =
    alike > 0 ? `like ${mails(alike)} you answered or kept` : 'unlike the mail you answered or kept'
  return [...topics, { kind: 'weak', text, logit: weak.reduce((sum, { logit }) => sum + logit, 0) }]
}

function mails(count: number): string {
  return count === 1 ? '1 mail' : `${count} mails`
}
