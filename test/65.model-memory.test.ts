/** What a model is counted for in memory. */
import { expect, it } from 'vitest'
import { createFilter } from '../src/filter.js'
import { encodeHead } from '../src/heads/head-codec.js'
import { bytesOf } from '../src/model.js'
import type { Models } from '../src/models.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

it('should grow with marks, with a prior, and with marks that contradict each other', async () => {
  const store = await createSqliteStore(':memory:')
  const base = smallBase(hashEncoder)
  const parts = { store, encoder: hashEncoder, base, refit: false }
  const filter = await createFilter({ ...parts, threshold: 0.5, maxMarks: 2000, keep: 'headers' })
  const { models } = filter as unknown as { models: Models }
  const modelOf = async (user: string) => models.of(await store.ensureUser(user, 1))
  const bytes = async (user: string) => bytesOf(await modelOf(user))
  const mail = (i: number) =>
    Buffer.from(
      `From: a@shop.example\r\nSubject: Issue ${i}\r\n\r\nThe weekly offers of our shop, number ${i}`,
    )

  const none = await bytes('anna')
  for (let i = 0; i < 10; i++) await filter.markMail('anna', mail(i), 'spam')
  const ten = await bytes('anna')
  expect(ten).toBeGreaterThan(none + 10_000)

  const ids = Uint32Array.from({ length: 50_000 }, (_, i) => i)
  const head = { dense: new Float64Array(16), ids, weights: new Float64Array(50_000), bias: 0 }
  const prior = {
    from: 'a',
    takenAt: 1,
    encoder: hashEncoder.id,
    base: base.id,
    head: Buffer.from(encodeHead(head)),
  }
  await store.replaceUser(
    'ben',
    {
      ...{ threshold: null, domain: null, prior, marks: await store.marks('anna'), topics: [] },
      weakLabels: { allowed: false, labels: [] },
    },
    99,
  )
  expect(await bytes('ben')).toBeGreaterThan(ten + 12 * 50_000)

  for (let i = 10; i < 20; i++) await filter.markMail('anna', mail(i), 'spam')
  const before = (await modelOf('anna')).contradictions.bytes
  const agreeing = await bytes('anna')
  await filter.markMail('anna', mail(19), 'ham')
  const { contradictions } = await modelOf('anna')
  // Each of the 20 marks is contradicted: a likeness for each pair, 4 bytes.
  expect(contradictions.bytes - before).toBeGreaterThanOrEqual(20 * 20 * 4)
  expect(await bytes('anna')).toBeGreaterThanOrEqual(agreeing + 20 * 20 * 4)
  const { cache } = models as unknown as { cache: { calculatedSize: number } }
  expect(cache.calculatedSize).toBe((await bytes('anna')) + (await bytes('ben')))
})
