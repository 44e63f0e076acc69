import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BadInput } from '../src/errors.js'
import { parse } from '../src/mail/parse.js'
import { canonicalText, MAX_TEXT } from '../src/mail/text.js'
import { multipart } from './mail/samples.js'

/** The text of `bytes`, or null when it is refused as not being mail; anything else thrown is a bug. */
async function textOrRefusal(bytes: Buffer): Promise<string | null> {
  try {
    return canonicalText(await parse(bytes))
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput)
    return null
  }
}

const WHOLE = multipart(
  'mixed',
  [
    'Content-Type: multipart/alternative; boundary=inner\n\n--inner\nContent-Type: text/plain; charset=utf-8\n\ntext\n--inner\n' +
      'Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p style=3D"x">h=C3=A9</p>\n--inner--',
    'Content-Type: message/rfc822\n\nSubject: inner\n\nx',
    'Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=',
  ],
  ['Subject: =?utf-8?B?aGVsbG8=?=', 'To: a: b@c.d;, "e" <f@g.h>'],
)

/** The whole mail with some of its bytes replaced, and cut somewhere. */
const damaged = fc
  .tuple(fc.array(fc.tuple(fc.nat(WHOLE.length - 1), fc.nat(255)), { maxLength: 20 }), fc.nat(WHOLE.length))
  .map(([changes, length]) => {
    const bytes = Buffer.from(WHOLE)
    for (const [at, byte] of changes) bytes[at] = byte
    return bytes.subarray(0, length)
  })

/** Fragments that mean something to some parser, in any order. */
const soup = fc
  .array(
    fc.constantFrom(
      ...[
        '\n',
        '\r\n',
        '\r',
        '\0',
        ' ',
        '\t',
        ':',
        ';',
        '=',
        '"',
        '<',
        '>',
        '--',
        '--b',
        '--b--',
        'Subject: x\n',
        'From ',
      ],
      ...[
        'Content-Type: multipart/mixed; boundary=b\n',
        'Content-Type: text/html; charset=utf-16\n',
        '=?utf-8?B?',
        '?=',
      ],
      ...[
        'Content-Transfer-Encoding: base64\n',
        'Content-Type: message/rfc822\n',
        '<a href=',
        '<!--',
        '&#x',
        '\xff',
        '(',
        'x',
      ],
    ),
    { maxLength: 60 },
  )
  .map((pieces) => Buffer.from(`Subject: s\n${pieces.join('')}`, 'latin1'))

describe('parse', () => {
  it('should read or refuse any bytes, and never crash', async () => {
    const any = fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array))
    await fc.assert(
      fc.asyncProperty(any, async (bytes) => void (await textOrRefusal(bytes))),
      { numRuns: 300 },
    )
  })

  it.each([
    ['damaged mail', damaged],
    ['a soup of fragments', soup],
  ])('should make text of %s: bounded, well-formed, and the same each time', async (_, arbitrary) => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (bytes) => {
        const text = await textOrRefusal(bytes)
        if (text === null) return
        expect(text.length).toBeLessThanOrEqual(MAX_TEXT)
        expect(text).not.toMatch(/\p{Surrogate}|\0|\n\n|[ \t]\n/u)
        expect(await textOrRefusal(bytes)).toBe(text)
      }),
      { numRuns: 300 },
    )
  })
})
