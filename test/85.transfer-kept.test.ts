import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Judged, judgingOnce } from '../src/cli/transfer-kept.js'

const MADE_BY = { commit: 'c0ffee', node: 'v20' }

describe('judgingOnce(way, program, folder)', () => {
  let folder: string
  let way: { train: string[]; test: string[]; base: 'retrain' | 'shipped' }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-kept-'))
    const index = join(folder, 'index')
    await writeFile(index, 'spam data/1 ann\n')
    way = { train: [index], test: [index], base: 'retrain' }
  })
  afterEach(() => rm(folder, { recursive: true }))

  const judged = (user: string) =>
    ({ result: { user, cells: [{ wrong: Float64Array.of(0, 0.5) }] }, about: { user } }) as unknown as Judged

  /** How often the judge of a new run is asked for this user. */
  async function asked(program = MADE_BY, changed = {}, user = 'ann', encoder = 'e@1') {
    const judge = vi.fn(async () => judged(user))
    const kept = await judgingOnce({ ...way, ...changed }, program, join(folder, 'kept'))
    expect(await kept(user, encoder, judge)).toEqual(judged(user))
    return judge.mock.calls.length
  }

  it('should judge a user once, and whoever is judged in another way anew', async () => {
    expect(await asked()).toBe(1)
    expect(await asked()).toBe(0)
    expect(await asked(MADE_BY, {}, 'bob')).toBe(1)
    expect(await asked(MADE_BY, {}, 'ann', 'e@2')).toBe(1)
    expect(await asked(MADE_BY, { seeds: 2 })).toBe(1)
    expect(await asked({ ...MADE_BY, commit: 'decaf' })).toBe(1)
    await writeFile(way.train[0], 'ham data/1 ann\n')
    expect(await asked()).toBe(1)
    expect(await asked()).toBe(0)
  })

  it('should keep nothing of a changed program, nor of a base that may be any', async () => {
    for (let time = 0; time < 2; time++) {
      expect(await asked({ ...MADE_BY, commit: 'c0ffee-dirty' })).toBe(1)
      expect(await asked(MADE_BY, { base: 'shipped' })).toBe(1)
    }
  })
})
