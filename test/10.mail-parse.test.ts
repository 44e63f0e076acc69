import { describe, expect, it } from 'vitest'
import { parse } from '../src/mail/parse.js'
import { multipart, raw } from './mail/samples.js'

describe('parse', () => {
  it('should refuse an empty message with a sentence', async () => {
    await expect(parse(Buffer.alloc(0))).rejects.toMatchObject({
      name: 'BadInput',
      status: 400,
      type: 'empty',
    })
  })

  it.each([
    ['JSON', Buffer.from('{"subject": "hello", "body": "world"}')],
    ['JSON over several lines', Buffer.from('{\n  "subject": "hello"\n}\n')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['prose', Buffer.from('Dear friend,\n\nthis has no header at all.\n')],
    ['a page', Buffer.from('<html><body>Subject: not a header</body></html>')],
    ['zeros', Buffer.alloc(1000)],
    ['blank lines', Buffer.from('\r\n\r\n\r\n')],
  ])('should refuse %s as not being mail', async (_, bytes) => {
    await expect(parse(bytes)).rejects.toMatchObject({ name: 'BadInput', status: 422, type: 'not-mail' })
  })

  it('should read who wrote to whom, when and about what', async () => {
    const mail = await parse(
      raw(
        [
          'From: "Ann, of Example" <Ann@Example.ORG>',
          'Reply-To: desk@example.net',
          'To: Bob <bob@example.com>, team: carol@example.com, dave@example.com;',
          'Cc: =?utf-8?Q?J=C3=B6rg?= <joerg@example.de>',
          'Subject: =?iso-8859-1?Q?Caf=E9?= =?utf-8?B?IOKCrA==?= today',
          'Date: Mon, 02 Mar 2026 10:00:00 +0100',
          'Message-ID: <1@example.org>',
        ],
        'See you there.\n',
      ),
    )
    expect(mail.from).toEqual({ name: 'Ann, of Example', address: 'Ann@Example.ORG', domain: 'example.org' })
    expect(mail.replyTo?.address).toBe('desk@example.net')
    expect(mail.to.map(({ address }) => address)).toEqual([
      'bob@example.com',
      'carol@example.com',
      'dave@example.com',
      'joerg@example.de',
    ])
    expect(mail.to[3].name).toBe('Jörg')
    expect(mail.subject).toBe('Café € today')
    expect(mail.date?.toISOString()).toBe('2026-03-02T09:00:00.000Z')
    expect(mail.messageId).toBe('<1@example.org>')
    expect(mail.body.trim()).toBe('See you there.')
  })

  it('should keep every header field in order, lower-case names and unfolded values', async () => {
    const mail = await parse(raw(['Received: from a', '\tby b', 'X-Mailer: Pen', 'received: from c'], 'x'))
    expect(mail.headers).toEqual([
      { name: 'received', value: 'from a by b' },
      { name: 'x-mailer', value: 'Pen' },
      { name: 'received', value: 'from c' },
    ])
  })

  it('should leave out what is missing', async () => {
    const mail = await parse(raw(['Subject: bare'], 'x'))
    expect(mail).toMatchObject({
      from: null,
      replyTo: null,
      to: [],
      messageId: null,
      date: null,
      attachments: [],
    })
    expect(mail.html).toEqual({ length: 0, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 })
  })

  it('should not take an unreadable date for now', async () => {
    expect((await parse(raw(['Date: some day'], 'x'))).date).toBeNull()
  })

  it('should show the HTML of an alternative, not its plain text', async () => {
    const mail = await parse(
      multipart('alternative', [
        'Content-Type: text/plain\n\nplain words',
        'Content-Type: text/html\n\n<p>shown <b>words</b> <a href="http://Shop.Example/x">buy</a></p>',
      ]),
    )
    expect(mail.body).toBe('shown words buy')
    expect(mail.links).toEqual([{ url: 'http://Shop.Example/x', host: 'shop.example', text: 'buy' }])
  })

  it('should know that a link leads where it leads, whatever address it shows', async () => {
    const shown =
      '<a href="https://evil.example/x">https://bank.example/login</a>, see https://www.bank.example/help'
    const mail = await parse(raw(['Subject: x', 'Content-Type: text/html'], `<p>${shown}</p>`))
    expect(mail.links.map(({ host }) => host)).toEqual(['evil.example', 'www.bank.example'])
  })

  it("should add a list's plain footer to the HTML it stands beside", async () => {
    const mail = await parse(
      multipart('mixed', [
        'Content-Type: text/html\n\n<p>the mail</p>',
        'Content-Type: text/plain\n\nTo leave this list write to leave@example.org',
      ]),
    )
    expect(mail.body).toBe('the mail\nTo leave this list write to leave@example.org')
  })

  it('should list attachments by name, type and size, and keep nothing of them', async () => {
    const mail = await parse(
      multipart('mixed', [
        'Content-Type: text/plain\n\nsee file',
        `Content-Type: application/pdf; name*=utf-8''r%C3%A9sum%C3%A9.pdf\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n${Buffer.from('0123456789').toString('base64')}`,
      ]),
    )
    expect(mail.attachments).toEqual([{ filename: 'résumé.pdf', contentType: 'application/pdf', size: 10 }])
    expect(JSON.stringify(mail)).not.toContain('0123456789')
  })

  it('should read a lone attached text as the body', async () => {
    const mail = await parse(
      raw(['Subject: x', 'Content-Type: text/plain', 'Content-Disposition: attachment'], 'the whole text'),
    )
    expect(mail.body).toBe('the whole text')
  })

  it('should read the same whether lines end in CRLF or LF', async () => {
    const bytes = multipart('alternative', [
      'Content-Type: text/plain\n\nplain\nwords',
      'Content-Type: text/html;\n charset=utf-8\n\n<p>one</p>\n<pre>two\nthree</pre>',
    ])
    const crlf = Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
    const { html: _, ...mail } = await parse(bytes)
    expect(await parse(crlf)).toMatchObject(mail)
  })

  it('should call an attachment of no readable type a file', async () => {
    const mail = await parse(multipart('mixed', ['Content-Type:\nContent-Disposition: attachment\n\nx']))
    expect(mail.attachments).toEqual([{ filename: '', contentType: 'application/octet-stream', size: 1 }])
  })

  it('should join the lines of format=flowed and keep its quotes', async () => {
    const body = 'one \ntwo\n> three \n> four\n'
    const mail = await parse(raw(['Subject: x', 'Content-Type: text/plain; format=flowed'], body))
    expect(mail.body.trim()).toBe('one two\n> three four')
  })
})

describe('the beginning of a mail', () => {
  it('should not be disturbed by an mbox line, blank lines or spaces', async () => {
    for (const start of ['From ann@example.org Mon Mar  2 10:00:00 2026\n', '\n\n', '     \n', '>From x\n']) {
      const mail = await parse(Buffer.from(`${start}Subject: hello\n\nbody`))
      expect(mail.subject).toBe('hello')
      expect(mail.body).toBe('body')
    }
  })

  it('should be a subject line alone where a corpus has no more, the body following at once', async () => {
    const mail = await parse(Buffer.from('Subject: meeting\nto : bob ; carol\n6 : 00 pm at the pier\n'))
    expect(mail.subject).toBe('meeting')
    expect(mail.body.trim()).toBe('to : bob ; carol\n6 : 00 pm at the pier')
  })

  it('should not take an indented first line for more of the subject when no blank line follows', async () => {
    const mail = await parse(Buffer.from('Subject: meeting\n - - - forwarded by ann\nplease see below\n'))
    expect(mail.subject).toBe('meeting')
    expect(mail.body).toContain('forwarded by ann')
  })

  it('should go on behind a broken fold', async () => {
    const mail = await parse(Buffer.from('Received: from a\nby b (no indent)\nSubject: hello\n\nbody'))
    expect(mail.subject).toBe('hello')
    expect(mail.headers[0].value).toBe('from a by b (no indent)')
  })
})
