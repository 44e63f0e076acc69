/**
 * Each user's model, ready to score: base, shared head and the user's adapter.
 *
 * A model is a pure function of what the store holds and of the heads in force, so it needs no lock and no invalidation:
 * it is found again by the user's revision, the threshold and the shared head's version, and solved anew when one of them moved.
 *
 * Embeddings of two encoders mean nothing to each other. What another encoder made (marks, a prior) counts by its words
 * alone, until `hamlet encoder switch` embeds anew what has kept its text.
 */
import { LRUCache } from 'lru-cache'
import type { Encoder } from './encoder/encoder.js'
import { toSample, unpack, wordsAlone } from './features/vector.js'
import {
  adapterFromAlphas,
  type Mark as Example,
  precisionAfter,
  SOLVER,
  solveAdapter,
} from './heads/adapter.js'
import { type Base, headFor } from './heads/base.js'
import { Contradictions } from './heads/contradictions.js'
import { domainNamed } from './heads/domain.js'
import { type Head, logit, type Sample, zeroHead } from './heads/head.js'
import { decodeHead, decodeWithoutEmbedding, packAlphas, unpackAlphas } from './heads/head-codec.js'
import { prevalenceShift } from './heads/prevalence.js'
import { type Promised, promised } from './heads/promise.js'
import { hamWithoutItself } from './heads/without-itself.js'
import { Hints } from './hints.js'
import { bytesOf, type Model } from './model.js'
import type { Mark, Store, User } from './store/store.js'
import { TopicReader } from './topic-reader.js'

/** What may be otherwise than it is. */
export interface Variant {
  threshold?: number
  shared?: { version: number; head: Head }
}

/** Models in memory together hold at most this much: some 30,000 marks, and so any one user's. */
const BYTES_IN_MEMORY = 128 * 2 ** 20

export class Models {
  private readonly cache = new LRUCache<string, Model>({
    maxSize: BYTES_IN_MEMORY,
    sizeCalculation: bytesOf,
  })
  private shared: { version: number; head: Head }

  constructor(
    private readonly store: Store,
    private readonly encoderId: string,
    readonly base: Base,
    private readonly defaultThreshold: number,
    private readonly hints: Hints,
    readonly defaultPromise: number | null = null,
  ) {
    this.shared = { version: 0, head: zeroHead(base.layout.dimension) }
  }

  /** Takes the newest published shared head, whichever process published it; users' adapters follow when they are next needed. */
  async adoptShared(): Promise<void> {
    const heads = { encoder: this.encoderId, base: this.base.id }
    if ((await this.store.sharedInForce(heads)) <= this.shared.version) return
    const newest = await this.store.shared(heads.encoder, heads.base)
    if (newest) this.shared = { version: newest.version, head: decodeHead(newest.head, this.base.layout) }
  }

  get sharedHead(): { version: number; head: Head } {
    return this.shared
  }

  /** x of a packed vector, as every head reads it; of another encoder's vector, its words. */
  sample({ vector, encoder }: Pick<Mark, 'vector' | 'encoder'>): Sample {
    const features = unpack(vector)
    const own = encoder === this.encoderId ? features : wordsAlone(features, this.base.layout.dimension)
    return toSample(own, this.base)
  }

  /** The head that a user's adapter starts from; of another encoder's or base's, its words. Null: from nothing. */
  prior({ prior }: User): Head | null {
    if (prior === null) return null
    const isOwn = prior.encoder === this.encoderId && prior.base === this.base.id
    const decode = isOwn ? decodeHead : decodeWithoutEmbedding
    return decode(prior.head, this.base.layout)
  }

  async of(user: User): Promise<Model> {
    const threshold = user.threshold ?? this.defaultThreshold
    const { version, head } = this.shared
    const known = this.cache.get(user.user)
    const fits =
      known?.user.revision === user.revision &&
      known.threshold === threshold &&
      known.sharedVersion === version
    if (known && fits) return known
    const model = await this.solve(user, threshold, { version, head }, known)
    this.cache.set(user.user, model)
    return model
  }

  /** The user's model as it would be under another threshold or shared head; it is put by nowhere. */
  variant(
    user: User,
    { threshold = user.threshold ?? this.defaultThreshold, shared = this.shared }: Variant,
  ): Promise<Model> {
    return this.solve(user, threshold, shared, undefined, false)
  }

  /** Models of the same users under another encoder. @param store what its marks and weak labels are then */
  under(encoder: Encoder, base: Base, store: Store): Models {
    const hints = new Hints(store, new TopicReader(encoder, base))
    return new Models(store, encoder.id, base, this.defaultThreshold, hints, this.defaultPromise)
  }

