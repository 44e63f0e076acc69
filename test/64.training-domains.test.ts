/** Domain adaptation without labels, from the training to the filter: mail of two kinds in which words mean opposite things. */
import { describe, expect, it } from 'vitest'
import { lexical } from '../src/features/lexical.js'
import { quantise, toSample } from '../src/features/vector.js'
import { createFilter } from '../src/filter.js'
import { type Base, headFor } from '../src/heads/base.js'
import { decodeBase, encodeBase } from '../src/heads/base-files.js'
import { createBase, withoutEmbedding } from '../src/heads/base-making.js'
import { domainOf, LEAST_MAILS, likeness } from '../src/heads/domain.js'
import { logit } from '../src/heads/head.js'
import { parse } from '../src/mail/parse.js'
import { canonicalText } from '../src/mail/text.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import type { TrainingMail } from '../src/training/dataset.js'
import { domainNames, fitDomainHead, fitDomainWords } from '../src/training/domains.js'
import { random } from '../src/training/draws.js'
import { helpfulDomains, settled } from '../src/training/helpful-domains.js'
import { fitLexicalHead } from '../src/training/lexical-head.js'
import { train } from '../src/training/train.js'
import { type View, type ViewedMail, viewOf } from '../src/training/views.js'
import { letterEncoder } from './training-fixtures.js'

/** At work `deal` and `meter` are ham and `lunch` is spam; everywhere else it is the other way round. */
const TURNED = {
  work: 'deal meter volume contract'.split(' '),
  home: 'lunch garden family picnic'.split(' '),
}
const OWN = { work: 'gas pipeline desk trading'.split(' '), home: 'school cinema train village'.split(' ') }

function raw(kind: 'work' | 'home', spam: boolean, user: string, n: number): Buffer {
  const next = random(n * 31 + user.charCodeAt(0) * 1000 + user.length + (spam ? 1 : 0))
  const pick = (words: string[]) => words[Math.floor(next() * words.length)]
  const other = kind === 'work' ? 'home' : 'work'
  const body = Array.from({ length: 24 }, () =>
    next() < 0.12 ? pick(TURNED[spam ? other : kind]) : next() < 0.5 ? pick(OWN[kind]) : 'the',
  )
  return Buffer.from(
    `From: ${user}${n}@${kind}${n}.example\r\nSubject: ${pick(body)} ${n}\r\n\r\n${body.join(' ')}\r\n`,
  )
}

const encoder = { ...letterEncoder('letters@domains'), encoded: 0 }

async function mailsOf(kind: 'work' | 'home', users: string[]): Promise<TrainingMail[]> {
  const mails = []
  for (const user of users) {
    for (let n = 0; n < 220; n++) {
      const spam = n % 2 === 0
      const mail = await parse(raw(kind, spam, user, n))
      const text = canonicalText(mail)
      const embedding = (await encoder.encode(text)).map((value) => Math.round(127 * value))
      mails.push({
        ...{
          id: mail.id,
          y: spam ? (1 as const) : (-1 as const),
          user,
          path: `${user}/${n}`,
          corpus: kind,
          text,
        },
        lexical: lexical(mail).ids,
        embedding: Int8Array.from(embedding),
      })
    }
  }
  return mails
}

const mails = [
  ...(await mailsOf('work', ['ann', 'bob'])),
  ...(await mailsOf('home', ['cleo', 'dan', 'eve', 'finn', 'gil', 'hal'])),
]
const base: Base = train(mails, { name: 'two', encoder: { ...encoder, supervisedUsers: [] }, seed: 1 })

async function sampleOf(mail: Buffer) {
  const parsed = await parse(mail)
  const embedding = await encoder.encode(canonicalText(parsed))
  return toSample(quantise(embedding, lexical(parsed).ids, base.gains), base)
}

async function errors(kind: 'work' | 'home', domain: string | null): Promise<number> {
  let wrong = 0
  for (let n = 500; n < 600; n++) {
    const spam = n % 2 === 0
    const x = await sampleOf(raw(kind, spam, 'zoe', n))
    if (logit(headFor(base, domain), x) >= 0 !== spam) wrong++
  }
  return wrong
}

