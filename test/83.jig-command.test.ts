import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { trainedUsers, trainedWarning } from '../src/bench/overlap.js'
import { jigCommand } from '../src/cli/jig.js'
import { jigLines } from '../src/cli/jig-table.js'
import { openEncoder } from '../src/encoder/open.js'
import { encodeBase } from '../src/heads/base-files.js'
import { smallBase } from './bench/small-filter.js'

const tinyEncoder = fileURLToPath(new URL('encoder/tiny', import.meta.url))

describe('hamlet jig', () => {
  let folder: string
  let index: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-jig-command-'))
    index = join(folder, 'index')
    const lines: string[] = []
    for (let at = 0; at < 10; at += 1) {
      const text = at % 2 === 0 ? 'lottery prize money' : 'minutes of the committee'
      await writeFile(
        join(folder, `${at}`),
        `From: a${at % 2}@x.example\nSubject: ${text}\n\n${text} ${at}\n`,
      )
      lines.push(`${at % 2 === 0 ? 'spam' : 'ham'} ${at} ${at < 6 ? 'ann' : 'bob'}\n`)
    }
    await writeFile(index, lines.join(''))
    const encoder = await openEncoder({ encoder: tinyEncoder })
    const { json, bin } = encodeBase(
      smallBase(encoder, { mails: [{ corpus: 'x', user: 'bob', spam: 2, ham: 2 }] }),
    )
    await encoder.close()
    await writeFile(join(folder, 'base.json'), json)
    await writeFile(join(folder, 'base.bin'), bin)
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Runs the command; returns what it printed. */
  async function run(...args: string[]): Promise<{ out: string; err: string }> {
    const out: string[] = []
    const err: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void out.push(line))
    const error = vi.spyOn(console, 'error').mockImplementation((line) => void err.push(line))
    try {
      const options = ['--index', index, '--base', folder, '--encoder', tinyEncoder, ...args]
      await jigCommand().exitOverride().parseAsync(options, { from: 'user' })
    } finally {
      log.mockRestore()
      error.mockRestore()
    }
    return { out: out.join('\n'), err: err.join('\n') }
  }

  it('should print a table of all and of each user, the base beside what the adapter adds', async () => {
    const lines = (await run('--users', 'one')).out.split('\n')
    expect(lines[0]).toMatch(
      /^user +ham +spam +marks +mails\/s +judged by +hm%.* +sm%.* +lam% +\(1-ROCA\)% +log-loss$/,
    )
    expect(lines).toHaveLength(1 + 3 * 3)
    expect(lines[1]).toMatch(
      /^all +5 +5 +10 +[\d.]+ +base +0\.00 \(0\.00-43\.45\) +100\.00 \(56\.55-100\.00\)/,
    )
    expect(lines[3]).toMatch(/^ +\+ adapter +\d/)
    expect(lines[4]).toMatch(/^ann +3 +3 +6 /)
    expect(lines[7]).toMatch(/^bob +2 +2 +4 /)
  })

  it('should tell as JSON what the figures depend on', async () => {
    const { out } = await run('--json', '--feedback', 'none', '--limit', '4')
    const { run: about, all, users, mailHash } = JSON.parse(out)
    expect(about).toMatchObject({
      version: expect.stringMatching(/^\d/),
      seed: null,
      index: { file: index, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      feedback: 'none',
      users: 'index',
      encoder: expect.stringContaining('@'),
      base: expect.stringMatching(/^small-/),
      trainedUsers: { byBase: [], byEncoder: [] },
      threshold: 0.5,
      promise: null,
      node: process.version,
      cores: expect.any(Number),
      cpu: expect.any(String),
    })
    expect(about.commit).toMatch(/^[0-9a-f]{40}(-dirty)?$/)
    expect(mailHash).toMatch(/^[0-9a-f]{64}$/)
    expect(all.messages).toBe(4)
    expect(Object.keys(users)).toEqual(['ann'])
  })

  it('should warn when the base has seen the labels of a user of the index', async () => {
    const { out, err } = await run('--json', '--feedback', 'none')
    expect(err).toMatch(/WARNING: the base has seen the labels of bob\. .*--exclude-user/)
    expect(JSON.parse(out).run.trainedUsers).toEqual({ byBase: ['bob'], byEncoder: [] })
    expect((await run('--feedback', 'none', '--limit', '4')).err).toBe('')
  })

  it('should write a result line for each message', async () => {
    const results = join(folder, 'results')
    await run('--out', results)
    const lines = (await readFile(results, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(10)
    expect(lines[9]).toMatch(/^file=9 judge=ham class=ham score=-[\d.]+ user=bob genre=$/)
  })

  it('should refuse what it cannot do, before it loads anything', async () => {
    await expect(run('--feedback', 'sometimes')).rejects.toThrow(/"sometimes" is no way to give feedback/)
    await expect(run('--index', join(folder, 'none'))).rejects.toThrow(/Cannot read the index/)
    await expect(run('--base', join(folder, 'nowhere'))).rejects.toThrow(/No base model/)
  })

  it('should write JSON to a file beside the table', async () => {
    const json = join(folder, 'figure.json')
    const { out } = await run('--feedback', 'none', '--limit', '4', '--json', json)
    expect(out).toMatch(/^user +ham/)
    expect(JSON.parse(await readFile(json, 'utf8')).all.messages).toBe(4)
  })

  it('should refuse peers where each of several users would need their own, and teaching where there are none', async () => {
    await expect(run('--peers', 'bogofilter')).rejects.toThrow(/several users.* use --users one/)
    await expect(run('--users', 'one', '--teach', index)).rejects.toThrow(/name some with --peers/)
  })

  it('should list filters side by side, in per cent with the intervals of ours', async () => {
    const { all, users } = JSON.parse((await run('--json', '--users', 'one')).out)
    const { logLoss: _, ...measures } = all.heads.base
    const streamed = [{ name: 'other', marks: 7, measures }]
    const taught = { indexes: [], headerless: [], mails: 1234 }
    const lines = jigLines({ all, users, mailHash: '' }, { taught, peers: [], streamed })
    const [about, , titles, ours, other] = lines.slice(-5)
    expect(about).toContain('learned 1234 mails')
    expect(titles).toMatch(/^filter +marks +hm% \(95 %\) +sm% \(95 %\) +lam% +\(1-ROCA\)%$/)
    expect(ours).toMatch(/^hamlet +10 /)
    expect(other).toMatch(/^other +7 +0\.00 \(0\.00-43\.45\) +100\.00 \(56\.55-100\.00\) +[\d.]+ +[\d.]+$/)
  })

  it('should tell whose labels the base and the encoder have seen, and take a half of a user for the user', () => {
    const entries = ['ann', 'bob', 'cat', 'dan'].map(
      (user) => ({ label: 'ham', path: '', user, date: null }) as const,
    )
    const base = { card: { mails: [{ user: 'cat' }, { user: 'dan-b' }] } }
    const encoder = { id: 'x', info: { manifest: { supervisedUsers: ['ann', 'eve'] } } }
    const seen = trainedUsers(entries, { base, encoder })
    expect(seen).toEqual({ byBase: ['cat', 'dan'], byEncoder: ['ann'] })
    expect(trainedWarning(seen)).toBe(
      'WARNING: the base has seen the labels of cat, dan; the encoder has seen the labels of ann.',
    )
    const unseen = trainedUsers(entries, { base: { card: {} }, encoder: { id: 'x' } })
    expect(unseen).toEqual({ byBase: [], byEncoder: [] })
    expect(trainedWarning(unseen)).toBeNull()
  })
})
