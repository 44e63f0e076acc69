/** `hamlet bench transfer` and `hamlet jig` on made-up mail, with the real bogofilter, SpamAssassin, Rspamd and Redis. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LabelledMail } from '../../src/bench/contestant.js'
import { readIndex } from '../../src/bench/corpora.js'
import { peerContestant, teach } from '../../src/bench/peers/peer.js'
import { PEERS } from '../../src/bench/peers/peers.js'
import type { TransferReport } from '../../src/bench/transfer-report.js'
import type { PeersReport } from '../../src/cli/jig-peers.js'
import { TINY } from '../encoder/tiny.js'
import { writeCorpus } from '../training-fixtures.js'
import { shellEnvironment } from './environment.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const NAMES = Object.keys(PEERS)
/** Where Debian keeps servers, which not every PATH has. */
process.env.PATH += `${delimiter}/usr/sbin`

async function installed(): Promise<boolean> {
  const versions = NAMES.map((name) => PEERS[name].version())
  return (await Promise.allSettled(versions)).every(({ status }) => status === 'fulfilled')
}

describe.skipIf(!(await installed()))('peers', () => {
  let folder: string
  let index: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-peers-'))
    // 200 of each class are the least that SpamAssassin and Rspamd judge with.
    index = await writeCorpus(join(folder, 'letters'), ['ann', 'bob', 'cid', 'dan'], 110)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(NAMES)('should learn, judge and forget again: %s', async (name) => {
    const mails = (await readIndex(index)).map(({ path, label, user }): LabelledMail & { user: string } => ({
      id: path,
      path,
      label,
      user,
    }))
    const base = mails.filter(({ user }) => user !== 'dan')
    const own = mails.filter(({ user }) => user === 'dan').slice(0, 40)
    const filter = await PEERS[name].start(join(folder, 'cache'))
    try {
      const cache = join(folder, 'learned')
      const parts = [base.slice(0, 300), base.slice(300)]
      const learned = await teach(PEERS[name], filter, parts, { cache })
      const contestant = peerContestant(name, filter, { learned, work: join(folder, name) })

      const before = await contestant.score(own)
      const right = before.filter(({ spam }, i) => spam === (own[i].label === 'spam')).length
      expect(right, 'it has learned the base mail').toBeGreaterThan(30)

      const change = async () => {
        const now = await contestant.score(own)
        return now.reduce((sum, { score }, i) => sum + Math.abs(score - before[i].score), 0)
      }
      // Rspamd leaves out words at random: two judgements by the same state are nearly the same.
      const noise = await change()
      const opposite = { spam: 'ham', ham: 'spam' } as const
      await contestant.learn(own.map((mail) => ({ ...mail, label: opposite[mail.label] })))
      const learnedMore = await change()
      expect(learnedMore, 'it learns what it is told').toBeGreaterThan(2 * noise + 0.1)

      await contestant.reset()
      expect(await change(), 'it forgets it again').toBeLessThan(noise + learnedMore / 4)

      const learn = vi.spyOn(filter, 'learn')
      await teach(PEERS[name], filter, parts, { cache })
      expect(learn, 'what was learned is kept').not.toHaveBeenCalled()
      await teach(PEERS[name], filter, [parts[0], own], { cache })
      expect(learn.mock.calls.flat(2), 'a part that others began with is not learned again').toEqual(own)
    } finally {
      await filter.close()
    }
  })

  it('should learn the same for two runs at once that share a cache', async () => {
    const base = (await readIndex(index)).map(({ path, label }): LabelledMail => ({ id: path, path, label }))
    const { bogofilter } = PEERS
    const cache = join(folder, 'shared')
    const filters = await Promise.all([bogofilter.start(cache), bogofilter.start(cache)])
    const learned = await Promise.all(filters.map((filter) => teach(bogofilter, filter, [base], { cache })))
    expect(new Set(learned).size).toBe(1)
    expect((await readdir(cache)).filter((name) => name.includes('unfinished'))).toEqual([])
    for (const filter of filters) await filter.close()
  })

  it('should be compared with Hamlet by one command', async () => {
    const json = join(folder, 'figure.json')
    const svg = join(folder, 'figure.svg')
    const words = ['bench', 'transfer', '--train', index, '--test', index, '--users', 'dan', '--marks', '0,5']
    const more = ['--seeds', '2', '--choose', 'random', 'corrections', '--peers', NAMES.join(',')]
    const files = ['--cache', join(folder, 'cache'), '--json', json, '--svg', svg]
    const env = { ...shellEnvironment, HAMLET_ENCODER: TINY }
    await promisify(execFile)(process.execPath, [MAIN, ...words, ...more, ...files], { env })

    const report = JSON.parse(await readFile(json, 'utf8')) as TransferReport & { run: { peers: unknown[] } }
    expect(report.run.peers).toHaveLength(NAMES.length)
    expect(new Set(report.rows.map(({ filter }) => filter))).toEqual(new Set(['hamlet', ...NAMES]))
    const rows = report.rows.filter(({ user, filter }) => user === 'dan' && filter === 'hamlet')
    expect(rows.map(({ way, count }) => `${way} ${count}`)).toEqual([
      ...['random 0', 'random 5', 'corrections 0', 'corrections 5', 'corrections all'],
    ])
    for (const { ratio, equalCatch, errors } of rows) {
      expect(NAMES).toContain(ratio?.peer)
      expect(equalCatch.map(({ peer }) => peer)).toEqual(NAMES)
      expect(errors.percent).toBeLessThan(30)
    }
    expect(await readFile(svg, 'utf8')).toContain('<svg')
  })

  it('should get the stream of the jig, after mail of others', async () => {
    const lines = (await readFile(index, 'utf8')).trimEnd().split('\n')
    const stream = join(folder, 'letters', 'stream')
    await writeFile(stream, lines.filter((line) => line.includes(' dan')).join('\n'))
    const json = join(folder, 'jig.json')
    const words = ['jig', '--index', stream, '--shuffle', '1', '--limit', '60', '--peers', NAMES.join(',')]
    const more = ['--teach', index, '--cache', join(folder, 'cache'), '--json', json]
    const env = { ...shellEnvironment, HAMLET_ENCODER: TINY }
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...words, ...more], { env })

    const { beside } = JSON.parse(await readFile(json, 'utf8')) as { beside: PeersReport }
    expect(beside.taught.indexes).toMatchObject([{ file: index }])
    // Made-up mail repeats itself now and then; each text is learned once, and nothing of dan's.
    expect(beside.taught.mails).toBeGreaterThan(600)
    expect(beside.taught.mails).toBeLessThanOrEqual(3 * 2 * 110)
    expect(beside.streamed.map(({ name }) => name)).toEqual(NAMES)
    for (const { name, marks, measures } of beside.streamed) {
      expect(marks).toBe(60)
      expect(measures.ham + measures.spam).toBe(60)
      expect(measures.hamLost + measures.spamMissed, name).toBeLessThan(15)
      expect(stdout).toMatch(new RegExp(`^${name} +60 `, 'm'))
    }
  })
})