const namesOf = (views: readonly View[]) => helpfulDomains(views).map(({ name }) => name)

function times(factor: number, logits: ViewedMail['lexical']): ViewedMail['lexical'] {
  const scaled = Object.entries(logits).map(([block, logit]) => [block, factor * logit])
  return Object.fromEntries(scaled) as ViewedMail['lexical']
}

describe('the domains of a base', () => {
  it('should be those corpora of several people whose own words help people who were left out', () => {
    expect(domainNames(mails)).toEqual(['home', 'work'])
    expect(domainNames(mails.filter(({ user }) => user !== 'bob'))).toEqual(['home'])
    expect(base.domains.map(({ name }) => name)).toContain('work')
    const domains = base.card.domains as { user: string; domain: string }[]
    expect(domains).toContainEqual({ user: 'ann', domain: 'work' })
  })

  it('should not be taken up where one of their people is harmed', () => {
    const views = ['ann', 'bob', 'cleo', 'dan'].map((user) => viewOf(user, mails, true, ['work', 'home']))
    expect(namesOf(views)).toContain('work')
    const harmed = views.map((view) =>
      view.user === 'bob' && view.domain
        ? {
            ...view,
            domain: {
              ...view.domain,
              mails: view.mails.map((mail) => ({ ...mail, lexical: times(-10, mail.lexical) })),
            },
          }
        : view,
    )
    expect(namesOf(harmed)).not.toContain('work')
  })

  it('should be taken up all the same where a single mail is judged worse, which may be chance', () => {
    const views = ['ann', 'bob', 'cleo', 'dan'].map((user) => viewOf(user, mails, true, ['work', 'home']))
    const nearly = views.map((view) => {
      if (view.user !== 'bob' || view.domain === null) return view
      const [first, second, ...rest] = view.domain.mails
      expect(second.y).not.toBe(first.y)
      return {
        ...view,
        mails: view.domain.mails,
        domain: { ...view.domain, mails: [{ ...second, y: first.y }, second, ...rest] },
      }
    })
    expect(namesOf(nearly)).toContain('work')
  })

  it('should have as much of their own words as helps most', () => {
    // Each half of the mail is told by one of the two alone, which is sure of it; the other one errs there, but doubts.
    const told = (y: number, isSure: boolean) => ({
      ...{ embedding: 0, words: y * (isSure ? 5 : -1), identity: 0, shape: 0, route: 0, bias: 0 },
    })
    const seenBy = (sure: number) =>
      Array.from({ length: 40 }, (_, i): ViewedMail => {
        const y = i % 4 < 2 ? 1 : -1
        return { id: `${i}`, y, dense: new Float32Array(1), lexical: told(y, i % 2 === sure), sample: null }
      })
    const views = ['ann', 'bob', 'cleo'].map((user): View => {
      const domain = { name: 'work', mails: seenBy(1) }
      return { user, fresh: true, mails: seenBy(0), domain }
    })
    expect(helpfulDomains(views)).toEqual([{ name: 'work', share: 0.5 }])
    const { mails: both, domain } = settled(views[0], [{ name: 'work', share: 0.25 }])
    expect(both.map(({ y, lexical: { words } }) => words * y)).toEqual(
      both.map((_, i) => (i % 2 ? 0.5 : 3.5)),
    )
    expect(domain?.name).toBe('work')
    expect(settled(views[0], [])).toEqual({ ...views[0], domain: null })
  })

  it('should pool the weights of all mail and of their own', () => {
    const words = fitLexicalHead(mails)
    const own = fitDomainWords(mails, 'work', words.gains).weights
    const pooled = (share: number) => fitDomainHead(mails, { name: 'work', share }, words).weights
    expect(pooled(0)).toEqual(words.head.weights)
    expect(pooled(1)).toEqual(own)
    expect(pooled(0.5)).toEqual(own.map((weight, id) => (weight + words.head.weights[id]) / 2))
  })

  it('should serve a new user of them better, and be told from other mail without labels', async () => {
    expect(await errors('work', 'work')).toBeLessThan(await errors('work', null))
    const samples = async (kind: 'work' | 'home') =>
      Promise.all(Array.from({ length: LEAST_MAILS }, (_, n) => sampleOf(raw(kind, n % 3 === 0, 'zoe', n))))
    const [work, home] = [await samples('work'), await samples('home')]
    const gate = base.domains.find(({ name }) => name === 'work')
    expect(likeness(gate?.gate as never, work[0])).toBeGreaterThan(likeness(gate?.gate as never, home[0]))
    expect(domainOf(base.domains, work)).toBe('work')
    expect(domainOf(base.domains, home)).not.toBe('work')
    expect(domainOf(base.domains, home, 'work')).not.toBe('work')
    expect(domainOf(base.domains, work.slice(1))).toBeNull()
    expect(domainOf(base.domains, work.slice(1), 'home')).toBe('home')
  })

  it('should come back from the two files of the base, count in its id, and stay without the embedding', () => {
    const { json, bin } = encodeBase(base)
    expect(decodeBase(json, bin)).toEqual(base)
    expect(createBase({ ...base, domains: [] }).id).not.toBe(base.id)
    expect(
      createBase({ ...base, domains: base.domains.map((each) => ({ ...each, name: 'x' })) }).id,
    ).not.toBe(base.id)
    const words = withoutEmbedding(base, { id: 'other@1', dimension: 4 })
    expect(words.domains.map(({ name }) => name)).toEqual(base.domains.map(({ name }) => name))
    expect(words.domains[0].head.dense).toHaveLength(4)
    expect(words.whitening).toHaveLength(0)
    const [own, unread] = [base, words].map(({ precision }) => precision.adapter.embedding)
    expect(unread, 'an embedding as it is tells less').toBeGreaterThan(4 * own)
  })
})

