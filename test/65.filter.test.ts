/** The story, told by the filter itself: score, mark, learn, undo. Real parts, a small base and a quick encoder. */
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFilter, type Filter, type FilterOptions, type Happening } from '../src/filter.js'
import { createBase } from '../src/heads/base-making.js'
import { zeroHead } from '../src/heads/head.js'
import { encodeHead, packAlphas, unpackAlphas } from '../src/heads/head-codec.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import type { Store, StoredAdapter } from '../src/store/store.js'
import type { Label } from '../src/types.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const base = smallBase(hashEncoder)

async function makeFilter(options: Partial<FilterOptions> = {}): Promise<Filter> {
  const store = options.store ?? (await createSqliteStore(':memory:'))
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false }
  return createFilter({ encoder: hashEncoder, base, ...rest, ...options, store })
}

function mail(subject: string, body: string, headers: string[] = []): Buffer {
  return Buffer.from(
    ['From: Ann <ann@shop.example>', `Subject: ${subject}`, ...headers, '', body].join('\r\n'),
  )
}

const topics = [
  'cheap pills online',
  'project plan review',
  'cat pictures today',
  'win a cruise',
  'invoice attached',
]
const letter = (i: number) =>
  mail(`${topics[i % 5]} ${i}`, `${topics[i % 5]} number ${i}, dear reader. ${topics[(i * 3) % 5]}`)

async function logits(filter: Filter, user = 'ben'): Promise<number[]> {
  const scored = []
  for (let i = 0; i < 10; i++) scored.push((await filter.score(user, letter(i))).logit)
  return scored
}

describe('a mark', () => {
  it('should refuse a message that was never scored, and a name that is none', async () => {
    const filter = await makeFilter()
    await expect(filter.mark('ben', 'unknown', 'spam')).rejects.toMatchObject({ status: 404 })
    await expect(filter.unmark('ben', 'unknown')).rejects.toMatchObject({ status: 404 })
    await expect(filter.score('', letter(1))).rejects.toMatchObject({ status: 400 })
    await expect(filter.score('a\nb', letter(1))).rejects.toMatchObject({ status: 400 })
    await expect(filter.score('a\ud800', letter(1))).rejects.toMatchObject({ status: 400 })
  })

  it('should turn its mail at once, and the same mail with another recipient, date and tracking link', async () => {
    const filter = await makeFilter()
    const offer = (link: string, ...headers: string[]) =>
      mail('Rates drop', `Refinance your house at http://bank.example/${link} today`, headers)
    const { id, verdict } = await filter.score('ben', offer('?id=1'))
    expect(verdict).not.toBe('spam')
    const marked = await filter.mark('ben', id, 'spam')
    expect(marked).toMatchObject({ id, changed: true, label: 'spam', marks: 1 })
    expect(marked.before.verdict).not.toBe('spam')
    expect(marked.after.verdict).toBe('spam')
    const copy = await filter.score(
      'ben',
      offer('?id=77', 'To: other@home.example', 'Date: Tue, 24 Nov 2026 10:00:00 +0000'),
    )
    expect(copy.id).not.toBe(id)
    expect(copy.verdict).toBe('spam')
  })

  it('should count for a mail that waits for the encoder while it is made', async () => {
    let held: Promise<void> | null = null
    const encoder = {
      ...hashEncoder,
      async encode(text: string) {
        await held
        return hashEncoder.encode(text)
      },
    }
    const filter = await makeFilter({ encoder })
    const { id } = await filter.score('ben', letter(1))
    let letGo = () => {}
    held = new Promise((resolve) => {
      letGo = resolve
    })
    const waiting = filter.score('ben', letter(1))
    await wait(20)
    await filter.setThreshold('ben', 0.3)
    await filter.mark('ben', id, 'spam')
    letGo()
    expect(await waiting).toMatchObject({ verdict: 'spam', threshold: 0.3 })
  })

  it('should change nothing for another user', async () => {
    const filter = await makeFilter()
    const before = await logits(filter, 'anna')
    for (let i = 0; i < 5; i++) await filter.markMail('ben', letter(i), 'spam')
    expect(await logits(filter, 'anna')).toEqual(before)
    expect(await logits(filter, 'ben')).not.toEqual(before)
  })

  it('should reach the mails that were forwarded as attachments, under the ids that they have by themselves', async () => {
    const filter = await makeFilter()
    const attached = [letter(1), letter(2)].map((raw) =>
      [['--b', 'Content-Type: message/rfc822', '', ''].join('\r\n'), raw, '\r\n'].join(''),
    )
    const head = [
      'From: ben@home.example',
      'Subject: Fwd',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '',
    ]
    const wrapper = Buffer.from(`${head.join('\r\n')}${attached.join('')}--b--\r\n`)
    const marked = await filter.markForwarded('ben', wrapper, 'spam')
    expect(marked.map(({ after }) => after.verdict)).toEqual(['spam', 'spam'])
    const { id } = await filter.score('ben', letter(1))
    expect(marked[0].id).toBe(id)
    await expect(filter.markForwarded('ben', letter(1), 'spam')).rejects.toMatchObject({ status: 422 })
  })

  it('should keep the judgement that was made before the label was known', async () => {
    const filter = await makeFilter()
    const first = await filter.score('ben', letter(1))
    await filter.mark('ben', first.id, 'spam')
    await filter.score('ben', letter(1))
    const explained = await filter.explain('ben', first.id)
    expect(explained.first.logit).toBe(first.logit)
    expect(explained.logit).toBeGreaterThan(first.logit)
    const { accuracy } = await filter.statistics('ben')
    expect(accuracy.own).toEqual({ hamLost: 0, spamMissed: 1 })
  })
})

