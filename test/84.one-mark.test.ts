import { describe, expect, it } from 'vitest'
import { anotherCopy } from '../src/bench/one-mark.js'
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
