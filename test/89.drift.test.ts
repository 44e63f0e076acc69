import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIndex } from '../src/bench/corpora.js'
import { LEAST, readOthers, readSeries, runDrift } from '../src/bench/drift.js'
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
})