describe('a model', () => {
  const marks = fc.uniqueArray(fc.record({ mail: fc.nat(9), label: fc.constantFrom<Label>('spam', 'ham') }), {
    selector: ({ mail }) => mail,
    maxLength: 10,
  })

  it('should be the same to the last bit whatever the order of the marks', async () => {
    await fc.assert(
      fc.asyncProperty(marks, fc.infiniteStream(fc.nat()), async (given, keys) => {
        const shuffled = given.map((mark) => ({ mark, key: keys.next().value })).sort((a, b) => a.key - b.key)
        // A mark has its time, in whatever order the marks are put.
        let now = 0
        const [one, two] = [await makeFilter({ now: () => now }), await makeFilter({ now: () => now })]
        for (const { mail, label } of given) {
          now = mail
          await one.markMail('ben', letter(mail), label)
        }
        for (const { mark } of shuffled) {
          now = mark.mail
          await two.markMail('ben', letter(mark.mail), mark.label)
        }
        expect(await logits(two)).toEqual(await logits(one))
      }),
      { numRuns: 15 },
    )
  })

  it('should be what it was after mark and unmark, and not change by marking twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        marks,
        fc.nat(9),
        fc.constantFrom<Label>('spam', 'ham'),
        async (given, more, label) => {
          const filter = await makeFilter()
          for (const mark of given.filter(({ mail }) => mail !== more))
            await filter.markMail('ben', letter(mark.mail), mark.label)
          const before = await logits(filter)
          const { id } = await filter.markMail('ben', letter(more), label)
          const after = await logits(filter)
          expect(await filter.mark('ben', id, label)).toMatchObject({ changed: false, label })
          expect(await logits(filter)).toEqual(after)
          expect(await filter.unmark('ben', id)).toMatchObject({ changed: true, label: null })
          expect(await logits(filter)).toEqual(before)
          expect(await filter.unmark('ben', id)).toMatchObject({ changed: false })
        },
      ),
      { numRuns: 15 },
    )
  })

  it('should survive a restart, and solve a damaged adapter anew', async () => {
    const store = await createSqliteStore(':memory:')
    const one = await makeFilter({ store })
    for (let i = 0; i < 6; i++) await one.markMail('ben', letter(i), i % 2 ? 'spam' : 'ham')
    const before = await logits(one)
    expect(await logits(await makeFilter({ store }))).toEqual(before)
    const stored = await store.adapter('ben')
    expect(stored).not.toBeNull()
    if (stored) await store.putAdapter({ ...stored, head: Buffer.alloc(8) })
    expect(await logits(await makeFilter({ store }))).toEqual(before)
  })

  it('should solve anew what an earlier solver left', async () => {
    const store = await createSqliteStore(':memory:')
    const one = await makeFilter({ store })
    for (let i = 0; i < 6; i++) await one.markMail('ben', letter(i), i % 2 ? 'spam' : 'ham')
    const before = await logits(one)
    const stored = (await store.adapter('ben')) as StoredAdapter
    const { solver, threshold, alphas } = unpackAlphas(stored.head)
    const other = (made: number) => packAlphas({ solver: made, threshold, alphas: alphas.map((a) => a / 2) })
    await store.putAdapter({ ...stored, head: other(solver) })
    expect(await logits(await makeFilter({ store }))).not.toEqual(before)
    await store.putAdapter({ ...stored, head: other(solver - 1) })
    expect(await logits(await makeFilter({ store }))).toEqual(before)
  })

  it('should move to another server by export and import', async () => {
    const [one, two] = [await makeFilter(), await makeFilter()]
    for (let i = 0; i < 6; i++) await one.markMail('ben', letter(i), i % 2 ? 'spam' : 'ham')
    await one.setThreshold('ben', 0.7)
    const file = JSON.parse(JSON.stringify(await one.exportUser('ben')))
    expect(await two.importUser('carl', file)).toEqual({ user: 'carl', marks: 6, wordsAlone: 0 })
    expect(await logits(two, 'carl')).toEqual(await logits(one))
    await expect(two.importUser('carl', { ...file, format: 'other' })).rejects.toMatchObject({ status: 422 })
    file.marks[0].vector = 'AAAA'
    await expect(two.importUser('carl', file)).rejects.toMatchObject({ status: 422 })
    expect(await logits(two, 'carl')).toEqual(await logits(one))
  })
})