  forget(user: string): void {
    this.cache.delete(user)
  }

  private async solve(
    user: User,
    threshold: number,
    { version: sharedVersion, head: shared }: { version: number; head: Head },
    known: Model | undefined,
    isInForce = true,
  ): Promise<Model> {
    const { base, encoderId, store } = this
    const marks = await store.marks(user.user)
    const own = this.baseFor(user, marks.length)
    const offset = (x: Sample) => logit(own, x) + logit(shared, x)
    const hasOffsetsOf = (model: Model) =>
      model.sharedVersion === sharedVersion && isSameHead(model.base, own)
    const examples = this.examples(marks, offset, known, known !== undefined && hasOffsetsOf(known))
    const marked = new Set(marks.map(({ id }) => id))
    const hints = await this.hints.of(user, marked, { sample: (label) => this.sample(label), offset })
    const prior = this.prior(user)
    const contradictions = known?.contradictions ?? new Contradictions(base.layout)
    const precision = precisionAfter(marks.length, base.precision.adapter)
    const options = { layout: base.layout, precision, prior, threshold, hints, contradictions }
    const alphas = await this.storedAlphas(user, threshold, sharedVersion, marks.length + hints.length)
    const solved =
      alphas === null
        ? solveAdapter(examples, options)
        : { alphas, head: adapterFromAlphas(examples, alphas, options) }
    if (alphas === null && isInForce) {
      const head = packAlphas({ solver: SOLVER, threshold, alphas: solved.alphas })
      const { revision } = user
      const solvedFor = { encoder: encoderId, base: base.id, sharedVersion }
      await store.putAdapter({ user: user.user, revision, ...solvedFor, head })
    }
    return {
      user,
      threshold,
      sharedVersion,
      base: own,
      shared,
      adapter: solved.head,
      precision,
      prior,
      marks,
      examples,
      hints,
      alphas: solved.alphas,
      contradictions,
      promise: this.promise(user, () => hamWithoutItself(examples, solved, options), marks.length),
    }
  }

  /** @param ham logits of the user's ham marks, each judged without itself */
  private promise(user: User, ham: () => ArrayLike<number>, marks: number): Promised | null {
    const oneIn = user.promise ?? this.defaultPromise
    if (oneIn === null) return null
    return promised(oneIn, ham(), this.base.ham ?? [], this.shiftOf(user, marks))
  }

  /** The head of the base that serves a user who has made so many marks. */
  baseFor(user: User, marks: number): Head {
    return headFor(this.base, user.domain, this.shiftOf(user, marks))
  }

  private shiftOf(user: User, marks: number): number {
    const domain = domainNamed(this.base.domains, user.domain)?.name ?? null
    return prevalenceShift({ ...user, domain }, this.base.prevalence, marks)
  }

  /** @param isOffsetKnown whether what was known of a mark holds for its offset too */
  private examples(
    marks: readonly Mark[],
    offset: (x: Sample) => number,
    known: Model | undefined,
    isOffsetKnown: boolean,
  ): Example[] {
    // Most marks were there before this change: their vectors need no unpacking again.
    const before = new Map(known?.marks.map((mark, i) => [mark.id, i]))
    return marks.map((mark) => {
      const { id, markedAt } = mark
      const at = before.get(id)
      const old = known && at !== undefined && isSameVector(known.marks[at], mark) ? known.examples[at] : null
      const x = old?.x ?? this.sample(mark)
      return {
        id,
        markedAt,
        x,
        y: sign(mark),
        weight: 1,
        offset: old && isOffsetKnown ? old.offset : offset(x),
      }
    })
  }

  private async storedAlphas(
    user: User,
    threshold: number,
    sharedVersion: number,
    count: number,
  ): Promise<Float64Array | null> {
    const stored = await this.store.adapter(user.user)
    const fits =
      stored?.revision === user.revision &&
      stored.encoder === this.encoderId &&
      stored.base === this.base.id &&
      stored.sharedVersion === sharedVersion
    if (!stored || !fits) return null
    const { solver, threshold: solvedFor, alphas } = unpackAlphas(stored.head)
    return solver === SOLVER && solvedFor === threshold && alphas.length === count ? alphas : null
  }
}

/** Of one base. */
function isSameHead(a: Head, b: Head): boolean {
  return a.weights === b.weights && a.bias === b.bias
}

function isSameVector(a: Mark, b: Mark): boolean {
  return a.encoder === b.encoder && a.vector.equals(b.vector)
}

function sign({ label }: Mark): 1 | -1 {
  return label === 'spam' ? 1 : -1
}
