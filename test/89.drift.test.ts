import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../src/bench/corpora.js'
import { LEAST, readOthers, readSeries, runDrift } from '../src/bench/drift.js'
import { neighbours, runNeighbours } from '../src/bench/neighbours.js'
import { smallFilter } from './bench/small-filter.js'

describe('the bench of drift', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-drift-'))
    const lines: string[] = []
    const add = async (label: string, from: string, subject: string, body: string) => {
      const name = `${lines.length}`
      await writeFile(join(folder, name), `From: ${from}\nSubject: ${subject}\n\n${body}\n`)
      lines.push(`${label} ${name} ann\n`)
    }
    for (let i = 0; i < LEAST; i++) {
      await add(
        'ham',
        'Garden News <News@garden.example>',
        `Garden news ${i}`,
        `roses tulips and beds number ${i}`,
      )
      await add('ham', `friend${i}@home.example`, 'Dinner', `shall we meet for dinner on day ${i}`)
      await add('spam', `win${i}@prize.example`, 'Prize', `claim the prize of the lottery ${i}`)
    }
    for (let i = 1; i < LEAST; i++) await add('ham', 'few@list.example', 'Few', `too few mails ${i}`)
    // A copy is no further mail of its sender.
    await add('ham', 'few@list.example', 'Few', 'too few mails 1')
    await writeFile(join(folder, 'index'), lines.join(''))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('should take each sender of enough different ham, and mail of others as much of each class', async () => {
    const entries = await readIndex(join(folder, 'index'))
    const series = await readSeries(entries)
    expect(series.map(({ sender, mails }) => [sender, mails.length])).toEqual([
      ['ann news@garden.example', LEAST],
    ])
    const others = await readOthers(entries, series, 8)
    expect(others.map(({ label }) => label)).toEqual(Array.from({ length: 8 }, () => ['spam', 'ham']).flat())
    expect(others.some(({ raw }) => raw.includes('garden'))).toBe(false)
  })

  it('should follow a sender that is marked spam after a long time of ham', async () => {
    const entries = await readIndex(join(folder, 'index'))
    const series = await readSeries(entries)
    const filter = await smallFilter()
    const report = await runDrift({ filter, series, others: await readOthers(entries, series, 8) })
    expect(report).toMatchObject({ series: 1, loved: 15, later: 5, others: 8 })
    expect(report.inJunk).toEqual([0, expect.any(Number), 5, 5])
    expect(report.turned).toEqual([0, expect.any(Number), 1, 1])
    expect(report.wrong[0]).toBe(0)
  })

  it('should pair each sender with the next one of its host', () => {
    const series = ['ann a@x.example', 'ann b@y.example', 'ann c@x.example', 'bob d@x.example'].map(
      (sender) => ({
        sender,
        mails: [],
      }),
    )
    expect(neighbours(series).map((pair) => pair.map(({ sender }) => sender))).toEqual([
      ['ann a@x.example', 'ann c@x.example'],
      ['ann c@x.example', 'ann a@x.example'],
    ])
  })

  it('should keep a loved sender out of Junk while another one of its host is marked spam', async () => {
    const mail = (name: string, body: string) =>
      Buffer.from(`From: ${name}@host.example\nSubject: ${name}\n\n${body}\n`)
    const series = [
      ['garden', 'roses tulips beds'],
      ['coins', 'wallets tokens markets'],
    ].map(([name, words]) => ({
      sender: `ann ${name}@host.example`,
      mails: Array.from({ length: LEAST }, (_, i) => mail(name, `${words} number ${i}`)),
    }))
    const report = await runNeighbours({ filter: await smallFilter(), series, others: [] })
    expect(report).toMatchObject({ pairs: 2, loved: { later: 10 }, unwanted: { later: 30 } })
    expect(report.loved.inJunk).toEqual(report.marks.map(() => 0))
    expect(report.unwanted.inJunk[0]).toBe(0)
    expect(report.unwanted.inJunk.at(-1)).toBe(30)
  })
})
