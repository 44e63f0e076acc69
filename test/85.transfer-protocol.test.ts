/** The protocol of `hamlet bench transfer`, played with a contestant that anybody can follow. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bareMail, contestMails, separated } from '../src/bench/contest-mail.js'
import type { Contestant, LabelledMail } from '../src/bench/contestant.js'
import { atEqualCatch } from '../src/bench/equal-catch.js'
import { hamletContestant } from '../src/bench/hamlet.js'
import { corrections, drawnMarks } from '../src/bench/marking.js'
import { splitMail } from '../src/bench/split.js'
import { runContest } from '../src/bench/transfer.js'
import { learner } from './bench/learner.js'
import { smallFilter } from './bench/small-filter.js'

function mails(labels: string, name = 'm'): LabelledMail[] {
  return [...labels].map((letter, i) => ({
    id: `${name}${i}`,
    label: letter === 's' ? 'spam' : 'ham',
    path: `${name}${i}`,
  }))
}

describe('drawn marks', () => {
  const first = mails('shshshshsh')
  const last = mails('sh', 'last')

  it('should be the same for every filter, and grow from one count to the next', async () => {
    const [one, other] = [learner(99), learner(1)]
    for (const each of [one, other]) await drawnMarks(each, { first, last, counts: [0, 1, 4] }, [1, 2])
    expect(one.told).toEqual(other.told)
    expect(one.told.map((ids) => ids.length)).toEqual([1, 3, 1, 3])
    expect(new Set([...one.told[0], ...one.told[1]]).size).toBe(4)
    expect(one.told[0]).not.toEqual(one.told[2])
  })

  it('should start each draw from a filter that forgot the last one, and judge without marks once', async () => {
    const filter = learner(99)
    const rounds = await drawnMarks(filter, { first, last, counts: [0, 2] }, [1, 2, 3])
    expect(filter.resets).toBe(3)
    expect(rounds.map(({ count }) => count)).toEqual([0, 2, 2, 2])
  })

  it('should say how many marks there were when the first part has fewer', async () => {
    const rounds = await drawnMarks(learner(99), { first, last, counts: [100] }, [1])
    expect(rounds.map(({ marks }) => marks)).toEqual([10])
  })

  it('should mark a mail once that stands in the index twice', async () => {
    const filter = learner(99)
    await drawnMarks(filter, { first: [...first, ...first], last, counts: [100] }, [1])
    expect(new Set(filter.told[0]).size).toBe(filter.told[0].length)
  })
})

describe('corrections', () => {
  it('should be the mistakes of the filter itself, one at a time, as its mail streams by', async () => {
    // Everything is ham to it until it knows two spams; from then on everything is spam.
    const filter = learner(2)
    const rounds = await corrections(filter, {
      first: mails('hshshsh'),
      last: mails('ss', 'last'),
      counts: [0, 1, 2, 50],
    })
    expect(filter.told).toEqual([['m1'], ['m3'], ['m4'], ['m6']])
    expect(rounds.map(({ count, marks }) => [count, marks])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [50, 4],
      ['all', 4],
    ])
    expect(rounds.map(({ judged }) => judged[0].spam)).toEqual([false, false, true, true, true])
  })

  it('should not depend on how far ahead mail is scored', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('s', 'h'), { minLength: 1, maxLength: 200 }),
        async (labels) => {
          const first = mails(labels.join(''))
          const batch = learner(3)
          await corrections(batch, { first, last: [], counts: [] })
          const one = learner(3)
          for (const mail of first) {
            const [{ spam }] = await one.score([mail])
            if (spam !== (mail.label === 'spam')) await one.learn([mail])
          }
          expect(batch.told).toEqual(one.told)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('the split', () => {
  it('should cut a stream at 30 % and leave its order', () => {
    const stream = mails('sh'.repeat(50))
    const { first, last, drawnOrder } = splitMail(stream, null)
    expect([...first, ...last]).toEqual(stream)
    expect(first).toHaveLength(30)
    expect(drawnOrder).toBe(false)
  })

  it('should draw an order for an index that is sorted by class', () => {
    const { first, drawnOrder } = splitMail(mails('h'.repeat(70) + 's'.repeat(30)), null)
    expect(drawnOrder).toBe(true)
    expect(new Set(first.map(({ label }) => label)).size).toBe(2)
  })

  it('should spread a sample over the whole last part', () => {
    const { last } = splitMail(mails('sh'.repeat(50)), 7)
    expect(last.map(({ id }) => Number(id.slice(1)))).toEqual([30, 40, 50, 60, 70, 80, 90])
  })
})

describe('ham lost at equal spam caught', () => {
  it('should move our threshold to where we catch what the peer catches', () => {
    const each = mails('sssshhhh')
    const judged = (scores: number[], cut: number) => scores.map((score) => ({ score, spam: score >= cut }))
    // The peer catches three spams and loses a ham. We catch three at 0.5, and then lose none; all four cost us one.
    const peer = judged([9, 8, 7, 1, 7, 1, 1, 1], 7)
    expect(atEqualCatch(each, judged([0.9, 0.8, 0.5, 0.1, 0.4, 0, 0, 0], 0.95), peer)).toEqual({
      caught: 75,
      peerLost: 25,
      lost: 0,
    })
    expect(atEqualCatch(each, judged([0.9, 0.8, 0.5, 0.1, 0.5, 0, 0, 0], 0.95), peer).lost).toBe(25)
  })

  it('should lose nothing where the peer catches nothing', () => {
    const each = mails('sh')
    const none = [0, 0].map((score) => ({ score, spam: false }))
    expect(atEqualCatch(each, none, none)).toEqual({ caught: 0, peerLost: 0, lost: 0 })
  })
})

describe('Hamlet as a contestant', () => {
  let folder: string
  const own: LabelledMail[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-contestant-'))
    for (const [i, word] of ['offer', 'offer', 'minutes', 'minutes', 'offer'].entries()) {
      const path = join(folder, `${i}`)
      await writeFile(path, `Subject: ${word} ${i}\n\n${word} number ${i}\n`)
      own.push({ id: `${i}`, label: word === 'offer' ? 'spam' : 'ham', path })
    }
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('should judge a mail again as the filter that scores it again', async () => {
    const filter = await smallFilter()
    const contestant = hamletContestant(filter)
    const before = await contestant.score(own)
    await contestant.learn(own.slice(0, 3))
    const after = await contestant.score(own)
    expect(after).not.toEqual(before)

    const another = await smallFilter()
    for (const { path, label } of own.slice(0, 3)) await another.markMail('me', await readFile(path), label)
    for (const [i, { path }] of own.entries()) {
      const { logit, verdict } = await another.score('me', await readFile(path))
      expect(after[i]).toEqual({ score: logit, spam: verdict === 'spam' })
    }
  })

  it('should have had the first part of the mail in the log, and no label of it, before it judges', async () => {
    const filter = await smallFilter()
    const contestant = hamletContestant(filter)
    const seen: number[] = []
    const watched: Contestant = {
      ...contestant,
      async score(mails) {
        const { messages, marks } = await filter.statistics('contestant')
        seen.push(messages, marks)
        return contestant.score(mails)
      },
    }
    const split = { first: own.slice(0, 3), last: own.slice(3), drawnOrder: false }
    await runContest('ann', split, [watched], { ways: ['random'], counts: [0], seeds: [1] })
    expect(seen).toEqual([3, 0])
  })

  it('should forget to the last bit', async () => {
    const contestant = hamletContestant(await smallFilter())
    const before = await contestant.score(own)
    await contestant.learn(own)
    await contestant.reset()
    expect(await contestant.score(own)).toEqual(before)
  })
})

describe('mail of a contest', () => {
  it('should have a blank line before its body, and else stay byte for byte', () => {
    const enron = Buffer.from('Subject: lunch\nfrom : ann\nat noon\n')
    expect(`${separated(enron)}`).toBe('Subject: lunch\n\nfrom : ann\nat noon\n')
    const whole = Buffer.from('From x Mon\r\nA: b\r\n c\r\nSubject: x\r\n\r\nbody: y\r\nz')
    expect(separated(whole)).toBe(whole)
  })

  it('should have none but the fields that a reader sees where a corpus is betrayed by its others', () => {
    const raw = Buffer.from(
      'List-Id: x\nSubject: a\n b\nX-Spam: yes\n very\nContent-Type: text/plain\n\nList-Id: y\n',
    )
    expect(`${bareMail(raw)}`).toBe('Subject: a\n b\nContent-Type: text/plain\n\nList-Id: y\n')
  })

  it('should be copied only where its bytes change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hamlet-contest-'))
    try {
      const path = join(folder, 'one')
      await writeFile(path, 'List-Id: x\nSubject: a\n\nhello\n')
      const mail = { id: 'i', y: 1 as const, path }
      const given = await contestMails(
        [
          { ...mail, corpus: 'kept' },
          { ...mail, corpus: 'bare' },
        ],
        ['bare'],
        join(folder, 'copies'),
      )
      expect(given[0]).toEqual({ id: 'i', label: 'spam', path })
      expect(await readFile(given[1].path, 'utf8')).toBe('Subject: a\n\nhello\n')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
