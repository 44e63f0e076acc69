import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseIndex, readIndex, readMail, readMails } from '../src/bench/corpora.js'
import { BadInput } from '../src/errors.js'

describe('parseIndex', () => {
  const parse = (text: string) => parseIndex(text, '/mail/full/index')

  it('should read label, path, user and date', () => {
    expect(parse('spam data/1.txt ann 2005-09-06\n')).toEqual([
      { label: 'spam', path: '/mail/full/data/1.txt', user: 'ann', date: new Date('2005-09-06') },
    ])
  })

  it('should take paths relative to the folder of the index, also out of it', () => {
    expect(parse('ham ../data/inmail.1').map((entry) => entry.path)).toEqual(['/mail/data/inmail.1'])
    expect(parse('ham /elsewhere/1').map((entry) => entry.path)).toEqual(['/elsewhere/1'])
  })

  it('should do without user and date', () => {
    expect(parse('ham a\nspam b ann')).toMatchObject([
      { user: 'user', date: null },
      { user: 'ann', date: null },
    ])
  })

  it('should keep the order and pass over empty lines and carriage returns', () => {
    expect(parse('ham a\r\n\r\n  spam\tb\r\n\n').map((entry) => [entry.label, entry.path.slice(-1)])).toEqual(
      [
        ['ham', 'a'],
        ['spam', 'b'],
      ],
    )
  })

  it.each([
    ['junk a', /\/mail\/full\/index, line 1: .*"junk"/],
    ['ham a\n\nspam', /line 3: the path .* is missing/],
    ['ham a ann 2005-13-45', /line 1: "2005-13-45" is not a date/],
    ['ham my mail.txt ann 2005-01-01', /line 1: more than four columns/],
    ['\n\n', /names no message/],
  ])('should refuse %j, naming file and line', (text, sentence) => {
    expect(() => parse(text)).toThrow(BadInput)
    expect(() => parse(text)).toThrow(sentence)
  })
})

describe('an index on disk', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hamlet-corpora-'))
    await mkdir(join(folder, 'data'))
    const names = Array.from({ length: 30 }, (_, at) => `data/${at}`)
    await Promise.all(names.map((name) => writeFile(join(folder, name), `mail ${name}`)))
    await writeFile(join(folder, 'index'), names.map((name) => `ham ${name}\n`).join(''))
    await writeFile(join(folder, 'broken'), 'ham data/0\nham data/1\nham data/lost\nham data/2\n')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('should give all its mail in order', async () => {
    const texts: string[] = []
    for await (const { raw } of readMails(await readIndex(join(folder, 'index')))) texts.push(String(raw))
    expect(texts).toEqual(Array.from({ length: 30 }, (_, at) => `mail data/${at}`))
  })

  it('should report a missing message when its turn comes, by its path', async () => {
    const seen: string[] = []
    const reading = (async () => {
      for await (const { raw } of readMails(await readIndex(join(folder, 'broken')))) seen.push(String(raw))
    })()
    await expect(reading).rejects.toThrow(/Cannot read the message .*data\/lost: there is no such file/)
    await expect(reading).rejects.toThrow(BadInput)
    expect(seen).toEqual(['mail data/0', 'mail data/1'])
  })

  it('should read one mail as it is', async () => {
    const [entry] = await readIndex(join(folder, 'index'))
    expect(await readMail(entry)).toEqual(Buffer.from('mail data/0'))
  })

  it('should refuse an index that is not there or is a folder', async () => {
    await expect(readIndex(join(folder, 'none'))).rejects.toThrow(/Cannot read the index .*none/)
    await expect(readIndex(folder)).rejects.toThrow(/it is a folder/)
  })
})

/** Messages and users of the corpora, as their description says. */
const CORPORA = [
  { name: 'enron', messages: 22_540, users: 4 },
  { name: 'spamassassin', messages: 6_046, users: 1 },
  { name: 'trec07p', messages: 15_000, users: 6 },
]

describe('the corpora, skipped unless HAMLET_CORPORA names their folder', () => {
  const corpora = process.env.HAMLET_CORPORA
  it.skipIf(corpora === undefined).each(CORPORA)(
    'should have all of $name',
    async ({ name, messages, users }) => {
      const entries = await readIndex(join(corpora ?? '', name, 'index'))
      expect(entries).toHaveLength(messages)
      expect(new Set(entries.map(({ user }) => user)).size).toBe(users)
      for (const entry of entries) expect((await stat(entry.path)).isFile()).toBe(true)
    },
  )
})
