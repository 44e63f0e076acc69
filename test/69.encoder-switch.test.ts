/** Moving an installation to another encoder: real encoders, a real database, and what is left when it is cut off. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type App, createApp, createSwitch } from '../src/app.js'
import { type Config, type Keep, readConfig } from '../src/config.js'
import type { Encoder } from '../src/encoder/encoder.js'
import { findEncoder, openEncoder } from '../src/encoder/open.js'
import { ENCODER, ENCODER_ID, switchEncoder } from '../src/encoder-switch.js'
import { pack, unpack, wordsAlone } from '../src/features/vector.js'
import { encodeBase } from '../src/heads/base-files.js'
import { createBase, withoutEmbedding } from '../src/heads/base-making.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import type { Message, Store } from '../src/store/store.js'
import { smallBase } from './bench/small-filter.js'
import { Place, PlaceHere } from './cli/hamlet.js'
import { copyOfTiny, TINY, temporaryFolder } from './encoder/tiny.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const topics = [
  'cheap pills online',
  'project plan review',
  'cat pictures today',
  'win a cruise',
  'invoice attached',
]

function letter(i: number): Buffer {
  const topic = topics[i % 5]
  return Buffer.from(
    `From: a${i % 3}@shop.example\r\nSubject: ${topic} ${i}\r\n\r\n${topic}, dear reader ${i}.\r\n`,
  )
}

const LETTERS = Array.from({ length: 12 }, (_, i) => letter(i))

let folder: string
let other: string
let files = 0
let config: Config
/** What base and encoder the installation starts with. */
let own = TINY

async function useBaseOf(encoder: string): Promise<void> {
  own = encoder
  const { id, manifest } = await findEncoder({ encoder })
  const base = createBase({
    ...smallBase({ id, dimension: manifest.dimension }),
    words: { scale: 1, shift: -0.5 },
  })
  const { json, bin } = encodeBase(base)
  await mkdir(join(folder, 'base'), { recursive: true })
  await writeFile(join(folder, 'base', 'base.json'), json)
  await writeFile(join(folder, 'base', 'base.bin'), bin)
}

beforeAll(async () => {
  folder = await temporaryFolder()
  other = await copyOfTiny({ name: 'other', maxTokens: 24 })
  await useBaseOf(TINY)
})
beforeEach(() => {
  config = readConfig({
    HAMLET_ENCODER: own,
    HAMLET_ENCODER_WORKERS: '1',
    HAMLET_BASE: join(folder, 'base'),
    HAMLET_DATABASE: join(folder, `${files++}.db`),
    HAMLET_LOG: 'silent',
  })
})
afterAll(() => rm(folder, { recursive: true }))

