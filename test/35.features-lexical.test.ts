import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEXICAL_ENDS, LEXICAL_SIZE, lexical } from '../src/features/lexical.js'
import { parse } from '../src/mail/parse.js'

async function names(raw: string): Promise<string[]> {
  return [...lexical(await parse(Buffer.from(raw.replaceAll('\n', '\r\n')))).names.values()]
}

const NEWSLETTER = `Received: from a.example.net by b.example.net; Mon, 3 Mar 2025 10:00:00 +0000
From: "Kitchen Table" <news@mail.kitchen-table.example.com>
Reply-To: editor@other.example.org
To: jane.doe@home.example.net
Subject: Ten FREE recipes
Date: Mon, 3 Mar 2025 10:00:00 +0000
Message-ID: <abc123@mail.kitchen-table.example.com>
List-Id: Kitchen <table.kitchen.example.com>
List-Unsubscribe: <https://kitchen-table.example.com/u?x=9>
X-Spam-Status: No, score=-2.6
X-Hamlet-Verdict: ham
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>Dear Jane, cook for $25 or 10% less.</p>
<a href="http://tracker.example.biz/c?id=77">www.kitchen-table.example.com</a>
<p style="display:none">hidden words</p></body></html>
`

describe('lexical(mail)', () => {
  it('should give sorted, distinct ids, each named, each in the range of its block', async () => {
    const { ids, names: named } = lexical(await parse(Buffer.from(NEWSLETTER)))
    expect([...ids]).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect([...ids].every((id) => named.has(id))).toBe(true)
    for (const [id, name] of named) {
      if (/^(word|words|subject|subjects) /.test(name)) expect(id, name).toBeLessThan(LEXICAL_ENDS.words)
      if (/^(?:from(?! name has)|link (?:domain|host(?! is))|list|reply-to domain) /.test(name)) {
        expect(id, name).toBeGreaterThanOrEqual(LEXICAL_ENDS.words)
        expect(id, name).toBeLessThan(LEXICAL_ENDS.identity)
      }
      if (/^(?:has|html|links?(?= (?:to|ends))|reply-to(?= another)) /.test(name)) {
        expect(id, name).toBeGreaterThanOrEqual(LEXICAL_ENDS.identity)
        expect(id, name).toBeLessThan(LEXICAL_ENDS.shape)
      }
      if (/^(hops|via|header|recipients) /.test(name))
        expect(id, name).toBeGreaterThanOrEqual(LEXICAL_ENDS.shape)
      expect(id).toBeLessThan(LEXICAL_SIZE)
    }
  })

  it('should name words and pairs of subject and body', async () => {
    expect(await names(NEWSLETTER)).toEqual(
      expect.arrayContaining([
        'word free',
        'words free recipes',
        'subject free',
        'subjects free recipes',
        'word cook',
        'words for <money 2>',
        'word <percent>',
      ]),
    )
  })

  it('should name who sent it and where it leads', async () => {
    expect(await names(NEWSLETTER)).toEqual(
      expect.arrayContaining([
        ...['from news@mail.kitchen-table.example.com', 'from host mail.kitchen-table.example.com'],
        ...['from domain example.com', 'from name kitchen', 'from name kitchen table'],
        ...['reply-to another domain', 'reply-to domain example.org', 'list table.kitchen.example.com'],
        ...['link domain example.biz', 'link host tracker.example.biz', 'link text shows another domain'],
      ]),
    )
  })

  it('should keep what names nobody out of what names somebody', async () => {
    const { ids, names: named } = lexical(await parse(Buffer.from(NEWSLETTER)))
    const identities = [...ids].filter((id) => id >= LEXICAL_ENDS.words && id < LEXICAL_ENDS.identity)
    const said = identities.map((id) => named.get(id) as string)
    expect(said.length).toBeGreaterThan(5)
    expect(said.filter((name) => !/table|example/.test(name) && name !== 'from name kitchen')).toEqual([])
  })

  it('should blank the reader’s name, and no text that a sender calls the reader by', async () => {
    const to = (address: string) =>
      `Subject: cheap pills, order today\nTo: ${address}\n\nOrder pills now, Jane.\n`
    expect(await names(to('jane.order@home.example'))).toContain('word <you>')
    const all = await names(to('a.b.c.d.cheap.pills.order.now.today@home.example'))
    expect(all).toEqual(expect.arrayContaining(['word cheap', 'word pills', 'word order', 'word today']))
  })

  it('should name its shape', async () => {
    expect(await names(NEWSLETTER)).toEqual(
      expect.arrayContaining(['has list-id', 'has list-unsubscribe', 'html', 'html links 1']),
    )
  })

  it('should never name dates, ids or other filters’ verdicts, nor the reader but as whom it was sent to', async () => {
    const all = await names(NEWSLETTER)
    for (const secret of ['2025', 'mar', 'abc123', 'b.example.net', 'spam', 'hamlet', '77']) {
      expect(all.join('\n'), secret).not.toMatch(new RegExp(`\\b${secret}\\b`, 'i'))
    }
    expect(all.filter((name) => /jane|doe/.test(name))).toEqual(['to jane.doe@home.example.net'])
    expect(all).toContain('word <you>')
  })

  it('should give copies to two readers, at two times, over two ways, the same features but of the way', async () => {
    const copy = NEWSLETTER.replaceAll('jane.doe@home.example.net', 'bob@work.example.net')
      .replace('Dear Jane', 'Dear Bob')
      .replaceAll('Mon, 3 Mar 2025 10:00:00', 'Tue, 4 Mar 2025 11:11:11')
      .replace('abc123', 'zzz999')
      .replace('a.example.net', 'c.example.net')
      .replace('id=77', 'id=12345')
    const known = async (raw: string) => {
      const { ids } = lexical(await parse(Buffer.from(raw)))
      return ids.filter((id) => id < LEXICAL_ENDS.shape)
    }
    expect(await known(copy)).toEqual(await known(NEWSLETTER))
  })

  it('should not hold the lack of all headers against a mail', async () => {
    const shape = (await names('Subject: hello\n\ni am late , sorry\n')).filter((name) =>
      /^(no|has|precedence|capitals|charset|html) /.test(name),
    )
    expect(shape).toEqual([])
    expect(await names('Received: from a by b\nSubject: hello\n\nsorry\n')).toEqual(
      expect.arrayContaining(['no message-id', 'no date']),
    )
  })

  it('should accept what any mail may hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ maxLength: 60 }),
        async (body, header) => {
          const mail = await parse(Buffer.from(`From: ${header}\r\nSubject: ${header}\r\n\r\n${body}`))
          const { ids } = lexical(mail)
          expect([...ids].every((id) => id < LEXICAL_SIZE)).toBe(true)
        },
      ),
      { numRuns: 50 },
    )
  })
})

