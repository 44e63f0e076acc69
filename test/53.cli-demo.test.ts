/** The demo with the model that we ship: what a person sees on the first start must be true. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../src/app.js'
import { type DemoResult, demoSteps, playDemo } from '../src/cli/demo-play.js'
import { demoLines } from '../src/cli/demo-table.js'
import { readConfig } from '../src/config.js'
import { Place } from './cli/hamlet.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

describe('the demo', () => {
  let result: DemoResult
  let steps = 0
  beforeAll(async () => {
    const app = await createApp({ ...readConfig({ HAMLET_LOG: 'silent' }), database: ':memory:' })
    result = await playDemo(app.filter, () => steps++)
    await app.close()
  })

  it("should judge Ben's other mail with a third fewer mistakes once the model is his own", () => {
    const { rows, wrong, marks } = result
    expect(marks.ben).toBeLessThanOrEqual(12)
    expect(rows).toHaveLength(42 - marks.ben)
    expect(wrong.annas).toBeGreaterThanOrEqual(10)
    expect(wrong.own).toBeLessThanOrEqual((wrong.annas * 2) / 3)
  })

  it('should cost him few of his ordinary mails', () => {
    const lost = (model: 'annas' | 'own') =>
      result.rows.filter((row) => row.label === 'ham' && row[model].verdict === 'spam').length
    expect(lost('own')).toBeLessThanOrEqual(lost('annas') + 2)
  })

  it("should move none of Anna's scores when Ben marks", () => {
    expect(result.anna.moved).toBe(0)
  })

  it('should tell the progress bar of every mail', async () => {
    expect(steps).toBe(await demoSteps())
  })

  it('should be told as a table that agrees with its own count', () => {
    const lines = demoLines(result)
    const rows = lines.filter((line) => /^(spam|unsure|ham) /.test(line))
    expect(rows).toHaveLength(result.rows.length)
    const mistakes = (from: number, to: number) =>
      rows.filter((row) => row.slice(from, to).includes('×')).length
    const { annas, own } = result.wrong
    expect([mistakes(0, 14), mistakes(14, 28)]).toEqual([annas, own])
    expect(lines).toContain(
      `Mistakes on Ben's mail: ${annas} of ${rows.length} by Anna's model, ${own} by Ben's own.`,
    )
  })
})

describe('hamlet demo', () => {
  it('should play on a database of its own, and leave the one that is set alone', async () => {
    const place = await Place.make()
    afterAll(() => place.remove())
    const [played] = await place.json('demo')
    expect(played.rows.length).toBeGreaterThanOrEqual(20)
    const [users] = await place.json('users')
    expect(users).toEqual([])
    rmSync(join(place.folder, 'hamlet.db'))
  })
})
