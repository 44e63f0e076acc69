import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { BadConfig, BadInput, Unavailable } from '../src/errors.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { explainFailures } from '../src/store/sqlite-errors.js'
import { openDatabase } from '../src/store/sqlite-open.js'
import { runWithStore } from './store/child.js'
import { aMark, aMessage, anAdapter } from './store/samples.js'

const folder = mkdtempSync(join(tmpdir(), 'hamlet-file-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const newPath = () => join(folder, `${count++}.db`)

describe('createSqliteStore(path)', () => {
  it.each(['', ' '])('should refuse "%s" as a name', async (path) => {
    await expect(createSqliteStore(path)).rejects.toThrow(
      new BadConfig('The database has no name; name a file, such as ./var/hamlet.db.'),
    )
  })

  it('should refuse a folder', async () => {
    await expect(createSqliteStore(folder)).rejects.toThrow(
      new BadConfig(`The database ${folder} is a folder; name a file in it, such as ${folder}/hamlet.db.`),
    )
  })

  it('should refuse a place where no folder can be made', async () => {
    const file = newPath()
    writeFileSync(file, '')
    await expect(createSqliteStore(join(file, 'deep', 'hamlet.db'))).rejects.toThrow(
      `The folder ${file}/deep of the database cannot be made; choose another place.`,
    )
    await expect(createSqliteStore(join(file, 'hamlet.db'))).rejects.toThrow(BadConfig)
  })

  it.each([
    ['a word', Buffer.from('hello')],
    [
      'a mailbox',
      Buffer.from('From ann@example.org Thu Jan  1 00:00:00 2026\nSubject: hi\n\nhello\n'.repeat(99)),
    ],
    ['zeros', Buffer.alloc(8192)],
  ])('should refuse %s, and leave the file as it is', async (_, content) => {
    const path = newPath()
    writeFileSync(path, content)
    await expect(createSqliteStore(path)).rejects.toThrow(
      new BadConfig(
        `The database ${path} is not an SQLite database; name another file, or put a backup in its place.`,
      ),
    )
    expect(readFileSync(path)).toEqual(content)
  })

  it('should refuse a database that is damaged', async () => {
    const path = newPath()
    await (await createSqliteStore(path)).close()
    const content = readFileSync(path)
    writeFileSync(path, content.fill(0xff, 100, 4096))
    await expect(createSqliteStore(path)).rejects.toThrow(
      new BadConfig(`The database ${path} is damaged; put a backup in its place.`),
    )
  })

  // Root may write everywhere; the child loads all that it needs, and is then somebody else.
  const asNobody =
    process.getuid?.() === 0
      ? "await (await createSqliteStore(':memory:')).close(); process.setgid(65534); process.setuid(65534)"
      : ''

  it('should refuse a file that it may read and not write', async () => {
    const place = join(folder, 'read-only')
    mkdirSync(place)
    const path = join(place, 'hamlet.db')
    await (await createSqliteStore(path)).close()
    chmodSync(path, 0o444)
    chmodSync(place, 0o555)
    await expect(runWithStore(path, '', asNobody)).rejects.toThrow(
      `The database ${path} cannot be written; let the user that runs Hamlet write to the file and its folder.`,
    )
    chmodSync(place, 0o755)
  })

  it('should refuse a folder that it may not write', async () => {
    const place = join(folder, 'closed')
    mkdirSync(place, { mode: 0o555 })
    const path = join(place, 'hamlet.db')
    await expect(runWithStore(path, '', asNobody)).rejects.toThrow(
      `The database ${path} cannot be opened; let the user that runs Hamlet read and write the file and its folder.`,
    )
  })

  it('should make the folder of a new database', async () => {
    const path = join(folder, 'not', 'yet', 'there', 'hamlet.db')
    const store = await createSqliteStore(path)
    await store.ensureUser('ann', 1)
    await store.close()
    expect(existsSync(path)).toBe(true)
  })

  it('should find everything again, in one file, after it was closed', async () => {
    const path = newPath()
    const store = await createSqliteStore(path)
    await store.logMessage(aMessage('ann', '1'))
    await store.putMark(aMark('ann', '1', 'spam'), 9)
    const user = await store.user('ann')
    await store.close()
    expect(['-wal', '-shm'].filter((ending) => existsSync(path + ending))).toEqual([])
    const again = await createSqliteStore(path)
    expect(await again.user('ann')).toEqual(user)
    expect(await again.message('ann', '1')).toEqual(aMessage('ann', '1'))
    expect(await again.mark('ann', '1')).toEqual(aMark('ann', '1', 'spam'))
    await again.close()
  })

  it('should see what another process writes meanwhile', async () => {
    const path = newPath()
    const store = await createSqliteStore(path)
    await store.ensureUser('ann', 1)
    const said = await runWithStore(
      path,
      "say((await store.user('ann')).user); await store.ensureUser('ben', 2)",
    )
    expect(said).toBe('ann\n')
    expect(await store.user('ben')).toMatchObject({ createdAt: 2 })
    await store.close()
  })

  it('should keep two databases in memory apart', async () => {
    const [one, other] = [await createSqliteStore(':memory:'), await createSqliteStore(':memory:')]
    await one.ensureUser('ann', 1)
    expect(await other.user('ann')).toBeNull()
    await one.close()
    await other.close()
  })

  it('should sync each commit, keep a log, and check references', () => {
    const db = openDatabase(newPath())
    const pragma = (name: string) => db.pragma(name, { simple: true })
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete'].map(pragma)).toEqual([
      'wal',
      2,
      1,
      1,
    ])
    db.close()
  })
})

