/** What each kind of feature, each head and each layer is worth, on mail of which it is known what tells the classes apart. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ablationRows } from '../src/cli/bench-ablation.js'
import { LEXICAL_ENDS } from '../src/features/lexical.js'
import { type Ablation, leftOutRows } from '../src/training/ablation.js'
import type { TrainingMail } from '../src/training/dataset.js'
import { random } from '../src/training/draws.js'
import { FEATURE_VARIANTS, featureAblations } from '../src/training/feature-ablation.js'
import { HEADS, headAblation } from '../src/training/head-ablation.js'
import { readingAblation } from '../src/training/reading.js'
import { shiftBy } from '../src/training/trial.js'
import { PlaceHere } from './cli/hamlet.js'
import { writeCorpus } from './training-fixtures.js'

/** Mail of four users. The words say the class, who sends it says so four times in five, the rest is noise. */
function mails(embeddingTells: boolean): TrainingMail[] {
  const next = random(3)
  const some = (from: number, tells: boolean) =>
    Array.from({ length: 6 }, () => from + Math.floor(20 * next()) + (tells ? 20 : 0))
  return ['ann', 'bob', 'cleo', 'dan'].flatMap((user) =>
    Array.from({ length: 200 }, (_, n): TrainingMail => {
      const y = n % 2 ? 1 : -1
      const sender = next() < 0.2 ? y < 0 : y > 0
      const ids = [...some(0, y > 0), ...some(LEXICAL_ENDS.words, sender)]
      return {
        ...{ id: `${user}${n}`, y, user, corpus: 'letters', path: '', text: `${user}${n}` },
        embedding: Int8Array.from({ length: 4 }, (_, k) =>
          k === 0 && embeddingTells ? 90 * y : Math.round(60 * (next() - 0.5)),
        ),
        lexical: Uint32Array.from(new Set(ids)).sort(),
      }
    }),
  )
}

const encoder = { dimension: 4, supervisedUsers: ['dan'] }
const variants = [...featureAblations(mails(false), { encoder, seed: 1 })]

function errors(variant: Ablation): number {
  const rows = leftOutRows(variant, [0], [1])
  return rows.find(({ user }) => user === 'mean')?.outcome.errors ?? Number.NaN
}

describe('an ablation of features', () => {
  it('should find how often each kind of feature errs that is seen, alone and with others', () => {
    const found = Object.fromEntries(variants.map((variant) => [variant.name, errors(variant)]))
    expect(found.embedding).toBeGreaterThan(35)
    for (const name of ['identity + shape', 'identity + shape + embedding']) {
      expect(found[name]).toBeGreaterThan(10)
      expect(found[name]).toBeLessThan(30)
    }
    const seeing = [
      'words',
      'words + embedding',
      'words + identity + shape + route',
      'words + identity + shape + route + embedding',
    ]
    for (const name of seeing) expect(found[name]).toBeLessThan(2)
    expect(Object.keys(found)).toHaveLength(FEATURE_VARIANTS)
  })

  it('should read the embedding', () => {
    const [embedding] = featureAblations(mails(true), { encoder, seed: 1 })
    expect(errors(embedding)).toBe(0)
  })

  it('should judge only users whose labels the encoder has not seen', () => {
    expect(variants[0].trials.map(({ user }) => user)).toEqual(['ann', 'bob', 'cleo'])
  })
})

