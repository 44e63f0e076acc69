import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp, readBase } from '../src/app.js'
import { trainCommand } from '../src/cli/train.js'
import { readConfig } from '../src/config.js'
import { TINY } from './encoder/tiny.js'
import { mailText, writeCorpus } from './training-fixtures.js'

describe('hamlet train', () => {
  let folder: string
  let out: string
  let printed = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-train-'))
    out = join(folder, 'base')
    const index = await writeCorpus(join(folder, 'letters'), ['ann', 'bob', 'cleo', 'dan'], 110)
    vi.spyOn(console, 'log').mockImplementation((line) => {
      printed += `${line}\n`
    })
    const args = [
      '--index',
      index,
      '--out',
      out,
      '--encoder',
      TINY,
      '--cache',
      join(folder, 'cache'),
      '--layers',
    ]
    await trainCommand().parseAsync(args, { from: 'user' })
  }, 300_000)
  afterAll(async () => {
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  it('should print the errors of each left-out user, by the number of marks', () => {
    expect(printed).toMatch(/left-out user\s+0 marks/)
    for (const user of ['ann', 'bob', 'cleo', 'dan']) expect(printed).toContain(user)
  })

  it('should make a base that tells a fifth user’s spam from ham, read as it was trained', async () => {
    const base = await readBase(out)
    const environment = {
      HAMLET_BASE: out,
      HAMLET_ENCODER: TINY,
      HAMLET_DATABASE: ':memory:',
      HAMLET_LOG: 'silent',
    }
    const app = await createApp(readConfig(environment))
    try {
      expect(app.base.id).toBe(base.id)
      expect(app.encoder.id).toBe(base.encoder)
      expect(app.encoder.dimension).toBe(16 * (base.layers?.length ?? 1))
      const probability = async (spam: boolean, n: number) =>
        (await app.filter.score('eve', Buffer.from(mailText(spam, 'eve', n)))).probability
      for (let n = 0; n < 5; n++)
        expect(await probability(true, n)).toBeGreaterThan(await probability(false, n))
    } finally {
      await app.close()
    }
  })

  it('should refuse to leave out a user of whom there is no mail', async () => {
    const args = ['--index', join(folder, 'letters', 'index'), '--out', out, '--exclude-user', 'annn']
    await expect(trainCommand().parseAsync(args, { from: 'user' })).rejects.toThrow('No mail of "annn"')
  })

  it('should keep what it was trained on beside the base', async () => {
    const { card } = JSON.parse(await readFile(join(out, 'base.json'), 'utf8'))
    expect(card.mails).toContainEqual({ corpus: 'letters', user: 'ann', spam: 110, ham: 110 })
  })
})