describe('a store that fails while it runs', () => {
  it('should say that the disk is full, and go on when there is room', async () => {
    const path = newPath()
    const db = openDatabase(path)
    db.exec('CREATE TABLE t (x)')
    const methods = explainFailures(db, {
      fill: async () => void db.exec('INSERT INTO t VALUES (zeroblob(1000000))'),
    })
    db.pragma('max_page_count = 10')
    await expect(methods.fill()).rejects.toThrow(
      new Unavailable(`The database ${path} has no room left on its disk: make room.`),
    )
    db.pragma('max_page_count = 1000000')
    await methods.fill()
    db.close()
  })

  it('should say that another program holds the lock', async () => {
    const path = newPath()
    const [db, other] = [openDatabase(path), openDatabase(path)]
    db.pragma('busy_timeout = 0')
    other.exec('BEGIN IMMEDIATE')
    const methods = explainFailures(db, { write: async () => void db.exec('BEGIN IMMEDIATE') })
    await expect(methods.write()).rejects.toThrow(
      `The database ${path} is locked by another program for too long: try again when that one is done.`,
    )
    db.close()
    other.close()
  })

  it('should pass on what is no failure of SQLite', async () => {
    const db = openDatabase(':memory:')
    const error = new BadInput('wrong')
    const methods = explainFailures(db, { refuse: () => Promise.reject(error) })
    await expect(methods.refuse()).rejects.toBe(error)
    db.close()
  })

  it('should refuse what is still under way when it is closed', async () => {
    const store = await createSqliteStore(newPath())
    for (const user of ['ann', 'ben', 'cid']) await store.putMark(aMark(user, '1', 'spam'), 9)
    const reading = store.marksOfAll(9)
    await store.close()
    await expect(reading).rejects.toThrow(Unavailable)
  })
})