describe('an ablation of heads', () => {
  /** A base that knows nothing, and users who agree on what is spam, or all but one do. */
  function turned(variant: Ablation, users: string[]): Ablation {
    const trials = variant.trials.map(({ user, first, last, ...rest }) => {
      const blank = (part: typeof first) =>
        part.map((mail) => ({
          ...mail,
          offset: -0.1,
          y: users.includes(user) ? (-mail.y as 1 | -1) : mail.y,
        }))
      return { ...rest, user, first: blank(first), last: blank(last) }
    })
    return { ...variant, trials }
  }
  const [, words] = variants
  const options = { counts: [0, 20], many: 60, seeds: [1, 2] }
  const mean = ({ rows }: ReturnType<typeof headAblation>, variant: string, marks: number) =>
    rows.find((row) => row.variant === variant && row.user === 'mean' && row.marks === marks)?.outcome
      .errors ?? Number.NaN

  it('should find what users agree on in the shared head, and less need of marks of their own', () => {
    const report = headAblation(turned(words, []), options)
    expect(report.refits).toBe(3 * 2 * 2)
    expect(report.published).toBe(report.refits)
    expect(report.rows).toHaveLength(HEADS.length * 2 * 4)
    for (const marks of [0, 20]) expect(mean(report, 'base', marks)).toBe(50)
    expect(mean(report, 'base + prevalence + shared', 0)).toBeLessThan(5)
    expect(mean(report, 'base + prevalence + adapter', 0)).toBe(50)
    expect(mean(report, 'base + prevalence + adapter', 20)).toBeLessThan(20)
    expect(mean(report, 'base + prevalence + shared + adapter', 20)).toBeLessThan(5)
  })

  it('should tell from mail without labels that little of it is spam, unless a domain’s head knows', () => {
    const doubtful = (part: (typeof words.trials)[number]['first']) =>
      part
        .filter(({ y }, i) => y < 0 || i % 9 === 0)
        .map((mail, i) => ({ ...mail, offset: mail.y > 0 ? 3 : i % 2 === 0 ? 0.3 : -2 }))
    const trials = words.trials.map(({ user, ...mails }) => {
      const [first, last] = [doubtful(mails.first), doubtful(mails.last)]
      return { user, first, last, shift: shiftBy(first, user === 'ann' ? 'letters' : null, 0.5) }
    })
    const { rows } = headAblation({ ...words, trials }, { counts: [0], many: 5, seeds: [1] })
    const of = (variant: string, user: string) =>
      rows.find((row) => row.variant === variant && row.user === user)?.outcome.errors ?? Number.NaN
    expect(of('base', 'bob')).toBeGreaterThan(30)
    expect(of('base + prevalence', 'bob')).toBe(0)
    expect(of('base + prevalence', 'ann')).toBe(of('base', 'ann'))
  })

  it('should find what one user alone wants in that user’s adapter', () => {
    const report = headAblation(turned(words, ['cleo']), options)
    const of = (variant: string, marks: number) =>
      report.rows.find((row) => row.variant === variant && row.user === 'cleo' && row.marks === marks)
        ?.outcome.errors ?? Number.NaN
    expect(of('base + prevalence + shared + adapter', 20)).toBeLessThan(of('base + prevalence + shared', 20))
  })
})

describe('an ablation of layers', () => {
  it('should name what was read and find what it tells', () => {
    const [blind, seeing] = [readingAblation([2], mails(false), 1), readingAblation(null, mails(true), 1)]
    expect([blind.name, seeing.name]).toEqual(['2', 'embedding'])
    expect(errors(seeing)).toBe(0)
    expect(errors(blind)).toBeGreaterThan(30)
  })
})

describe('hamlet bench ablation', () => {
  let place: PlaceHere
  beforeAll(async () => {
    place = await PlaceHere.make()
  })
  afterAll(() => place.remove())
  const bench = async (users: string[], options: string) => {
    const index = await writeCorpus(join(place.folder, users.join('-')), users, 100)
    return place.run(`bench ablation --index ${index} ${options}`)
  }

  it('should keep what every user gets from features and heads', async () => {
    const { code, stdout } = await bench(['ann', 'bob', 'cleo'], '--marks 0,5 --many 20 --seeds 1 --json')
    expect(code).toBe(0)
    const { run, features, heads, layers } = JSON.parse(stdout)
    expect(run).toMatchObject({ users: ['ann', 'bob', 'cleo'], marks: [0, 5], many: 20, seeds: 1 })
    expect(features).toHaveLength(FEATURE_VARIANTS * 2 * 4)
    expect(heads.rows).toHaveLength(HEADS.length * 2 * 4)
    expect(layers).toBeNull()
  }, 300_000)

  it('should say what is missing where too few users can be left out', async () => {
    const { code, stderr } = await bench(['ann', 'bob'], '--seeds 1')
    expect(code).not.toBe(0)
    expect(stderr).toContain('Name more --index files')
  })

  it('should have a row a variant, of the mean user', () => {
    const outcome = (percent: number) => ({ errors: percent, hamLost: 0, spamMissed: 0, logLoss: 0 })
    const rows = [0, 5].flatMap((marks) =>
      ['ann', 'mean'].map((user) => ({
        variant: 'words',
        user,
        marks,
        outcome: outcome(marks + user.length),
      })),
    )
    expect(ablationRows(rows)).toEqual([['words', '4.00', '9.00']])
  })
})
