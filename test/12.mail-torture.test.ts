import { describe, expect, it } from 'vitest'
import { lexical } from '../src/features/lexical.js'
import { parse } from '../src/mail/parse.js'
import { canonicalText, MAX_TEXT } from '../src/mail/text.js'
import { multipart, processorTime, raw } from './mail/samples.js'

const HEAD = ['From: Ann <ann@example.org>', 'Subject: hello']
const html = (markup: string) => raw([...HEAD, 'Content-Type: text/html'], markup)
const plain = (text: string, type = 'text/plain') => raw([...HEAD, `Content-Type: ${type}`], text)

function nested(depth: number): Buffer {
  const levels = Array.from(
    { length: depth },
    (_, level) => `--b${level}\nContent-Type: multipart/mixed; boundary="b${level + 1}"\n\n`,
  )
  const text = `--b${depth}\nContent-Type: text/plain\n\ninnermost\n`
  return raw([...HEAD, 'Content-Type: multipart/mixed; boundary="b0"'], levels.join('') + text)
}

/** Each once made some parser slow, deep or angry. */
const TORTURES: [string, () => Buffer][] = [
  ['10,000 nested parts', () => nested(10_000)],
  [
    '198 nested parts and 60,000 near-boundaries',
    () => Buffer.concat([nested(198), Buffer.from('--b1x\n'.repeat(60_000))]),
  ],
  [
    '10,000 parts side by side',
    () => multipart('mixed', Array<string>(10_000).fill('Content-Type: text/plain\n\npart'), HEAD),
  ],
  [
    '10,000 parts of one name inside each other',
    () =>
      plain(
        '--b\nContent-Type: multipart/mixed; boundary="b"\n\n'.repeat(10_000),
        'multipart/mixed; boundary="b"',
      ),
  ],
  [
    '100,000 headers',
    () => raw([...HEAD, ...Array.from({ length: 100_000 }, (_, i) => `X-${i}: ${i}`)], 'body'),
  ],
  ['100,000 recipients', () => raw([...HEAD, `To: ${'"n" <a@b.c>, '.repeat(100_000)}`], 'body')],
  ['100,000 encoded words', () => raw([...HEAD, `X-Words: ${'=?utf-8?q?a?= '.repeat(100_000)}`], 'body')],
  ['16,000 open comments', () => raw([`From: ${'('.repeat(16_000)}`, `To: ${'<'.repeat(16_000)}`], 'body')],
  ['2,000 parameters', () => plain('body', `text/plain; ${'a*0*=b;'.repeat(2_000)}`)],
  [
    '30 MB of attachment',
    () =>
      raw(
        [...HEAD, 'Content-Type: application/zip', 'Content-Transfer-Encoding: base64'],
        `${'A'.repeat(76)}\n`.repeat(400_000),
      ),
  ],
  ['8 million empty lines', () => plain('\n'.repeat(8_000_000))],
  ['one line of 30 MB', () => plain('a'.repeat(30_000_000))],
  ['500,000 URLs', () => plain('http://a.example/b?c '.repeat(500_000))],
  ['a million attributions', () => plain('x wrote:\n'.repeat(1_000_000))],
  ['a million header blocks', () => plain('From: a\n'.repeat(1_000_000))],
  [
    'flowed lines without end',
    () => plain('word \n'.repeat(1_000_000), 'text/plain; format=flowed; delsp=yes'),
  ],
  [
    'broken quoted-printable',
    () => raw([...HEAD, 'Content-Transfer-Encoding: quoted-printable'], '=ZZ='.repeat(1_000_000)),
  ],
  ['a million open tags', () => html('<b>'.repeat(1_000_000))],
  ['a million angle brackets', () => html('<'.repeat(1_000_000))],
  ['a million open comments', () => html('<!--'.repeat(250_000))],
  ['300,000 open paragraphs', () => html('<p>x'.repeat(300_000))],
  ['200,000 attributes', () => html(`<p ${Array.from({ length: 200_000 }, (_, i) => `a${i}`).join(' ')}>`)],
  ['a style of a megabyte', () => html(`<p style="${'color:'.repeat(200_000)}">x`)],
  ['closing tags that close nothing', () => html('<b>'.repeat(400) + '</i>'.repeat(200_000))],
  ['forms inside forms', () => html('<form>'.repeat(400_000))],
]