describe('backup(path)', () => {
  it('should refuse a file that is there already, and leave it as it is', async () => {
    const store = await createSqliteStore(newPath())
    const target = newPath()
    writeFileSync(target, 'precious')
    await expect(store.backup(target)).rejects.toThrow(
      new BadInput(`${target} is there already; name a new file for the backup, or move the old one away.`),
    )
    expect(readFileSync(target, 'utf8')).toBe('precious')
    await store.close()
  })

  it('should refuse a folder that does not exist', async () => {
    const store = await createSqliteStore(':memory:')
    const target = join(folder, 'nowhere', 'backup.db')
    await expect(store.backup(target)).rejects.toThrow(
      new BadInput(`The backup ${target} cannot be written (ENOENT); name a file in a folder that can.`),
    )
    await store.close()
  })

  it.each([
    ['a file', newPath],
    ['memory', () => ':memory:'],
  ])('should copy a database in %s that goes on changing, and be a database of its own', async (_, path) => {
    const store = await createSqliteStore(path())
    const vector = Buffer.alloc(100_000, 7)
    for (let i = 0; i < 20; i++) await store.putMark(aMark('ann', `${i}`, 'spam', { vector }), 99)
    const target = newPath()
    const copied = store.backup(target)
    for (let i = 0; i < 5; i++) {
      await store.putMark(aMark('ben', `${i}`, 'spam', { vector }), 99)
      await new Promise(setImmediate)
    }
    await copied
    const after = await store.markTotals()
    await store.putMark(aMark('ann', 'after', 'spam'), 99)

    const copy = await createSqliteStore(target)
    expect(await copy.marks('ann')).toHaveLength(20)
    expect((await copy.markTotals()).marks).toBe((await copy.marksOfAll(99)).length)
    expect((await copy.markTotals()).marks).toBeLessThanOrEqual(after.marks)
    await copy.putMark(aMark('ann', 'only in the copy', 'spam'), 99)
    expect(await store.mark('ann', 'only in the copy')).toBeNull()
    await copy.close()
    await store.close()
  })

  it('should be finished before the store closes', async () => {
    const store = await createSqliteStore(newPath())
    for (let i = 0; i < 9; i++) {
      await store.putMark(aMark('ann', `${i}`, 'spam', { vector: Buffer.alloc(200_000, 7) }), 99)
    }
    const target = newPath()
    const copied = store.backup(target)
    await store.close()
    await expect(copied).resolves.toBeUndefined()
    const db = new Database(target, { readonly: true })
    expect(db.prepare('SELECT count(*) FROM marks').pluck().get()).toBe(9)
    db.close()
  })
})

describe('eraseUser(user)', () => {
  it('should leave no trace of the mail in the files', async () => {
    const path = newPath()
    const store = await createSqliteStore(path)
    const secret = { sender: 'SECRET', subject: 'SECRET', vector: Buffer.from('SECRET'.repeat(100)) }
    for (let i = 0; i < 15; i++) {
      await store.logMessage(aMessage('ann', `a${i}`, { ...secret, text: 'SECRET'.repeat(500) }))
      await store.logMessage(aMessage('ben', `b${i}`))
      await store.putMark(aMark('ann', `a${i}`, 'spam', secret), 10)
    }
    const ann = await store.ensureUser('ann', 1)
    await store.putAdapter(anAdapter('ann', ann.revision, { head: Buffer.from('SECRET'.repeat(999)) }))
    await store.setPrior('ben', {
      from: 'ann',
      takenAt: 1,
      encoder: 'e',
      base: 'b',
      head: Buffer.from('SECRET'.repeat(999)),
    })
    const traces = () =>
      [path, `${path}-wal`].reduce(
        (sum, file) => sum + readFileSync(file, 'latin1').split('SECRET').length - 1,
        0,
      )
    expect(traces()).toBeGreaterThan(1000)
    expect(await store.eraseUser('ann')).toEqual(['ben'])
    expect(traces()).toBe(0)
    expect(statSync(`${path}-wal`).size).toBe(0)
    await store.close()
  })
})

describe('pruneMessages(before)', () => {
  it('should prune thousands in steps, between which other calls are answered', async () => {
    const store = await createSqliteStore(':memory:')
    for (let i = 0; i < 2500; i++) await store.logMessage(aMessage('ann', `${i}`, { scoredAt: i }))
    const pruning = store.pruneMessages(2400)
    const meanwhile: number[] = []
    let ended = false
    void pruning.then(() => {
      ended = true
    })
    while (!ended) {
      meanwhile.push((await store.accuracy('ann'))[0].messages)
      await new Promise(setImmediate)
    }
    expect(await pruning).toBe(2400)
    expect(meanwhile).toContain(1500)
    expect(await store.accuracy('ann')).toMatchObject([{ messages: 100 }])
    await store.close()
  })
})
