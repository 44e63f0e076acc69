import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Entry, readIndex } from '../src/bench/corpora.js'
import { checkFeedback, feedbackSteps, parseFeedback } from '../src/bench/feedback.js'
import { type JigReport, runJig } from '../src/bench/jig.js'
import { resultLine } from '../src/bench/result-line.js'
import type { Result } from '../src/bench/tally.js'
import { BadInput } from '../src/errors.js'
import type { Filter } from '../src/filter.js'
import { smallFilter } from './bench/small-filter.js'

describe('parseFeedback', () => {
  it('should know four ways', () => {
    expect(parseFeedback('immediate')).toEqual({ kind: 'immediate' })
    expect(parseFeedback('delayed:1000')).toEqual({ kind: 'delayed', messages: 1000 })
    expect(parseFeedback('partial:a:b')).toEqual({ kind: 'partial', user: 'a:b' })
    expect(parseFeedback('none')).toEqual({ kind: 'none' })
  })

  it.each(['', 'always', 'delayed', 'delayed:', 'delayed:-1', 'delayed:x', 'partial', 'partial:', 'none:1'])(
    'should refuse %j',
    (text) => {
      expect(() => parseFeedback(text)).toThrow(BadInput)
    },
  )
})

describe('feedbackSteps', () => {
  const entries = fc
    .array(fc.constantFrom('ann', 'bob'), { maxLength: 40 })
    .map((users) => users.map((user): Entry => ({ label: 'ham', path: '', user, date: null })))
  const feedback = fc.oneof(
    fc.constant({ kind: 'immediate' } as const),
    fc.constant({ kind: 'none' } as const),
    fc.constant({ kind: 'partial', user: 'ann' } as const),
    fc.nat(50).map((messages) => ({ kind: 'delayed', messages }) as const),
  )

  it('should score every message once, and tell each label exactly when it is due', () => {
    fc.assert(
      fc.property(entries, feedback, (entries, feedback) => {
        let scored = 0
        const told: string[] = []
        for (const { messages, label } of feedbackSteps(feedback, entries)) {
          expect(messages).toBeGreaterThan(0)
          scored += messages
          if (label !== null) told.push(`${label} after ${scored - 1}`)
        }
        expect(scored).toBe(entries.length)
        const due = entries.flatMap(({ user }, at) => {
          const wait = feedback.kind === 'delayed' ? feedback.messages : 0
          if (feedback.kind === 'none' || (feedback.kind === 'partial' && user !== feedback.user)) return []
          return at + wait < entries.length ? [`${at} after ${at + wait}`] : []
        })
        expect(told).toEqual(due)
      }),
    )
  })
})

describe('checkFeedback', () => {
  it('should refuse labels of a user whose mail the index does not have', () => {
    const index = [{ label: 'spam', path: 'a', user: 'ann', receivedAt: null }] as unknown as Entry[]
    expect(() => checkFeedback(parseFeedback('partial:bob'), index)).toThrow('no mail of "bob"')
    for (const known of ['partial:ann', 'immediate']) checkFeedback(parseFeedback(known), index)
  })
})

