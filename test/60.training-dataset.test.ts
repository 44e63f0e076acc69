import { appendFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { halfOf } from '../src/bench/halves.js'
import { checkExcluded, sourceOf } from '../src/cli/training-mail.js'
import { BadInput } from '../src/errors.js'
import { readDataset } from '../src/training/dataset.js'
import { letterEncoder, writeCorpus } from './training-fixtures.js'

let folder: string
let index: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hamlet-dataset-'))
  index = await writeCorpus(join(folder, 'letters'), ['ann', 'bob'], 10)
})
afterEach(() => rm(folder, { recursive: true }))

describe('readDataset(options)', () => {
  it('should read every mail of an index in its order, with user, corpus and class', async () => {
    const mails = await readDataset({ indexes: [index], encoder: letterEncoder(), cache: null })
    expect(mails.length).toBe(40)
    expect(mails.map(({ y }) => y).slice(0, 4)).toEqual([1, -1, 1, -1])
    expect(mails[0]).toMatchObject({ user: 'ann', corpus: 'letters' })
    expect(mails[39].user).toBe('bob')
    expect(mails[0].embedding.length).toBe(8)
    expect(mails[0].lexical.length).toBeGreaterThan(20)
  })

  it('should encode a mail once, and read it from the cache ever after', async () => {
    const cache = join(folder, 'cache')
    const first = letterEncoder()
    const read = await readDataset({ indexes: [index], encoder: first, cache })
    const second = letterEncoder()
    const again = await readDataset({ indexes: [index], encoder: second, cache })
    expect([first.encoded, second.encoded]).toEqual([40, 0])
    expect(again).toEqual(read)
    const other = letterEncoder('letters@2')
    await readDataset({ indexes: [index], encoder: other, cache })
    expect(other.encoded).toBe(40)
  })

  it('should mend a cache that a crash cut off', async () => {
    const cache = join(folder, 'cache')
    const read = await readDataset({ indexes: [index], encoder: letterEncoder(), cache })
    const file = join(cache, (await readdir(cache))[0])
    await truncate(file, (await readFile(file)).length - 5)
    const encoder = letterEncoder()
    expect(await readDataset({ indexes: [index], encoder, cache })).toEqual(read)
    expect(encoder.encoded).toBe(1)
    const third = letterEncoder()
    await readDataset({ indexes: [index], encoder: third, cache })
    expect(third.encoded).toBe(0)
  })

  it('should leave out users and paths, and pass over what is not mail', async () => {
    await writeFile(join(folder, 'letters', 'data', 'rubbish'), '')
    await appendFile(index, 'ham data/rubbish bob\n')
    const options = { indexes: [index], encoder: letterEncoder(), cache: null }
    expect((await readDataset({ ...options, excludeUsers: ['ann'] })).map(({ user }) => user)).toEqual(
      Array(20).fill('bob'),
    )
    expect((await readDataset({ ...options, excludePaths: ['data/ann/', '/bob/1'] })).length).toBe(9)
    await expect(readDataset({ ...options, excludeUsers: ['ann', 'bob'] })).rejects.toThrow(BadInput)
  })

  it('should give copies of one text with other digits, spaces and case the same text', async () => {
    const texts = ['Call 555 now, it is FREE', 'call 777 now , it is free', 'call me now, it is free']
    for (const [i, text] of texts.entries()) {
      await writeFile(join(folder, 'letters', `${i}.eml`), `Subject: hi\r\n\r\n${text}\r\n`)
    }
    const copies = join(folder, 'letters', 'copies')
    await writeFile(copies, 'spam 0.eml x\nspam 1.eml x\nham 2.eml x\n')
    const [a, b, c] = await readDataset({ indexes: [copies], encoder: letterEncoder(), cache: null })
    expect(a.text).toBe(b.text)
    expect(a.text).not.toBe(c.text)
  })

  it('should not read the headers of a corpus whose headers betray the class', async () => {
    await writeFile(
      join(folder, 'letters', 'list.eml'),
      'Received: by x\r\nList-Id: <a.b.example>\r\nSubject: hi\r\n\r\nhello\r\n',
    )
    const one = join(folder, 'letters', 'one')
    await writeFile(one, 'ham list.eml x\n')
    const cache = join(folder, 'cache')
    const options = { indexes: [one], encoder: letterEncoder(), cache }
    const [whole] = await readDataset(options)
    const [bare] = await readDataset({ ...options, headerless: ['letters'] })
    expect(bare.lexical.length).toBeLessThan(whole.lexical.length)
    expect(await readDataset(options)).toEqual([whole])
  })

  it('should read a user that is many people as two', async () => {
    const halves = await readDataset({
      indexes: [index],
      encoder: letterEncoder(),
      cache: null,
      halve: ['bob'],
    })
    const users = halves.map(({ user }) => user)
    expect(new Set(users)).toEqual(new Set(['ann', 'bob-a', 'bob-b']))
    expect(users.filter((user) => user === 'ann').length).toBe(20)
    expect(
      await readDataset({ indexes: [index], encoder: letterEncoder(), cache: null, halve: ['bob'] }),
    ).toEqual(halves)
  })

  it('should leave out both halves of such a user', async () => {
    const source = sourceOf({ index: [index], excludeUser: ['bob'], halve: ['bob'] })
    const mails = await readDataset({ ...source, encoder: letterEncoder() })
    expect(new Set(mails.map(({ user }) => user))).toEqual(new Set(['ann']))
    const whole = sourceOf({ index: [index], excludeUser: ['bob'] })
    expect(whole.excludeUsers, 'bob-a may be somebody else').toEqual(['bob'])
  })

  it('should refuse to leave out somebody of whom there is no mail', async () => {
    const options = { index: [index], halve: ['bob'] }
    await expect(checkExcluded({ ...options, excludeUser: ['bob', 'bobb'] })).rejects.toThrow(
      'No mail of "bobb" is in the indexes, so it cannot be left out; there is mail of ann, bob.',
    )
    await checkExcluded({ ...options, excludeUser: ['bob', 'ann', 'bob-a'] })
  })
})

describe('halfOf(path)', () => {
  it('should keep a list or a publication whole, and part a folder mail by mail', () => {
    const half = (path: string) => halfOf(`/corpora/modern/data/${path}`)
    for (const folder of ['lists/r', 'newsletters/weekly', 'lists/kernel']) {
      expect(new Set(Array.from({ length: 20 }, (_, n) => half(`${folder}/${n}.eml`))).size).toBe(1)
    }
    expect(new Set(Array.from({ length: 20 }, (_, n) => half(`archive/${n}.eml`)))).toEqual(
      new Set(['a', 'b']),
    )
  })
  it('should part as the recipe of the encoder does', () => {
    expect(['nazario/00000.eml', 'lists/r/0001.eml', 'archive/1.eml', 'archive/3.eml'].map(halfOf)).toEqual([
      ...['a', 'a', 'a', 'b'],
    ])
  })
})
