/**
 * What a topic's description means, in the feature space of mail.
 *
 * A description is read as a mail that has it for its subject and its body. Of that mail's features only the embedding and the
 * words are kept: it has no sender and no shape. The embeddings of all mails have a large part in common, and those of
 * short descriptions another one, so that a description is a little like any mail. What is meant is how it differs from
 * other descriptions: the mean embedding of the fixed ones below, which between them cover what mail is about, is taken
 * off. (A classifier made of class descriptions does the same when it compares each with the others: Radford et al. 2021, section
 * 3.1.) Mail of no topic at all then moves by about nothing on average. What is left, d, is a direction among embeddings as they are:
 * whitened as a mail is, it would find its mails less well; as (Lᵀd)·z = d·e it says the same of whitened ones.
 */
import { LRUCache } from 'lru-cache'
import type { Encoder } from './encoder/encoder.js'
import { lexical } from './features/lexical.js'
import { type FeatureSample, quantise, toSample } from './features/vector.js'
import { onWhitened } from './features/whitening.js'
import type { Base } from './heads/base.js'
import { lowerBound, type Sample } from './heads/head.js'
import { canonicalText } from './mail/text.js'
import { writtenMail } from './mail/written.js'

const OTHERS = [
  'Work: meetings, projects and reports of colleagues',
  'Letters of family and friends',
  'Bills, invoices, orders and receipts',
  'Offers and advertisements of shops',
  'Newsletters and news',
  'Travel: bookings, flights and hotels',
  'Mailing lists about software and computers',
  'Money, banks, loans and investments',
  'Health, medicine and pills',
  'Accounts, passwords and security warnings',
  'Dating and adult entertainment',
  'Politics, charities and appeals for donations',
  'Jobs and applications',
  'School, science and conferences',
]

/** Descriptions in memory, about 3 kB each. */
const REMEMBERED = 2_000

export class TopicReader {
  private readonly samples = new LRUCache<string, Sample>({ max: REMEMBERED })
  private others: Float32Array | null = null

  constructor(
    private readonly encoder: Encoder,
    private readonly base: Pick<Base, 'gains' | 'whitening' | 'layout'>,
  ) {}

  /** A pure function of the description and of encoder and base. @throws what the encoder throws */
  async sample(description: string): Promise<Sample> {
    const known = this.samples.get(description)
    if (known) return known
    this.others ??= await this.meanOfOthers()
    const { unit, indices, values } = await this.asMail(description)
    const words = lowerBound(indices, this.base.layout.words)
    const sample = {
      dense: atUnitLength(onWhitened(difference(unit, this.others), this.base.whitening)),
      indices: indices.slice(0, words),
      values: values.slice(0, words),
    }
    this.samples.set(description, sample)
    return sample
  }

  private async meanOfOthers(): Promise<Float32Array> {
    const mean = new Float32Array(this.encoder.dimension)
    for (const description of OTHERS) {
      const { unit } = await this.asMail(description)
      for (let k = 0; k < mean.length; k++) mean[k] += unit[k] / OTHERS.length
    }
    return mean
  }

  private async asMail(description: string): Promise<FeatureSample> {
    const mail = writtenMail({ subject: description, body: description })
    const embedding = await this.encoder.encode(canonicalText(mail))
    return toSample(quantise(embedding, lexical(mail).ids, this.base.gains), this.base)
  }
}

function difference(a: Float32Array, b: Float32Array): Float64Array {
  return Float64Array.from(a, (value, k) => value - b[k])
}

/** Zero stays zero. */
function atUnitLength(values: Float64Array): Float32Array {
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => (length > 0 ? value / length : 0))
}
