/** What is taken of an imported file, and what is refused: the file may have been written by anybody. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFilter, type Filter, type UserExport } from '../src/filter.js'
import { zeroHead } from '../src/heads/head.js'
import { encodeHead } from '../src/heads/head-codec.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const base = smallBase(hashEncoder)

async function makeFilter(maxMarks = 2000): Promise<Filter> {
  const store = await createSqliteStore(':memory:')
  const rest = { threshold: 0.5, maxMarks, keep: 'headers' as const, refit: false }
  return createFilter({ store, encoder: hashEncoder, base, ...rest })
}

const mail = (i: number) =>
  Buffer.from(
    `From: a${i % 3}@shop.example\r\nSubject: Mail ${i}\r\n\r\nNumber ${i} says ${i % 5} and ${i % 7}`,
  )

/** Anna's six marks, her prior, and a change of either. */
async function exported(change: (file: UserExport) => void = () => {}): Promise<UserExport> {
  const filter = await makeFilter()
  await filter.markMail('carl', mail(9), 'spam')
  for (let i = 0; i < 6; i++) await filter.markMail('anna', mail(i), i % 2 ? 'spam' : 'ham')
  await filter.setPrior('anna', 'carl')
  const file = JSON.parse(JSON.stringify(await filter.exportUser('anna'))) as UserExport
  change(file)
  return file
}

let filter: Filter
beforeEach(async () => {
  filter = await makeFilter()
})

describe('an import', () => {
  it.each([
    [1e6, 'far too large'],
    [-1.7e308, 'far too large'],
    [Number.POSITIVE_INFINITY, 'not a number'],
  ])('should refuse a prior with a weight of %d, by whatever encoder', async (weight, reason) => {
    for (const encoder of [hashEncoder.id, 'another']) {
      const head = zeroHead(hashEncoder.dimension)
      head.dense[3] = weight
      const file = await exported((file) => {
        Object.assign(file.prior ?? {}, { encoder, head: Buffer.from(encodeHead(head)).toString('base64') })
      })
      await expect(filter.importUser('anna', file)).rejects.toMatchObject({
        status: 422,
        message: expect.stringContaining(reason),
      })
    }
  })

  it.each<[string, (file: UserExport) => void]>([
    ['half a millisecond', ({ marks }) => Object.assign(marks[0], { markedAt: 1.5 })],
    ['a time before 1970', ({ prior }) => Object.assign(prior ?? {}, { takenAt: -1 })],
    [
      'a time that no clock shows',
      ({ topics }) => topics?.push({ name: 't', description: 'd', verdict: 'spam', setAt: 1e17 }),
    ],
    ['a mail that is marked twice', ({ marks }) => marks.push(marks[0])],
  ])('should refuse %s, and make no user of it', async (_, change) => {
    const file = await exported(change)
    await expect(filter.importUser('anna', file)).rejects.toMatchObject({ status: 422 })
    await expect(filter.statistics('anna')).rejects.toMatchObject({ status: 404 })
  })

  it('should say how many marks it kept', async () => {
    const file = await exported()
    Object.assign(file.marks[0], { encoder: 'another' })
    const small = await makeFilter(4)
    const { marks, wordsAlone } = await small.importUser('anna', file)
    const kept = (await small.exportUser('anna')).marks
    expect(marks).toBe(4)
    expect(wordsAlone).toBe(kept.filter(({ encoder }) => encoder === 'another').length)
  })
})
