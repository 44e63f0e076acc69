/** Choosing what nothing but left-out users can tell: prior precisions and calibration. */
import { type Calibration, fitCalibration } from '../heads/calibration.js'
import { BLOCKS, type Block, type Layout, type Precision } from '../heads/head.js'
import { type HamScores, hamScores } from '../heads/promise.js'
import { fitStack, fitTrust, type Parts, type Stack, stackLogit, type Trust, trustedWords } from './stack.js'
import { attempt, course, MARKS, meanOutcome, type Outcome, type Trial, trialOf } from './trial.js'
import { classLosses, type View, type ViewedMail } from './views.js'

const EMBEDDING_PRECISIONS = [3, 10, 30, 100]
/**
 * The bias is not chosen but held: how much of what was marked is spam says little of the mail to come, least of all where only
 * mistakes are marked (a loose one: 25 % of the ham lost by a user who had marked twenty missed spams). What a mail looks like is held,
 * too: left-out users err as often at 0.05 as at 4, and a mark should not tell mail by how many of its letters are capitals.
 * And so is the way that it came, since few left-out users have mail of which it is known. It tells most after hundreds of marks: 0.001
 * instead of 0.01 lowers (1-ROCA)% over the first 6,000 mails of a stream by a fifth (SpamAssassin's corpus) and by almost half
 * (TREC 2007).
 */
const START: Precision = { embedding: 0.01, words: 0.009, identity: 0.01, shape: 0.5, route: 0.001, bias: 9 }
const FACTORS = [1 / 3, 0.6, 1.7, 3]
const ROUNDS = 4
/** What is scaled together: how much a mark says through the mail's meaning and words at all, then each block by itself. */
const MOVES: readonly (readonly Block[])[] = [['embedding', 'words'], ['embedding'], ['words'], ['identity']]
/**
 * The prior variance of the embedding is at least about that of the words and of who sent a mail: a paraphrase shares a mail's
 * meaning, few of its words and not its sender, and left-out users, who get few of them, hardly tell these apart (less than 1 % of the risk).
 */
const LEAST_PRECISION = 0.85
/**
 * How far a mark reaches at most. With a lower one marks drawn at random gain 0.1 points at most, and people who correct mistakes lose 0.2:
 * nine left-out users, on more mail than a choice is made on.
 */
const LEAST_EMBEDDING_PRECISION = 0.005
/** Draws of marks for each choice. */
const DRAWS = 2

/** A view, and a stack that was fitted on the other views. */
export interface LeftOut {
  view: View
  stack: Stack
}

/** The users whose labels the encoder has not seen, each with a stack of all the others. */
export function leaveEachOut(views: readonly View[], parts: Parts, embeddingPrecision: number): LeftOut[] {
  return foldsOf(views, parts).map((fold) => leftOut(fold, embeddingPrecision))
}

/** A left-out user with what a stack is fitted on: the other fresh views, and how far all others trust the words. */
interface Fold {
  view: View
  others: View[]
  trust: Trust | null
}

function foldsOf(views: readonly View[], parts: Parts): Fold[] {
  return freshOf(views).map((view) => {
    const others = views.filter((other) => other !== view)
    return { view, others: freshOf(others), trust: parts.words ? fitTrust(others) : null }
  })
}

function leftOut({ view, others, trust }: Fold, embeddingPrecision: number): LeftOut {
  return { view, stack: fitStack(others, trust, embeddingPrecision) }
}

export function freshOf(views: readonly View[]): View[] {
  return views.filter(({ fresh }) => fresh)
}

/** λ_e of the least log-loss on left-out users. */
export function chooseEmbeddingPrecision(views: readonly View[], parts: Parts): number {
  return leastLoss(views, parts).embeddingPrecision
}

/** The least log-loss on left-out users that an embedding precision of the grid reaches. */
export function leastLoss(
  views: readonly View[],
  parts: Parts,
): { embeddingPrecision: number; loss: number } {
  const folds = foldsOf(views, parts)
  const losses = EMBEDDING_PRECISIONS.map((precision) =>
    meanLoss(folds.map((fold) => leftOut(fold, precision))),
  )
  const loss = Math.min(...losses)
  return { embeddingPrecision: EMBEDDING_PRECISIONS[losses.indexOf(loss)], loss }
}

