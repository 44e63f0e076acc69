import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../src/store/sqlite.js'
import { startWithStore } from './store/child.js'

const folder = mkdtempSync(join(tmpdir(), 'hamlet-durability-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Marks one message after another, and says each id once the store has answered. */
const MARK_WITHOUT_END = (round: string) => `
  for (let i = 0; ; i++) {
    const id = '${round}-' + i
    const before = { base: 1, shared: 0, adapter: 0, logit: 1, probability: 0.73, verdict: 'spam', threshold: 0.5, sharedVersion: 0 }
    await store.putMark({ user: 'ann', id, label: i % 2 ? 'spam' : 'ham', markedAt: i, encoder: 'e', base: 'b',
      vector: Buffer.alloc(500, i), sender: null, subject: null, before }, 1e6)
    say(id)
  }`

/** Starts it, kills it with SIGKILL `delay` ms after it has answered `count` marks. @returns the ids that it answered. */
async function killAfter(path: string, round: string, count: number, delay: number): Promise<string[]> {
  const child = startWithStore(path, MARK_WITHOUT_END(round), ['ignore', 'pipe', 'inherit'])
  const acknowledged: string[] = []
  const ended = once(child, 'close')
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (id) => {
    if (acknowledged.push(id) === count) setTimeout(delay).then(() => child.kill('SIGKILL'))
  })
  const [code, signal] = await ended
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' })
  return acknowledged
}

// Each mark waits for the disk, and a disk may be slow.
describe('a store whose process is killed with SIGKILL', { timeout: 240_000 }, () => {
  it('should have every mark that it answered, and at most one more, when it is opened again', async () => {
    const path = join(folder, 'marks.db')
    const acknowledged: string[] = []
    for (let round = 0; round < 4; round++) {
      const [count, delay] = [1 + Math.floor(Math.random() * 300), Math.random() * 5]
      acknowledged.push(...(await killAfter(path, `${round}`, count, delay)))
      const store = await createSqliteStore(path)
      const ids = new Set((await store.marks('ann')).map(({ id }) => id))
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
      expect(ids.size - acknowledged.length).toBeLessThanOrEqual(round + 1)
      expect(await store.markTotals()).toEqual({ marks: ids.size, changes: ids.size })
      expect(await store.accuracy('ann')).toMatchObject([{ marks: ids.size }])
      await store.close()
    }
    expect(new Database(path).pragma('integrity_check', { simple: true })).toBe('ok')
  })

  it('should have what was answered to two processes at once, one of which went on', async () => {
    const path = join(folder, 'two.db')
    const ids = await Promise.all([killAfter(path, 'first', 20, 0), killAfter(path, 'second', 60, 1)])
    const store = await createSqliteStore(path)
    const stored = new Set((await store.marks('ann')).map(({ id }) => id))
    expect(ids.flat().filter((id) => !stored.has(id))).toEqual([])
    await store.close()
  })

  it('should be usable when it was killed while it made the database', async () => {
    for (let round = 0; round < 5; round++) {
      const path = join(folder, `young-${round}.db`)
      const child = startWithStore(path, 'await new Promise(() => {})', 'ignore')
      const ended = once(child, 'close')
      while (!existsSync(path)) await setTimeout(1)
      await setTimeout(Math.random() * 20)
      child.kill('SIGKILL')
      await ended
      const store = await createSqliteStore(path)
      expect(await store.ensureUser('ann', 1)).toMatchObject({ user: 'ann' })
      await store.close()
    }
  })
})