describe('a prior', () => {
  it("should start B from A's model, exactly, until it is taken back", async () => {
    const filter = await makeFilter()
    const own = await logits(filter)
    for (let i = 0; i < 5; i++) await filter.markMail('anna', letter(i), 'spam')
    await filter.setPrior('ben', 'anna')
    expect(await logits(filter)).toEqual(await logits(filter, 'anna'))
    const { id } = await filter.markMail('ben', letter(1), 'ham')
    expect((await filter.explain('ben', id)).verdict).toBe('ham')
    await filter.unmark('ben', id)
    await filter.setPrior('ben', null)
    expect(await logits(filter)).toEqual(own)
    await expect(filter.setPrior('ben', 'nobody')).rejects.toMatchObject({ status: 404 })
    await expect(filter.setPrior('ben', 'ben')).rejects.toMatchObject({ status: 400 })
  })

  it('should count by its words alone under another base, which reads embeddings otherwise', async () => {
    const store = await createSqliteStore(':memory:')
    const filter = await makeFilter({ store })
    const own = await logits(filter)
    await filter.markMail('anna', letter(0), 'spam')
    const meaning = zeroHead(hashEncoder.dimension)
    meaning.dense.fill(1)
    const head = Buffer.from(encodeHead(meaning))
    await store.setPrior('ben', { from: 'anna', takenAt: 1, encoder: hashEncoder.id, base: base.id, head })
    const started = await logits(await makeFilter({ store }))
    expect(started).not.toEqual(own)
    const renamed = createBase({ ...base, name: 'another' })
    expect(await logits(await makeFilter({ store, base: renamed }))).toEqual(own)
    await filter.setPrior('ben', 'anna')
    expect(await logits(await makeFilter({ store, base: renamed }))).not.toEqual(own)
  })

  it('should leave with the user whose model it was', async () => {
    const filter = await makeFilter()
    const own = await logits(filter)
    await filter.markMail('anna', letter(0), 'spam')
    await filter.setPrior('ben', 'anna')
    const told: Happening[] = []
    filter.events.subscribe((event) => told.push(event))
    expect(await filter.erase('anna')).toEqual({ user: 'anna', erased: true, priorsTakenBack: ['ben'] })
    expect(told).toMatchObject([
      { type: 'change', user: 'anna', what: 'erase' },
      { type: 'change', user: 'ben', what: 'prior' },
    ])
    expect(await logits(filter)).toEqual(own)
    await expect(filter.statistics('anna')).rejects.toMatchObject({ status: 404 })
  })
})

