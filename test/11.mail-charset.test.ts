import { describe, expect, it } from 'vitest'
import { parse } from '../src/mail/parse.js'
import { multipart, raw } from './mail/samples.js'

async function bodyOf(contentType: string, bytes: string): Promise<string> {
  return (await parse(raw(['Subject: x', `Content-Type: ${contentType}`], bytes))).body
}

describe('charsets', () => {
  it.each([
    ['text/plain; charset=utf-8', 'h\xc3\xa9llo', 'héllo'],
    ['text/plain; charset=utf8', 'h\xc3\xa9llo', 'héllo'],
    ['text/plain; charset="latin1"', 'h\xe9llo', 'héllo'],
    ['text/plain; charset=windows-1251', '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
    ['text/plain; charset=koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
    ['text/plain; charset=iso-2022-jp', '\x1b$B$3\x1b(B', 'こ'],
    ['text/plain; charset=gb2312', '\xc4\xe3\xba\xc3', '你好'],
    ['text/plain; charset=euc-kr', '\xbe\xc8', '안'],
    ['text/plain; charset=cp437', 'h\x82llo', 'héllo'],
    ['text/plain; charset=x-klingon', 'h\xe9llo', 'héllo'],
    ['text/plain; charset=us-ascii', 'h\xe9llo', 'héllo'],
    ['text/plain', 'h\xe9llo', 'héllo'],
    ['text/plain', 'h\xc3\xa9llo', 'héllo'],
    ['text/html', '<meta http-equiv=x content="text/html; charset=windows-1251">\xcf\xf0\xe8', 'При'],
  ])('should read %s %j', async (contentType, bytes, text) => {
    expect(await bodyOf(contentType, bytes)).toBe(text)
  })

  it('should never run UTF-7 into markup', async () => {
    expect(await bodyOf('text/plain; charset=utf-7', '+ADw-b+AD4-')).toBe('+ADw-b+AD4-')
  })

  it('should read headers that are raw bytes, UTF-8 or not', async () => {
    expect((await parse(raw(['Subject: caf\xe9']))).subject).toBe('café')
    expect((await parse(raw(['Subject: caf\xc3\xa9']))).subject).toBe('café')
    expect((await parse(raw(['From: J\xf6rg <j@example.de>']))).from?.name).toBe('Jörg')
  })

  it.each([
    ['=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=', 'café', 'a character split over two words'],
    ['=?iso-8859-1?Q?a b=E9 c?=', 'a bé c', 'spaces inside a word'],
    ['=?utf-8?B?SGVsbG8?=', 'Hello', 'no padding'],
    ['=?utf-8?B?SGVs bG8=?=', 'Hello', 'a space inside base64'],
    ['=?utf-8?B?SGVsbG8', 'Hello', 'no end'],
    ['=?utf-8?B?SGVsbG8?', 'Hello', 'half an end'],
    ['=?utf-8*en?Q?hi?=', 'hi', 'a language'],
    ['pre=?utf-8?Q?mid?=post', 'premidpost', 'no spaces around it'],
    ['=?broken', '=?broken', 'no word at all'],
  ])('should read the encoded word %j as %j: %s', async (subject, text) => {
    expect((await parse(raw([`Subject: ${subject}`]))).subject).toBe(text)
  })

  it('should list what is declared, lower case, once each', async () => {
    const mail = await parse(
      multipart(
        'mixed',
        [
          'Content-Type: text/plain; charset="UTF-8"\n\na',
          'Content-Type: text/html;\n charset=Windows-1251\n\n<meta charset=utf-8>b',
        ],
        ['Subject: =?ISO-8859-1?Q?x?='],
      ),
    )
    expect([...mail.charsets].sort()).toEqual(['iso-8859-1', 'utf-8', 'windows-1251'])
  })

  it('should let zero-width characters and look-alikes through', async () => {
    const text = 'V\u200bi\u200da\u00adg\u0433\u0430 \uff30\uff41\uff59 p\u0430ypal'
    const mail = await parse(
      Buffer.from(`Subject: ${text}\nContent-Type: text/plain; charset=utf-8\n\n${text}`),
    )
    expect(mail.subject).toBe(text)
    expect(mail.body).toBe(text)
  })
})