const LETTER = `Received: from mx.club.example.org (mx.club.example.org [198.51.100.7])
	by home.example.net (Postfix) with ESMTPS id 4A5B6C for <me@home.example.net>; Mon, 3 Mar 2025 10:00:00 +0000
Received: from [192.168.1.5] (helo=laptop) by mx.club.example.org (Exim 4.43) with esmtp; Mon, 3 Mar 2025 09:59:58 +0000
Return-Path: <walks-bounces@club.example.org>
From: Ann <ann@elsewhere.example.com>
To: walks@club.example.org, me@home.example.net
Subject: Sunday
Message-ID: <1234abc.99@mail.elsewhere.example.com>
User-Agent: Postbird/3.1
X-Beenthere: walks@club.example.org
X-Spam-Score: 0.2
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

See you.
`

async function wayOf(raw: string, trusted: string[] = []): Promise<string[]> {
  const { names: named } = lexical(await parse(Buffer.from(raw)), trusted)
  return [...named].flatMap(([id, name]) => (id >= LEXICAL_ENDS.shape ? [name] : []))
}

describe('the way of a mail', () => {
  it('should name hosts, networks and programs on it, and to whom and for whom it was sent', async () => {
    expect((await wayOf(LETTER)).sort()).toEqual(
      [
        ...['hops 2', 'via example.org', 'via mx.club.example.org'],
        ...['via network 198.51', 'via network 198.51.100', 'with esmtps', 'with esmtp', 'by exim 4.43'],
        ...['header user-agent', 'header x-beenthere', 'program postbird', 'program postbird 3 1'],
        ...[
          'sent by walks-bounces@club.example.org',
          'sent by example.org',
          'sent by walks@club.example.org',
        ],
        ...['message-id x.9', 'message-id at example.com', 'body text/plain', 'charset utf-8'],
        ...['recipients 2', 'to walks@club.example.org', 'to example.org', 'to me@home.example.net'],
      ].sort(),
    )
  })

  it('should say nothing of mail that came by no transport', async () => {
    expect(await wayOf(LETTER.replace(/^Received:[\s\S]*?(?=Return-Path)/, ''))).toEqual([])
  })

  it('should believe what trusted servers found out about the sender, and nobody else', async () => {
    const field =
      'Authentication-Results: MX.example.net 1; spf=fail (not allowed) smtp.mailfrom=club.example.org;\n dkim=pass header.d=news.club.example.org; dmarc=none\n'
    const found = ['spf fail', 'dkim pass', 'dkim pass of example.org', 'dmarc none']
    const under = (raw: string) => `${field}${raw}`
    expect(await wayOf(under(LETTER), ['mx.example.net'])).toEqual(expect.arrayContaining(found))
    for (const trusted of [[], ['example.net'], ['other.example.net']])
      expect(await wayOf(under(LETTER), trusted)).toEqual(await wayOf(LETTER))
    const forged = field.replace('MX.example.net', 'evil.example; mx.example.net')
    expect(await wayOf(`${forged}${LETTER}`, ['mx.example.net'])).toEqual(await wayOf(LETTER))
  })

  it('should survive any Received field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 300 }), async (value) => {
        const raw = `Received: from a by b\r\nReceived: ${value.replace(/[\r\n]/g, ' ')}\r\nSubject: x\r\n\r\nx`
        const { ids } = lexical(await parse(Buffer.from(raw)))
        expect([...ids].every((id) => id < LEXICAL_SIZE)).toBe(true)
      }),
    )
  })
})