describe('mail that was made to hurt', () => {
  it.each(TORTURES)('should parse %s within a second', async (_, make) => {
    const bytes = make()
    const { result, milliseconds } = await processorTime(async () => canonicalText(await parse(bytes)))
    expect(result.length).toBeLessThanOrEqual(MAX_TEXT)
    expect(milliseconds).toBeLessThan(1000)
  })

  it.each([
    ['addresses without an end', 'a'.repeat(16_000)],
    ['dates without an end', '1:1 '.repeat(4_000)],
    ['ids without an end', '<'.repeat(16_000)],
    ['host names without an end', 'dsl-a.'.repeat(2_600)],
  ])('should tell the features of %s in any field within a tenth of a second', async (_, value) => {
    const fields =
      'From Reply-To Sender Return-Path Errors-To List-Post Mailing-List X-BeenThere List-Id'.split(' ')
    const way = [...'Message-ID Date X-Mailer Content-Type'.split(' '), ...Array(8).fill('Received')]
    const mail = await parse(
      raw(
        [...fields, ...way].map((field) => `${field}: ${value}`),
        `x ${value}`,
      ),
    )
    const { result, milliseconds } = await processorTime(async () => lexical(mail))
    expect(result.ids.length).toBeGreaterThan(0)
    expect(milliseconds).toBeLessThan(100)
  })

  it('should still show the first parts of a mail with too many', async () => {
    const parts = [
      'Content-Type: text/plain\n\nthe first',
      ...Array<string>(5_000).fill('Content-Type: text/plain\n\nx'),
    ]
    const mail = await parse(multipart('mixed', parts))
    expect(mail.body).toMatch(/^the first/)
  })

  it('should keep the header when it cuts a body, and the identity when it cuts anything', async () => {
    const long = await parse(plain(`the beginning\n${'a b\n'.repeat(100_000)}the end`))
    const other = await parse(plain(`the beginning\n${'a b\n'.repeat(100_000)}another end`))
    expect(long).toMatchObject({ subject: 'hello', from: { address: 'ann@example.org' } })
    expect(long.body).toMatch(/^the beginning/)
    expect(long.id).not.toBe(other.id)
  })

  it('should read the subject though 100,000 headers stand behind it', async () => {
    const fields = Array.from({ length: 100_000 }, (_, i) => `X-${i}: ${i}`)
    const mail = await parse(raw([...HEAD, ...fields], 'the body'))
    expect(mail.subject).toBe('hello')
    expect(mail.body).toBe('the body')
    expect(mail.headers.length).toBeLessThan(1_000)
  })
})

describe('mail that is broken', () => {
  it('should read a multipart that ends in the middle of a part', async () => {
    const whole = multipart('mixed', [
      'Content-Type: text/plain\n\nfirst',
      'Content-Type: text/plain\n\nsecond part',
    ])
    const cut = whole.subarray(0, whole.indexOf('second part') + 6)
    expect((await parse(cut)).body).toMatch(/first\s+second$/)
  })

  it('should read a multipart that ends in the header of a part', async () => {
    const whole = multipart('mixed', ['Content-Type: text/plain\n\nfirst', 'Content-Type: text/html\n\n<b>x'])
    const mail = await parse(whole.subarray(0, whole.indexOf('/html')))
    expect(mail.body.trim()).toBe('first')
  })

  it('should find the parts though a relay rewrote the boundary in the header', async () => {
    const body = '--= Part 1\nContent-Type: text/html\n\n<b>shown</b>\n--= Part 1--\n'
    const mail = await parse(raw([...HEAD, 'Content-Type: multipart/alternative; boundary="=Part 1"'], body))
    expect(mail.body).toBe('shown')
  })

  it('should read a multipart without any boundary as text', async () => {
    expect((await parse(plain('just text', 'multipart/mixed'))).body).toBe('just text')
  })

  it('should read broken base64 as far as it goes', async () => {
    const body = 'SGVsbG8g\nd29y!!bGQ'
    const mail = await parse(raw([...HEAD, 'Content-Transfer-Encoding: base64'], body))
    expect(mail.body).toBe('Hello world')
  })

  it('should drop NUL bytes wherever they stand', async () => {
    const mail = await parse(raw(['From: A\0nn <a@b\0.example>', 'Subject: h\0i'], 'bo\0dy'))
    expect(mail.subject).toBe('hi')
    expect(mail.from?.address).toBe('a@b.example')
    expect(mail.body).toBe('body')
  })

  it.each([
    ['\0', 'application/octet-stream'],
    ['image/p\0ng', 'image/png'],
  ])('should drop NUL bytes of the type of an attachment: %j', async (written, read) => {
    const part = `Content-Type: ${written}\nContent-Disposition: attachment\n\nx`
    const [attachment] = (await parse(multipart('mixed', [part]))).attachments
    expect(attachment.contentType).toBe(read)
  })

  it.each([
    '/////;;;;',
    ';',
    'text',
    'text/plain; charset',
    'multipart/',
    '"',
    'text/html; charset==',
    '((((',
  ])('should live with Content-Type: %s', async (type) => {
    expect((await parse(plain('body text', type))).subject).toBe('hello')
  })

  it('should read binary behind a header', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))
    expect((await parse(Buffer.concat([raw(HEAD), bytes]))).subject).toBe('hello')
  })
})
