import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adapterAlone, adaptingWords } from '../src/bench/adapter-alone.js'
import { type Campaign, readCampaigns } from '../src/bench/campaigns.js'
import { runFamilies } from '../src/bench/families.js'
import { readHam } from '../src/bench/some-ham.js'
import type { Encoder } from '../src/encoder/encoder.js'
import { createBase } from '../src/heads/base-making.js'
import { parse } from '../src/mail/parse.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { smallBase } from './bench/small-filter.js'
import { PlaceHere } from './cli/hamlet.js'

const SHIPPED = fileURLToPath(new URL('../data/samples/families', import.meta.url))

/** An encoder that knows what the words of three subjects mean: pills, loans, and everything else. */
const MEANINGS = [/\b(pills|tablets|remedy|capsules)\b/i, /\b(loan|credit|mortgage|lender)\b/i]
const meaning: Encoder = {
  id: 'meaning-3',
  dimension: 3,
  async encode(text) {
    const at = MEANINGS.findIndex((words) => words.test(text))
    return Float32Array.from([0, 1, 2], (k) => (k === (at < 0 ? 2 : at) ? 1 : 0))
  },
  async close() {},
}

/** Calls every mail ham, barely, except loans: those are spam, barely. Its adapters trust the embedding most. */
function base() {
  const small = smallBase(meaning)
  const adapter = { embedding: 0.1, words: 1, identity: 1, shape: 1e3, route: 1e3, bias: 1e4 }
  return createBase({
    ...small,
    head: { ...small.head, dense: Float64Array.from([0, 0.5, 0]) },
    precision: { adapter, shared: adapter },
  })
}

async function run(campaigns: Campaign[], adapt = base, ham: string[] = []) {
  const store = await createSqliteStore(':memory:')
  const parts = { store, encoder: meaning, base: adapt(), config: { threshold: 0.5, maxMarks: 2000 } }
  const filter = await adapterAlone(parts)
  const report = await runFamilies({
    filter,
    campaigns,
    ham: [{ source: 'me', mails: ham.map(mail) }],
  }).finally(() => store.close())
  return report
}

function mail(text: string): Buffer {
  const name = text.split(' ')[0]
  return Buffer.from(`From: ${name} <${name}@${name}.example>\nSubject: ${text}\n\n${text}\n`)
}

const campaign = (...texts: string[]): Campaign => ({ name: 'made-up', kind: 'spam', mails: texts.map(mail) })
const PILLS = ['alpha pills today', 'beta tablets discount', 'gamma remedy shipped']

describe('one mark on a campaign', () => {
  it('should move its paraphrases where the embedding is learned from, and not where only words are', async () => {
    const moved = { marks: 3, paraphrases: 6, moved: 6, right: 0, kept: 0 }
    expect((await run([campaign(...PILLS)])).total).toEqual(moved)
    const words = await run([campaign(...PILLS)], () => adaptingWords(base()))
    expect(words.total).toEqual({ ...moved, moved: 0 })
  })

  it('should be tried on each mail that is on the wrong side, in both directions', async () => {
    const { towardsSpam, towardsHam } = await run([
      campaign('alpha pills today', 'delta loan approved', 'eta credit granted'),
    ])
    expect(towardsSpam).toEqual({ marks: 1, paraphrases: 0, moved: 0, right: 2, kept: 2 })
    expect(towardsHam).toEqual({ marks: 2, paraphrases: 2, moved: 2, right: 2, kept: 2 })
  })

  it('should be blamed for ham that it moves, once a family', async () => {
    const ham = ['minutes of the committee', 'my capsules from the chemist', 'my mortgage papers']
    const report = await run([campaign(...PILLS)], base, ham)
    // The last one was spam before any mark.
    expect(report.ham).toEqual([{ source: 'me', mails: 2, tested: 2, moved: 1 }])
  })

  it('should leave the next user as new as the first', async () => {
    const pills = campaign(...PILLS)
    const { families } = await run([pills, { ...pills, name: 'the same again' }])
    expect(families[1].towardsSpam).toEqual(families[0].towardsSpam)
  })
})

describe('the families of a folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-families-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('should become mail that says what was written, in any script', async () => {
    for (const { mails } of await readCampaigns(SHIPPED)) {
      for (const raw of mails) {
        const { subject, from, body } = await parse(raw)
        expect(raw.toString()).toContain(`Subject: ${subject}`)
        expect(from?.domain).toMatch(/example/)
        expect(body).not.toContain('\ufffd')
      }
    }
  })

  it('should be refused with a sentence where they are missing or broken', async () => {
    await expect(readCampaigns(join(folder, 'nowhere'))).rejects.toThrow('there is no such folder')
    await expect(readCampaigns(folder)).rejects.toThrow('holds no family')
    await writeFile(join(folder, 'a.json'), '{"name": "a", "kind": "spam", "mails": []}')
    await expect(readCampaigns(folder)).rejects.toThrow(/a\.json is no family of mails: .*mails/s)
  })

  it('should be measured by hamlet bench families, with both adapters beside each other', async () => {
    const mails = PILLS.map((text) => ({ from: 'a@a.example', subject: text, text }))
    await writeFile(join(folder, 'a.json'), JSON.stringify({ name: 'a', kind: 'spam', mails }))
    const place = await PlaceHere.make()
    const [figure] = await readFigure(place, `bench families --families ${folder} --ham 2`)
    expect(figure.run.families.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(Object.keys(figure.adapters)).toEqual(['words and embedding', 'words'])
    expect(figure.adapters.words.families).toHaveLength(1)
    expect(figure.adapters.words.ham.map((ham: { source: string }) => ham.source).toSorted()).toEqual([
      'anna',
      'ben',
    ])
    place.remove()
  })

  async function readFigure(place: PlaceHere, line: string) {
    const { code, stdout, stderr } = await place.run(`${line} --json`)
    expect(code, stderr).toBe(0)
    return [JSON.parse(stdout)]
  }
})

describe('ham to set beside the campaigns', () => {
  it('should be spread over each user’s mail', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hamlet-ham-'))
    const entries = Array.from({ length: 10 }, (_, at) => ({
      label: at === 9 ? ('spam' as const) : ('ham' as const),
      path: join(folder, `${at}`),
      user: 'me',
      date: null,
    }))
    for (const { path } of entries) await writeFile(path, path.slice(-1))
    const [{ source, mails }] = await readHam(entries, 3)
    expect([source, ...mails.map(String)]).toEqual(['me', '0', '3', '6'])
    await rm(folder, { recursive: true })
  })
})