describe('an explanation', () => {
  it('should add up to the logit, for a mail that is scored and for one of the log', async () => {
    for (const keep of ['nothing', 'headers', 'text'] as const) {
      const filter = await makeFilter({ keep })
      for (let i = 0; i < 6; i++) await filter.markMail('anna', letter(i + 3), i % 2 ? 'spam' : 'ham')
      await filter.setPrior('ben', 'anna')
      for (let i = 0; i < 6; i++) await filter.markMail('ben', letter(i), i % 2 ? 'spam' : 'ham')
      const scored = await filter.score('ben', letter(6))
      const explained = await filter.explain('ben', scored.id)
      for (const { reasons, logit, parts } of [scored, explained]) {
        expect(reasons.reduce((sum, reason) => sum + reason.logit, 0)).toBeCloseTo(logit, 9)
        expect(parts.base + parts.shared + parts.adapter).toBeCloseTo(logit, 9)
      }
      expect(explained.nearest[0].similarity).toBeGreaterThan(explained.nearest[4].similarity)
      expect(scored.reasons.some(({ text }) => /^like \d mails? you marked/.test(text))).toBe(true)
    }
  })
})

describe('the shared head', () => {
  const people = ['anna', 'carl', 'dora', 'emil']

  async function campaign(store: Store): Promise<Filter> {
    const filter = await makeFilter({ store, refit: true })
    for (const user of people) {
      for (let i = 0; i < 12; i++)
        await filter.markMail(
          user,
          mail(`Big win ${i}`, `Claim the jackpot ${user} ${i} now, winner`),
          'spam',
        )
      for (let i = 0; i < 12; i++)
        await filter.markMail(user, mail(`Minutes ${i}`, `Notes of our meeting ${i}, ${user}`), 'ham')
    }
    await filter.settled()
    return filter
  }

  it('should teach a new user what the others agree on, survive a restart, and forget whoever is erased', async () => {
    const store = await createSqliteStore(':memory:')
    const alone = await (await makeFilter()).score('new', mail('Big win', 'Claim the jackpot now, winner'))
    const filter = await campaign(store)
    const taught = await filter.score('new', mail('Big win', 'Claim the jackpot now, winner'))
    expect(taught.parts.adapter).toBe(0)
    expect(taught.parts.shared).toBeGreaterThan(0.5)
    expect(taught.logit).toBeGreaterThan(alone.logit)
    const restarted = await makeFilter({ store, refit: true })
    expect((await restarted.score('new', mail('Big win', 'Claim the jackpot now, winner'))).parts).toEqual(
      taught.parts,
    )
    for (const user of people) await restarted.erase(user)
    await restarted.settled()
    expect(
      (await restarted.score('new', mail('Big win', 'Claim the jackpot now, winner'))).parts.shared,
    ).toBe(0)
  })
})

describe('what a mail server found out about the sender', () => {
  const signed = (result: string, i: number) =>
    mail(topics[i % 5], `${topics[i % 5]} number ${i}`, [
      `Authentication-Results: mx.example.net; dkim=${result}`,
    ])

  async function gap(options: Partial<FilterOptions>): Promise<number> {
    const filter = await makeFilter(options)
    for (let i = 0; i < 10; i++) {
      await filter.markMail('ben', signed('fail', i), 'spam')
      await filter.markMail('ben', signed('pass', i + 10), 'ham')
    }
    const logitOf = async (result: string) => (await filter.score('ben', signed(result, 20))).logit
    return (await logitOf('fail')) - (await logitOf('pass'))
  }

  it('should tell a user who marks by it, where the administrator trusts the server, and only there', async () => {
    expect(await gap({ trustedAuthserv: ['mx.example.net'] })).toBeGreaterThan(0.1)
    expect(await gap({ trustedAuthserv: ['mx.example.org'] })).toBe(0)
    expect(await gap({})).toBe(0)
  })
})
