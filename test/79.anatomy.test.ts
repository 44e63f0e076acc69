/** One mail taken apart: blocks, words, signals, neighbours. */
import { beforeAll, describe, expect, it } from 'vitest'
import { closedNames } from '../src/features/closed-names.js'
import { lexical } from '../src/features/lexical.js'
import { createFilter, type Explained, type Filter } from '../src/filter.js'
import { parse } from '../src/mail/parse.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { hashEncoder, smallBase } from './bench/small-filter.js'

const makeFilter = async (keep: 'nothing' | 'headers' | 'text') =>
  createFilter({
    store: await createSqliteStore(':memory:'),
    encoder: hashEncoder,
    base: smallBase(hashEncoder),
    threshold: 0.5,
    maxMarks: 2000,
    keep,
    refit: false,
  })

const mail = (subject: string, body: string, from = 'Shop <news@shop.example>') =>
  Buffer.from(
    `Received: by mx.example; Mon, 2 Jun 2025 10:00:00 +0000\r\nFrom: ${from}\r\nSubject: ${subject}\r\n` +
      `List-Id: <offers.shop.example>\r\nDate: Mon, 2 Jun 2025 10:00:00 +0000\r\n\r\n${body}\r\n`,
  )

async function taught(
  keep: 'nothing' | 'headers' | 'text',
): Promise<{ filter: Filter; explained: Explained }> {
  const filter = await makeFilter(keep)
  await filter.markMail('anna', mail('Cheap loans', 'Cheap loans today'), 'spam')
  await filter.markMail('anna', mail('Minutes', 'Notes of our meeting', 'Bo <bo@work.example>'), 'ham')
  const { id } = await filter.score('anna', mail('Loans, again', 'More “loans” at the meeting: loans!'))
  return { filter, explained: await filter.explain('anna', id) }
}

describe('the anatomy of a mail', () => {
  let explained: Explained
  beforeAll(async () => {
    explained = (await taught('text')).explained
  })

  it('should split each head by blocks, and the logit by heads', () => {
    const { blocks, parts, logit } = explained
    for (const head of ['base', 'shared', 'adapter'] as const) {
      const sum = Object.values(blocks[head]).reduce((total, value) => total + value, 0)
      expect(sum).toBeCloseTo(parts[head], 9)
    }
    expect(parts.base + parts.shared + parts.adapter).toBeCloseTo(logit, 9)
  })

  it('should show where in subject and text the words stand that weigh, and to which side', () => {
    const { subject, text, highlights } = explained
    const shown = (whole: string | null, spans: Explained['highlights']['text']) =>
      spans.map(({ start, end, logit }) => [whole?.slice(start, end), Math.sign(logit)])
    expect(shown(subject, highlights.subject)).toEqual([['Loans', 1]])
    const inText = shown(text, highlights.text)
    expect(inText.filter(([word]) => word === 'loans')).toEqual([
      ['loans', 1],
      ['loans', 1],
    ])
    expect(inText).toContainEqual(['meeting', -1])
    expect(inText.map(([word]) => word)).not.toContain('More')
  })

  it('should name what sender and headers say, also of the log, strongest first', () => {
    const names = explained.signals.map(({ text }) => text)
    expect(names).toEqual(expect.arrayContaining(['from news@shop.example', 'from domain shop.example']))
    const sizes = explained.signals.map(({ logit }) => Math.abs(logit))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    for (const { logits, logit } of explained.signals)
      expect(logits.base + logits.shared + logits.adapter).toBeCloseTo(logit, 12)
  })

  it('should give the cosine of the nearest marks, null across encoders', async () => {
    const [nearest] = explained.nearest
    expect(nearest).toMatchObject({ label: 'spam', subject: 'Cheap loans' })
    expect(nearest.cosine).toBeGreaterThan(0)
    expect(nearest.cosine).toBeLessThan(1)
    const store = await createSqliteStore(':memory:')
    const rest = { store, threshold: 0.5, maxMarks: 9, keep: 'headers' as const, refit: false }
    const before = await createFilter({ ...rest, encoder: hashEncoder, base: smallBase(hashEncoder) })
    await before.markMail('anna', mail('One', 'One'), 'spam')
    const encoder = { ...hashEncoder, id: 'another' }
    const after = await createFilter({ ...rest, encoder, base: smallBase(encoder) })
    const { id } = await after.score('anna', mail('Two', 'Two'))
    expect((await after.explain('anna', id)).nearest).toMatchObject([{ cosine: null }])
  })

  it('should say less where less was kept, and still add up', async () => {
    const headers = (await taught('headers')).explained
    expect([headers.text, headers.highlights.text]).toEqual([null, []])
    expect(headers.highlights.subject).toHaveLength(1)
    const nothing = (await taught('nothing')).explained
    expect(nothing.highlights).toEqual({ subject: [], text: [] })
    expect(nothing.signals.map(({ text }) => text)).toContain(
      'something of the sender or the links, which was not kept',
    )
    // Names that form a closed list need no mail to be known by.
    expect(nothing.signals.map(({ text }) => text)).toContain('no message-id')
  })
})

describe('closedNames', () => {
  it('should name what lexical() names, for every feature of such a name', async () => {
    const html = `MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nReceived: by mx.example\r\nPrecedence: bulk
Authentication-Results: mx.example; spf=softfail; dkim=pass header.d=shop.example; dmarc=fail
From: bank.example <a@shop.example>\r\nReply-To: b@other.example\r\nSubject: RE: WIN !!!\r\n
<p>${'Win $5! '.repeat(40)}</p><img src=x><form></form><a href="http://10.0.0.1/">shop.example</a>`
    for (const raw of [html, mail('', 'Hello'), mail('Hello', 'x '.repeat(5000))]) {
      for (const [id, name] of lexical(await parse(Buffer.from(raw)), ['mx.example']).names) {
        const isOpen = /^(words?|subjects?|from|list|link host|link domain (?!an ip)|reply-to domain) /.test(
          name,
        )
        if (closedNames.has(id) && !isOpen) expect(closedNames.get(id)).toBe(name)
        const isClosed =
          /^(no|has|precedence|html|length|capitals|exclamation|currency|links? to|re:|hops|recipients|spf|dmarc) |^dkim \w+$/.test(
            name,
          )
        if (isClosed) expect([name, closedNames.get(id)]).toEqual([name, name])
      }
    }
  })
})