describe('a user whose mail is of a domain', () => {
  const filterOf = async () => {
    const store = await createSqliteStore(':memory:')
    const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false }
    return { store, filter: await createFilter({ encoder, base, store, ...rest }) }
  }

  it('should be served by its head as soon as enough mail came, without a mark', async () => {
    const { filter, store } = await filterOf()
    const { id, parts } = await filter.score('zoe', raw('work', false, 'zoe', 1000))
    expect((await filter.statistics('zoe')).domain).toBeNull()
    for (let n = 0; n < 200; n++) await filter.score('zoe', raw('work', n % 4 === 0, 'zoe', n))
    expect((await store.user('zoe'))?.domain).toBe('work')
    const again = await filter.explain('zoe', id)
    const x = await sampleOf(raw('work', false, 'zoe', 1000))
    expect(again.parts.base).toBe(logit(headFor(base, 'work'), x))
    expect(parts.base).toBe(logit(base.head, x))
    const sum = again.reasons.reduce((total, { logit: share }) => total + share, 0)
    expect(sum).toBeCloseTo(again.logit, 6)
  })

  it('should keep every mark on its side when the domain is found, and the same model when it moves to another server', async () => {
    const { filter } = await filterOf()
    for (let n = 0; n < 12; n++)
      await filter.markMail('zoe', raw('work', n % 2 === 0, 'zoe', n), n % 2 === 0 ? 'spam' : 'ham')
    for (let n = 12; n < 60; n++) await filter.score('zoe', raw('work', n % 2 === 0, 'zoe', n))
    expect((await filter.inboxes.look('zoe')).domain).toBe('work')
    for (let n = 0; n < 12; n++) {
      const { verdict } = await filter.score('zoe', raw('work', n % 2 === 0, 'zoe', n))
      expect(verdict === 'spam').toBe(n % 2 === 0)
    }
    const other = await filterOf()
    await other.filter.importUser('zoe', JSON.parse(JSON.stringify(await filter.exportUser('zoe'))))
    expect(await other.filter.statistics('zoe')).toMatchObject({
      domain: 'work',
      prevalence: expect.any(Number),
    })
    const mail = raw('work', true, 'zoe', 2000)
    expect((await other.filter.score('zoe', mail)).logit).toBe((await filter.score('zoe', mail)).logit)
  })
})
