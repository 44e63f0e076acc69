/** Topics: mail described in words, before the first of it was marked. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFilter, type Filter } from '../src/filter.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { MOST_TOPICS } from '../src/topics.js'
import type { Label } from '../src/types.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const base = smallBase(hashEncoder)

async function makeFilter(): Promise<Filter> {
  const store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks: 2000, keep: 'headers' as const, refit: false, now: () => 5 }
  return createFilter({ store, encoder: hashEncoder, base, ...rest })
}

function mail(subject: string, body: string): Buffer {
  return Buffer.from(`From: Ann <ann@shop.example>\r\nSubject: ${subject}\r\n\r\n${body}`)
}

const loan = (i: number) =>
  mail(`Loan offer ${i}`, `A cheap loan or mortgage for your house, offer number ${i}.`)
const minutes = (i: number) => mail(`Minutes ${i}`, `Notes of the project review, part ${i}.`)
const LOANS = { description: 'A cheap loan or mortgage offer', verdict: 'spam' as const }

let filter: Filter
beforeEach(async () => {
  filter = await makeFilter()
})

async function logits(of = filter, user = 'ben'): Promise<number[]> {
  const scored = []
  for (let i = 0; i < 4; i++) scored.push(await of.score(user, loan(i)), await of.score(user, minutes(i)))
  return scored.map(({ logit }) => logit)
}

describe('a topic', () => {
  it.each([
    ['', 'words'],
    ['a\nb', 'words'],
    ['x'.repeat(65), 'words'],
    ['loans', ''],
    ['loans', '  12 — ? '],
    ['loans', 'x'.repeat(501)],
  ])('should be refused as %j: %j', async (name, description) => {
    await expect(filter.topics.set('ben', name, { description, verdict: 'spam' })).rejects.toMatchObject({
      status: 400,
    })
    await expect(filter.topics.list('ben')).rejects.toMatchObject({ status: 404 })
  })

  it('should be refused where there are too many, and where it is to be removed and is not there', async () => {
    for (let i = 0; i < MOST_TOPICS; i++) await filter.topics.set('ben', `${i}`, LOANS)
    await expect(filter.topics.set('ben', 'more', LOANS)).rejects.toMatchObject({ status: 409 })
    await expect(filter.topics.remove('ben', 'more')).rejects.toMatchObject({ status: 404 })
    expect(await filter.topics.list('ben')).toHaveLength(MOST_TOPICS)
  })

  it('should turn mail of the topic and leave other mail where it is', async () => {
    const [before, other] = [await filter.score('ben', loan(1)), await filter.score('ben', minutes(1))]
    expect([before.verdict, other.verdict]).not.toContain('spam')
    const set = await filter.topics.set('ben', 'loans', LOANS)
    expect(set).toEqual({ name: 'loans', ...LOANS, setAt: 5, changed: true })
    expect((await filter.score('ben', loan(1))).verdict).toBe('spam')
    const after = await filter.score('ben', minutes(1))
    expect(after.verdict).toBe(other.verdict)
    expect(Math.abs(after.logit - other.logit)).toBeLessThan(1)
    expect((await filter.score('anna', loan(1))).logit).toBe(before.logit)
  })

  it('should be overruled by one contrary mark, on its mail and its like', async () => {
    await filter.topics.set('ben', 'loans', LOANS)
    const { after } = await filter.markMail('ben', loan(1), 'ham')
    expect(after.verdict).toBe('ham')
    expect((await filter.score('ben', loan(2))).verdict).not.toBe('spam')
  })

  it('should be a reason of its own, and the reasons still add up', async () => {
    await filter.markMail('ben', minutes(1), 'ham')
    await filter.topics.set('ben', 'loans', LOANS)
    const scored = await filter.score('ben', loan(1))
    const explained = await filter.explain('ben', scored.id)
    for (const { reasons, logit, parts } of [scored, explained]) {
      const reason = reasons.find(({ kind }) => kind === 'topic')
      expect(reason).toMatchObject({ text: 'your topic “loans”' })
      expect(reason?.logit).toBeGreaterThan(1)
      expect(reasons.reduce((sum, each) => sum + each.logit, 0)).toBeCloseTo(logit, 9)
      expect(parts.base + parts.shared + parts.adapter).toBeCloseTo(logit, 9)
    }
  })
})

describe('a model with topics', () => {
  const step = fc.record({ what: fc.nat(3), of: fc.nat(3), verdict: fc.constantFrom<Label>('spam', 'ham') })
  const steps = fc.uniqueArray(step, { selector: ({ what, of }) => `${what < 2} ${of}`, maxLength: 8 })

  async function say(to: Filter, { what, of, verdict }: { what: number; of: number; verdict: Label }) {
    if (what >= 2)
      return to.topics.set('ben', `t${of}`, { description: `${LOANS.description} ${of}`, verdict })
    return to.markMail('ben', what ? loan(of) : minutes(of), verdict)
  }

  it('should be the same to the last bit whatever came first, and after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const store = await createSqliteStore(':memory:')
        // When a mark was made belongs to it, so all of them are made at one time.
        const heads = { store, encoder: hashEncoder, base, threshold: 0.5 }
        const options = { ...heads, maxMarks: 99, refit: false, now: () => 5 }
        const [one, two] = [await createFilter({ ...options, keep: 'headers' }), await makeFilter()]
        for (const each of given) await say(one, each)
        for (const each of [...given].reverse()) await say(two, each)
        expect(await logits(two)).toEqual(await logits(one))
        expect(await logits(await createFilter({ ...options, keep: 'headers' }))).toEqual(await logits(one))
      }),
      { numRuns: 10 },
    )
  })

  it('should be what it was when a topic is taken back, and not change when it is set twice', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom<Label>('spam', 'ham'), async (given, verdict) => {
        const own = await makeFilter()
        for (const each of given) await say(own, each)
        const before = await logits(own)
        await own.topics.set('ben', 'more', { ...LOANS, verdict })
        const after = await logits(own)
        expect(await own.topics.set('ben', 'more', { ...LOANS, verdict })).toMatchObject({ changed: false })
        expect(await logits(own)).toEqual(after)
        await own.topics.remove('ben', 'more')
        expect(await logits(own)).toEqual(before)
      }),
      { numRuns: 10 },
    )
  })

  it('should move by export and import, as a file of version 1 without topics does, and be erased', async () => {
    await filter.topics.set('ben', 'loans', LOANS)
    await filter.markMail('ben', loan(1), 'ham')
    const file = JSON.parse(JSON.stringify(await filter.exportUser('ben')))
    const other = await makeFilter()
    await other.importUser('carl', file)
    expect(await logits(other, 'carl')).toEqual(await logits())
    const { topics: _, ...old } = file
    await other.importUser('dora', { ...old, version: 1 })
    expect(await other.topics.list('dora')).toEqual([])
    await expect(other.importUser('carl', { ...file, topics: [{ name: 'x' }] })).rejects.toMatchObject({
      status: 422,
    })
    await other.erase('carl')
    await other.score('carl', loan(1))
    expect(await other.topics.list('carl')).toEqual([])
  })

  it('should keep to the topics under another encoder, which reads the descriptions anew', async () => {
    const store = await createSqliteStore(':memory:')
    const options = { store, threshold: 0.5, maxMarks: 99, keep: 'text' as const, refit: false }
    const first = await createFilter({ ...options, encoder: hashEncoder, base })
    await first.topics.set('ben', 'loans', LOANS)
    const encoder = { ...hashEncoder, id: 'another' }
    const second = await createFilter({ ...options, encoder, base: smallBase(encoder) })
    expect((await second.score('ben', loan(1))).verdict).toBe('spam')
  })
})
