import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApp } from '../src/app.js'
import { type Entry, readIndex } from '../src/bench/corpora.js'
import { anotherCopy, runOneMark } from '../src/bench/one-mark.js'
import { DEMO_INDEX } from '../src/cli/demo-play.js'
import { readConfig } from '../src/config.js'
import { parse } from '../src/mail/parse.js'
import { canonicalText } from '../src/mail/text.js'

const raw = Buffer.from(
  [
    'Received: from a by b',
    'To: me@home.example',
    'Date: Mon, 1 Jan 2024 00:00:00 +0000',
    'From: Shop <news@shop.example>',
    'Subject: Offer',
    '',
    'See http://shop.example/offer and http://shop.example/other today.',
  ].join('\n'),
)

describe('another copy of a mail', () => {
  it('should have another id, recipient, date and links', async () => {
    const [mail, copy] = [await parse(raw), await parse(anotherCopy(raw))]
    expect(copy.id).not.toBe(mail.id)
    expect(copy.to[0].address).toBe('someone.else@example.net')
    expect(copy.date).not.toEqual(mail.date)
    expect(copy.links.map(({ url }) => url)).toEqual([
      'http://shop.example/offer?u=9f8e7d6c',
      'http://shop.example/other?u=9f8e7d6c',
    ])
  })

  it('should read the same to the encoder', async () => {
    expect(canonicalText(await parse(anotherCopy(raw)))).toBe(canonicalText(await parse(raw)))
  })
})

describe('one mark', () => {
  it('should turn the mail and a copy of it that came another way, with the model that we ship', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hamlet-one-mark-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const entries: Entry[] = []
    for (const [n, entry] of (await readIndex(DEMO_INDEX)).entries()) {
      const path = join(folder, `${n}.eml`)
      await writeFile(path, Buffer.concat([Buffer.from(WAY), await readFile(entry.path)]))
      entries.push({ ...entry, path })
    }
    const app = await createApp({ ...readConfig({ HAMLET_LOG: 'silent' }), database: ':memory:' })
    onTestFinished(() => app.close())
    const report = await runOneMark({ filter: app.filter, entries, count: Infinity })
    expect(report.mistakes).toBeGreaterThan(12)
    expect(report).toMatchObject({ turned: report.mistakes, copiesTurned: report.mistakes, failed: [] })
  }, 120_000)
})

/** Ten hosts on the way, and what programs and lists add: much more than in the mail itself. */
const WAY = [
  'Return-Path: <bounce-1204-anna@out.lists.example>',
  ...Array.from(
    { length: 10 },
    (_, k) =>
      `Received: from web${k}.farm${k}.example (web${k}.farm${k}.example [198.51.${k}.7]) by mx.way${k}.example (Exim 4.${k}) with ESMTP`,
  ),
  'List-Post: <mailto:offers@lists.example>',
  'Errors-To: bounce@lists.example',
  'X-Mailer: Mailing Machine 3.2',
  ...Array.from({ length: 20 }, (_, k) => `X-Campaign-${k}: 88`),
  'Message-ID: <20260112.88.anna@web7.farm.example>',
  '',
].join('\r\n')