/** Mean log-loss, every user and both classes of one counted alike. */
function meanLoss(leftOut: readonly LeftOut[]): number {
  const losses = leftOut.flatMap(({ view, stack }) =>
    classLosses(view.mails, (mail) => stackLogit(stack, mail)),
  )
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/** Scale and shift that make the sigmoid of a logit the probability of spam for a new user. */
export function chooseCalibration(leftOut: readonly LeftOut[]): Calibration {
  return calibrate(leftOut, stackLogit)
}

/** The same for a base's words alone, as they weigh in a base with this calibration: see heads/base.ts. */
export function chooseWordsCalibration(leftOut: readonly LeftOut[], { scale }: Calibration): Calibration {
  return calibrate(leftOut, (stack, mail) => scale * (trustedWords(stack.trust, mail) - stack.trust.bias))
}

/** Every left-out user counts alike, and has as much spam as in life: as many mails of each are taken, spread evenly. */
function calibrate(
  leftOut: readonly LeftOut[],
  logitOf: (stack: Stack, mail: ViewedMail) => number,
): Calibration {
  const each = Math.min(...leftOut.map(({ view }) => view.mails.length))
  const taken = leftOut.flatMap(({ view: { mails }, stack }) =>
    Array.from({ length: each }, (_, i) => {
      const mail = mails[Math.floor((i * mails.length) / each)]
      return { y: mail.y, f: logitOf(stack, mail) }
    }),
  )
  const logits = taken.map(({ f }) => f)
  const labels = taken.map(({ y }) => y)
  return fitCalibration(logits, labels, { shift: true })
}

/** The share of spam that a calibrated base expects: the mean of the left-out users'. */
export function usualPrevalence(leftOut: readonly LeftOut[]): number {
  const shares = leftOut.map(({ view: { mails } }) => mails.filter(({ y }) => y > 0).length / mails.length)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

/** What the ham of each left-out user is scored: see heads/promise.ts. */
export function hamOf(leftOut: readonly LeftOut[], { scale, shift }: Calibration): HamScores[] {
  return leftOut.map(({ view: { user, mails }, stack }) => {
    const ham = mails.filter(({ y }) => y < 0)
    return hamScores(
      user,
      ham.map((mail) => scale * stackLogit(stack, mail) + shift),
    )
  })
}

/** @param usual the share of spam that the base expects */
export function trialsOf(leftOut: readonly LeftOut[], { scale, shift }: Calibration, usual: number): Trial[] {
  return leftOut.map(({ view, stack }) =>
    trialOf(view, (mail) => scale * stackLogit(stack, mail) + shift, usual),
  )
}

/**
 * Prior precisions of the adapters: from a start, one move after the other takes the best of a few multiples, judged
 * by weighted error and log-loss of left-out users with few marks and with many. A part that is switched off stays out.
 */
export function chooseAdapterPrecision(
  trials: readonly Trial[],
  layout: Layout,
  parts: Parts,
  seed: number,
): Precision {
  const start: Precision = {
    ...START,
    ...(!parts.embedding && { embedding: Infinity }),
    ...(!parts.words && { words: Infinity, identity: Infinity, shape: Infinity, route: Infinity }),
  }
  let best = start
  let least = risk(trials, layout, best, seed)
  for (let round = 0; round < ROUNDS; round++) {
    for (const blocks of MOVES) {
      if (blocks.some((block) => start[block] === Infinity)) continue
      const tries = FACTORS.map((factor) => scaled(best, blocks, factor)).filter(
        ({ embedding, words, identity }) =>
          embedding === Infinity ||
          (embedding >= LEAST_EMBEDDING_PRECISION &&
            Math.min(words, identity) >= LEAST_PRECISION * embedding),
      )
      const risks = tries.map((precision) => risk(trials, layout, precision, seed))
      const lowest = Math.min(...risks)
      if (lowest >= least) continue
      least = lowest
      best = tries[risks.indexOf(lowest)]
    }
  }
  return best
}

function scaled(precision: Precision, blocks: readonly Block[], factor: number): Precision {
  return { ...precision, ...Object.fromEntries(blocks.map((block) => [block, factor * precision[block]])) }
}

/** A shared head moves less than one user's: it answers for all of them. */
const SHARED_STIFFNESS = 9

export function sharedPrecision(adapter: Precision): Precision {
  return scaled(adapter, BLOCKS, SHARED_STIFFNESS)
}

/** A good mail in Junk costs as much as so many spams in the inbox (Androutsopoulos et al. 2000, "An experimental comparison"). */
const HAM_COST = 9

/**
 * Weighted error + log-loss, mean over users: half of it with marks drawn at random, half on the course of corrections, as people
 * mark. What is best for the first lets the second push a model too far.
 */
function risk(trials: readonly Trial[], layout: Layout, precision: Precision, seed: number): number {
  const seeds = Array.from({ length: DRAWS }, (_, i) => seed + i)
  const risks = trials.map((trial) => {
    const drawn = MARKS.filter((marks) => marks > 0).map((marks) =>
      attempt(trial, { marks, seeds, layout, precision }),
    )
    return (riskOf(meanOutcome(drawn)) + riskOf(course(trial, { layout, precision }))) / 2
  })
  return risks.reduce((sum, one) => sum + one, 0) / risks.length
}

function riskOf({ hamLost, spamMissed, logLoss: loss }: Outcome): number {
  return (HAM_COST * hamLost + spamMissed) / (HAM_COST + 1) / 100 + loss
}