describe('runJig', () => {
  let folder: string
  let entries: Entry[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-jig-'))
    const lines: string[] = []
    for (let at = 0; at < 24; at += 1) {
      const spam = at % 2 === 0
      const text = spam ? 'claim the lottery prize money now' : 'the minutes of the garden committee'
      const sender = spam ? 'win@prize.example' : 'clerk@garden.example'
      await writeFile(join(folder, `${at}`), `From: ${sender}\nSubject: ${text}\n\n${text}, number ${at}.\n`)
      lines.push(`${spam ? 'spam' : 'ham'} ${at} ${at < 16 ? 'ann' : 'bob'}`)
    }
    await writeFile(join(folder, 'index'), `${lines.join('\n')}\n`)
    entries = await readIndex(join(folder, 'index'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** A run on a fresh filter, with the calls that the filter got and the results in order. */
  async function run(feedback: string, users: 'index' | 'one' = 'index', stream = entries) {
    const filter = await smallFilter()
    const calls: string[] = []
    const names = new Map<string, string>()
    const results: Result[] = []
    const recorded: Pick<Filter, 'score' | 'mark' | 'settled'> = {
      async score(user, raw) {
        const number = /number (\d+)/.exec(String(raw))?.[1] ?? '?'
        calls.push(`score ${number} for ${user}`)
        const scored = await filter.score(user, raw)
        names.set(scored.id, number)
        return scored
      },
      async mark(user, id, label) {
        calls.push(`mark ${names.get(id)} ${label} for ${user}`)
        return filter.mark(user, id, label)
      },
      settled: () => filter.settled(),
    }
    const options = { filter: recorded, entries: stream, feedback: parseFeedback(feedback), users }
    const report = await runJig({ ...options, onResult: (result) => results.push(result) })
    return { report, calls, results }
  }

  /** What can be repeated of a report: all but the speed. */
  const withoutSpeed = (report: JigReport) =>
    JSON.parse(JSON.stringify(report, (key, value) => (key === 'messagesPerSecond' ? undefined : value)))

  it('should score first and tell the label then', async () => {
    const { calls } = await run('immediate', 'index', entries.slice(0, 2))
    expect(calls).toEqual(['score 0 for ann', 'mark 0 spam for ann', 'score 1 for ann', 'mark 1 ham for ann'])
  })

  it('should tell a label after as many further messages as asked for', async () => {
    const { calls, report } = await run('delayed:2', 'index', entries.slice(0, 4))
    expect(calls.map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      ...['score 0', 'score 1', 'score 2', 'mark 0', 'score 3', 'mark 1'],
    ])
    expect(report.all.marks).toBe(2)
  })

  it('should tell the labels of one user only', async () => {
    const { calls, report } = await run('partial:bob')
    expect(calls.filter((call) => call.startsWith('mark'))).toHaveLength(8)
    expect(report.users.ann.marks).toBe(0)
    expect(report.users.bob.marks).toBe(8)
  })

  it('should learn nothing without feedback', async () => {
    const { report } = await run('none')
    expect(report.all.marks).toBe(0)
    expect(report.all.heads.own).toEqual(report.all.heads.base)
  })

  it('should show what the marks taught, beside what the base thinks', async () => {
    const { report } = await run('immediate', 'one')
    const { base, own } = report.all.heads
    expect(base).toEqual((await run('none')).report.all.heads.base)
    expect(base.spamMissed).toBe(12)
    expect(own.spamMissed).toBeLessThan(4)
    expect(own.roca).toBeLessThan(base.roca as number)
    expect(own.logLoss).toBeLessThan(base.logLoss as number)
  })

  it('should give each user of the index a filter of their own, unless all mail is one user’s', async () => {
    const missed = (report: JigReport) => report.users.bob.heads.own.spamMissed
    const apart = await run('partial:ann', 'index')
    const together = await run('partial:ann', 'one')
    expect(missed(apart.report)).toBe(4)
    expect(missed(together.report)).toBe(0)
  })

  it('should add up users to all', async () => {
    const { report } = await run('immediate')
    const { ann, bob } = report.users
    expect(Object.keys(report.users)).toEqual(['ann', 'bob'])
    expect(ann.messages + bob.messages).toBe(report.all.messages)
    expect(ann.heads.own.hamLost + bob.heads.own.hamLost).toBe(report.all.heads.own.hamLost)
    expect(report.all.messagesPerSecond).toBeGreaterThan(0)
  })

  it('should give the same report twice, and another hash for other mail', async () => {
    const first = await run('immediate')
    const second = await run('immediate')
    expect(withoutSpeed(second.report)).toEqual(withoutSpeed(first.report))
    expect(second.results.map(({ scored }) => scored?.logit)).toEqual(
      first.results.map(({ scored }) => scored?.logit),
    )
    expect((await run('none', 'index', entries.slice(1))).report.mailHash).not.toBe(first.report.mailHash)
    expect((await run('none')).report.mailHash).toBe(first.report.mailHash)
  })

  it('should let mail through that the filter refuses, and say how much', async () => {
    await writeFile(join(folder, 'empty'), '')
    const refused: Entry = { label: 'spam', path: join(folder, 'empty'), user: 'ann', date: null }
    const { report, results, calls } = await run('immediate', 'index', [entries[1], refused, entries[2]])
    expect(report.all).toMatchObject({ messages: 3, refused: 1, marks: 2 })
    expect(results[1]).toMatchObject({
      scored: null,
      outcomes: { own: { label: 'spam', logit: 0, spam: false } },
    })
    expect(calls.filter((call) => call.startsWith('mark'))).toHaveLength(2)
  })

  it('should stop at a message that cannot be read', async () => {
    const lost: Entry = { label: 'spam', path: join(folder, 'lost'), user: 'ann', date: null }
    await expect(run('immediate', 'index', [entries[0], lost])).rejects.toThrow(
      /Cannot read the message .*lost/,
    )
  })

  it('should not hide a fault of the filter', async () => {
    const filter = {
      ...{ mark: async () => Promise.reject(new Error('unused')), settled: async () => {} },
      score: async () => Promise.reject(new TypeError('a fault')),
    }
    await expect(runJig({ filter, entries, feedback: { kind: 'none' }, users: 'one' })).rejects.toThrow(
      'a fault',
    )
  })

  it('should write result lines as the TREC toolkit does', async () => {
    const { results } = await run('immediate')
    const lines = results.map((result) => resultLine(result, folder))
    expect(lines).toHaveLength(entries.length)
    const [first] = lines
    expect(first).toMatch(/^file=0 judge=spam class=ham score=-0\.\d+ user=ann genre=$/)
    expect(lines[20]).toMatch(/^file=20 judge=spam class=(spam|ham) score=-?[\d.e-]+ user=bob genre=$/)
  })
})