async function withApp<T>(changes: Partial<Config>, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({ ...config, ...changes })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** Scores these letters for anna, and marks those of even number. */
async function history(keep: Keep, from: number, to: number): Promise<void> {
  await withApp({ keep }, async ({ filter }) => {
    for (let i = from; i < to; i++) {
      const { id } = await filter.score('anna', LETTERS[i])
      if (i % 2 === 0) await filter.mark('anna', id, i % 4 === 0 ? 'spam' : 'ham')
    }
  })
}

function logits(changes: Partial<Config>): Promise<number[]> {
  return withApp(changes, async ({ filter }) => {
    const scored = []
    for (const mail of LETTERS) scored.push((await filter.score('anna', mail)).logit)
    return scored
  })
}

/** What is remembered of anna, to the last byte. */
async function everything(): Promise<unknown[]> {
  const store = await createSqliteStore(config.database)
  const { messages } = await store.messages('anna', { limit: 99 })
  const vectors = await Promise.all(messages.map(({ id }) => store.message('anna', id)))
  const settings = [await store.setting(ENCODER), await store.setting(ENCODER_ID)]
  const all = [
    await store.user('anna'),
    await store.marks('anna'),
    await store.adapter('anna'),
    vectors,
    settings,
  ]
  await store.close()
  return all
}

async function move(encoder = other): Promise<number> {
  const change = await createSwitch({ ...config, encoder })
  return change.run().finally(change.close)
}

/** What a new installation with the other encoder says, given the same marks: of those without text, the words. */
async function freshLogits(withText: number, encoder = other): Promise<number[]> {
  const old = await createSqliteStore(config.database)
  const marks = await old.marks('anna')
  await old.close()
  config = { ...config, database: join(folder, `${files++}.db`) }
  return withApp({ encoder, keep: 'text' }, async ({ filter, store, base, encoder }) => {
    const scored = new Map<string, number>()
    for (const [i, mail] of LETTERS.entries()) scored.set((await filter.score('anna', mail)).id, i)
    for (const mark of marks) {
      const logged = (await store.message('anna', mark.id)) as Message
      const hasText = (scored.get(mark.id) as number) < withText
      // The time of a mark belongs to it, so it is put as it was made.
      const vector = hasText ? logged.vector : pack(wordsAlone(unpack(mark.vector), encoder.dimension))
      await store.putMark({ ...mark, vector, encoder: encoder.id, base: base.id }, 2000)
    }
    const logits = []
    for (const mail of LETTERS) logits.push((await filter.score('anna', mail)).logit)
    return logits
  })
}

describe('a switch of the encoder', () => {
  it('should say first what it would do, and change nothing', async () => {
    await history('text', 0, 6)
    await history('headers', 6, 12)
    const before = await logits({})
    const change = await createSwitch({ ...config, encoder: other })
    expect(change.foreign).toEqual({
      encoders: [(await findEncoder({ encoder: TINY })).id],
      messages: { withText: 6, withoutText: 6 },
      marks: { withText: 3, withoutText: 3 },
      priors: 0,
      staged: 0,
    })
    await change.close()
    expect(await logits({})).toEqual(before)
  })

  it('should leave the scores that a new installation with that encoder gives, where all text was kept', async () => {
    await history('text', 0, 12)
    const before = await logits({})
    expect(await move()).toBe(1)
    const after = await logits({ encoder: other })
    expect(after).not.toEqual(before)
    expect(after).toEqual(await freshLogits(12))
  })

  it('should keep the words of marks whose text was not kept', async () => {
    await history('text', 0, 6)
    await history('headers', 6, 12)
    await move()
    const after = await logits({ encoder: other })
    expect(after).toEqual(await freshLogits(6))
    expect(after).not.toEqual(await freshLogits(0))
  })

  it('should be used by the next start, and make the vectors of the encoder that it left of no account', async () => {
    await history('text', 0, 12)
    const before = await logits({})
    await move()
    const after = await logits({ encoder: other })
    expect(await logits({ encoder: null })).toEqual(after)
    await move(own)
    expect(await logits({ encoder: null })).toEqual(before)
  })

  it('should be tried before: mail is judged as after the move, and nothing is stored', async () => {
    await history('headers', 8, 12)
    await history('text', 0, 8)
    const period = { from: 0, to: Number.MAX_SAFE_INTEGER }
    const threshold = 0.01
    const before = await everything()
    const tried = await withApp({}, async ({ filter }) => {
      expect(await filter.dashboard.encoders()).toContain('embedded')
      return (await filter.dashboard.whatIf(['anna'], { encoder: 'embedded', threshold }, period)).users[0]
    })
    expect(await everything()).toEqual(before)
    expect(tried).toMatchObject({
      mails: 8,
      encoder: { baseWordsAlone: true, marks: { embedded: 4, wordsAlone: 2 }, mailsWithoutText: 4 },
    })
    expect(tried.changes.length).toBeGreaterThan(1)
    await move('embedded')
    await withApp({ encoder: null }, async ({ filter, encoder }) => {
      expect(encoder.id).toBe(tried.encoder?.id)
      await filter.setThreshold('anna', threshold)
      const ids = tried.changes.map(({ id }) => id)
      const moved = await filter.rejudge('anna', ids)
      for (const [i, { after }] of tried.changes.entries()) {
        expect(after.probability).toBeCloseTo(moved[i].probability, 9)
        expect(after.verdict).toBe(moved[i].verdict)
      }
    })
  })

  it('should go from the embedded encoder to a folder, whatever their widths', async () => {
    await useBaseOf('embedded')
    config = { ...config, encoder: 'embedded' }
    try {
      await history('text', 0, 12)
      await move(other)
      expect(await logits({ encoder: null })).toEqual(await freshLogits(12))
    } finally {
      await useBaseOf(TINY)
    }
  })

  it('should read a prior of the encoder that it left by its words, and give it back whole on the way back', async () => {
    await history('text', 0, 12)
    const asBen = (changes: Partial<Config>) =>
      withApp(changes, async ({ filter }) => (await filter.score('ben', LETTERS[8])).logit)
    const alone = await asBen({})
    await withApp({}, ({ filter }) => filter.setPrior('ben', 'anna'))
    const started = await asBen({})
    const wider = await copyOfTiny({
      name: 'wider',
      output: 'layers',
      layers: [1, 2].map((layer) => ({ layer, weight: 1 })),
      combine: 'concatenate',
      dimension: 32,
    })
    await move(wider)
    const [moved, without] = await withApp({ encoder: null }, async ({ filter }) => [
      (await filter.score('ben', LETTERS[8])).logit,
      (await filter.score('cid', LETTERS[8])).logit,
    ])
    expect(moved).toBeGreaterThan(without)
    await move(own)
    expect(started).toBeGreaterThan(alone)
    expect(await asBen({ encoder: null })).toBe(started)
  })

  it('should import what another encoder made by its words', async () => {
    await history('text', 0, 12)
    const file = await withApp({}, ({ filter }) => filter.exportUser('anna'))
    const imported = join(folder, `${files++}.db`)
    await withApp({ encoder: other, database: imported }, async ({ filter }) => {
      expect(await filter.importUser('anna', file)).toEqual({ user: 'anna', marks: 6, wordsAlone: 6 })
    })
    const after = await logits({ encoder: other, database: imported })
    expect(after).toEqual(await freshLogits(0))
  })
})

describe('hamlet encoder switch', () => {
  let place: Place
  beforeEach(() => {
    place = new PlaceHere()
    place.settings.HAMLET_BASE = config.base
    place.settings.HAMLET_DATABASE = config.database
  })
  afterEach(() => place.remove())

  it('should say what it would do, and do it only when it is told to', async () => {
    await history('text', 0, 6)
    await history('headers', 6, 12)
    const { id } = await findEncoder({ encoder: other })
    const looked = await place.run(`encoder switch ${other} --dry-run`)
    expect(looked.stdout).toContain(`to ${id}:`)
    expect(looked.stdout).toMatch(/^messages +6 +6$/m)
    expect(looked.stdout).toMatch(/^marks +3 +3$/m)
    expect(looked.stdout).toMatch(/\nNothing was changed\.\n$/)
    const refused = await place.run(`encoder switch ${other}`)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toBe(
      'hamlet: Nobody is here to be asked: add --yes to switch, or --dry-run to look only.\n',
    )
    const [planned] = await place.json(`encoder switch ${other} --dry-run`)
    expect(planned).toMatchObject({ to: id, switched: false, marks: { withText: 3, withoutText: 3 } })
    const done = await place.run(`encoder switch ${other} --yes`)
    expect(done.stdout).toContain(`The database is now of ${id}; the adapters of 1 users were solved anew.`)
    expect(done.stdout).toContain(`HAMLET_ENCODER is ${TINY} here, and comes first: set it to ${other}`)
    const [again] = await place.json(`encoder switch ${other} --yes`)
    expect(again).toMatchObject({ messages: { withText: 0, withoutText: 6 }, switched: true, setting: other })
  })

  it('should be known to the commands about encoders, where the settings name none', async () => {
    place.settings.HAMLET_ENCODER = ''
    const [before] = await place.json('encoder info')
    expect(before.source).toBe('embedded')
    expect(existsSync(config.database)).toBe(false)
    await place.run(`encoder switch ${other} --yes`)
    const { id } = await findEncoder({ encoder: other })
    expect(await place.json('encoder info')).toMatchObject([{ id, source: 'folder' }])
    const [list] = await place.json('encoder list')
    expect(list.filter(({ inUse }: { inUse: boolean }) => inUse)).toEqual([
      { encoder: other, where: 'folder', revision: null, inUse: true },
    ])
    expect((await place.run('encoder list')).stdout).toMatch(/^\S+ +folder, in use/m)
    const { stdout } = await place.run('encoder bench --workers 1 --rounds 1 --mails 10 --json')
    expect(JSON.parse(stdout).run.encoder).toBe(id)
    expect(await place.json('encoder info', { HAMLET_ENCODER: TINY })).not.toMatchObject([{ id }])
  })

  it('should make no database only to look', async () => {
    const looked = await place.run(`encoder switch ${other} --dry-run`)
    expect(looked.stdout).toMatch(/^Nothing in this database .*\nNothing was changed\.\n$/)
    expect(existsSync(config.database)).toBe(false)
  })
})

describe('a switch that is cut off', () => {
  /** The other encoder, which fails after so many texts. */
  async function failing(after: number): Promise<{ encoder: Encoder; encoded: () => number }> {
    const real = await openEncoder({ encoder: other, workers: 1 })
    let encoded = 0
    const encoder: Encoder = {
      ...real,
      async encode(text) {
        if (encoded >= after) throw new Error('cut off')
        encoded += 1
        return real.encode(text)
      },
    }
    return { encoder, encoded: () => encoded }
  }

  async function partsOf(store: Store, encoder: Encoder) {
    const base = withoutEmbedding(
      createBase({
        ...smallBase({ id: (await findEncoder({ encoder: TINY })).id, dimension: 16 }),
        words: { scale: 1, shift: -0.5 },
      }),
      encoder,
    )
    return { store, encoder, base }
  }

  it('should leave the encoder that was in force, and need not embed again what it embedded', async () => {
    const many = Array.from({ length: 300 }, (_, i) => letter(i))
    await withApp({ keep: 'text' }, async ({ filter }) => {
      for (const mail of many) await filter.score('ben', mail)
    })
    await history('text', 0, 12)
    const before = await logits({})
    const store = await createSqliteStore(config.database)
    const first = await failing(270)
    await expect(switchEncoder(await partsOf(store, first.encoder), other)).rejects.toThrow('cut off')
    await first.encoder.close()
    expect(await logits({})).toEqual(before)
    expect(await store.setting(ENCODER)).toBeNull()

    const second = await failing(10_000)
    await switchEncoder(await partsOf(store, second.encoder), other)
    await second.encoder.close()
    // 256 of the 312 had been staged.
    expect(second.encoded()).toBe(312 - 256)
    expect(await store.setting(ENCODER_ID)).toBe(second.encoder.id)
    await store.close()
    expect(await logits({ encoder: null })).toEqual(await freshLogits(12))
  })

  it('should be either encoder after kill -9, and go through at the next try', async () => {
    const place = new Place()
    place.settings.HAMLET_BASE = config.base
    place.settings.HAMLET_DATABASE = config.database
    await history('text', 0, 12)
    const before = await logits({})
    // Enough for the move to write in between.
    const store = await createSqliteStore(config.database)
    const [{ id: first }] = (await store.messages('anna', { limit: 1 })).messages
    const one = await store.message('anna', first)
    for (let i = 0; i < 300; i++) {
      await store.logMessage({ ...(one as Message), user: 'ben', id: `${i}`, text: `offer ${i}` })
    }
    const { id, manifest } = await findEncoder({ encoder: other })
    const base = (await partsOf(store, { id, dimension: manifest.dimension } as Encoder)).base.id
    const child = place.start(['encoder', 'switch', other, '--yes'])
    const ended = once(child, 'close')
    while (child.exitCode === null && (await store.foreign({ encoder: id, base })).staged === 0)
      await wait(50)
    child.kill('SIGKILL')
    await ended
    const inForce = await store.setting(ENCODER_ID)
    const marks = await store.marks('anna')
    expect(marks.map(({ encoder }) => encoder)).toEqual(marks.map(() => inForce))
    await store.close()
    if (inForce !== id) expect(await logits({})).toEqual(before)
    expect((await place.run(`encoder switch ${other} --yes`)).code).toBe(0)
    expect(await logits({ encoder: null })).toEqual(await freshLogits(12))
    place.remove()
  })
})
