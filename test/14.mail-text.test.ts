import { describe, expect, it } from 'vitest'
import { parse } from '../src/mail/parse.js'
import { canonicalText, MAX_TEXT } from '../src/mail/text.js'
import { multipart, page, raw } from './mail/samples.js'

async function textOf(bytes: Buffer): Promise<string> {
  return canonicalText(await parse(bytes))
}

const plain = (body: string) => raw(['Subject: s'], Buffer.from(body).toString('latin1'))

describe('canonicalText', () => {
  it('should have one line for subject, sender, links and files, and the body between', async () => {
    const text = await textOf(
      multipart(
        'mixed',
        [
          'Content-Type: text/html\n\n<p>Dear Bob,</p><p>see <a href="http://www.shop.example/a?id=77">our shop</a></p>',
          'Content-Type: application/zip; name="price list.zip"\n\nx',
        ],
        [
          'Subject: An Offer',
          'To: bob@example.com',
          'Message-ID: <77@x>',
          'Date: Mon, 02 Mar 2026 10:00:00 +0100',
        ],
      ),
    )
    expect(text).toBe(
      'An Offer\nfrom Ann example.org\nDear Bob,\nsee our shop\nlinks shop.example\nfiles price list.zip application/zip',
    )
  })

  it('should leave out lines that would be empty', async () => {
    expect(await textOf(plain('hello'))).toBe('s\nhello')
    expect(await textOf(raw(['X-Nothing: 1']))).toBe('')
  })

  it('should be the same for a copy with another recipient, date, id and tracking link', async () => {
    const copy = (to: string, token: string, date: string) =>
      raw(
        [
          'From: Shop <news@shop.example>',
          `To: ${to}`,
          `Date: ${date}`,
          `Message-ID: <${token}@x>`,
          'Subject: Sale',
        ],
        `Buy now: https://www.shop.example/sale/${token}?u=${token}&x=1#top\nBye`,
      )
    const one = await textOf(copy('ann@example.org', 'q7Zk81', 'Mon, 02 Mar 2026 10:00:00 +0100'))
    const two = await textOf(copy('bob@example.com', 'p0Xm44', 'Tue, 03 Mar 2026 11:00:00 +0100'))
    expect(one).toBe(two)
    expect(one).toBe('Sale\nfrom Shop shop.example\nBuy now: www.shop.example/sale\nBye\nlinks shop.example')
  })

  it('should keep case, punctuation, numbers and obfuscations', async () => {
    const body =
      'V1AGRA!!! c*i*a*l*i*s $$$ 50% OFF — p\u0430ypal v\u200bi\u200ba "quoted" (1,000.00) I\u2019m'
    expect(await textOf(plain(body))).toBe(`s\n${body}`)
  })

  it('should normalise white space, shorten rows and cut endless runs', async () => {
    expect(await textOf(plain('a \t b\n\n\n\n  c  \n--------------\nd =====e\n- - - - - - -\n'))).toBe(
      's\na b\nc\n---\nd ===e\n- - -',
    )
    expect(await textOf(plain(`x${'A1b2'.repeat(100)} y`))).toBe(`s\nx${'A1b2'.repeat(15).slice(0, 59)} y`)
  })

  it('should not cut text that is written without spaces', async () => {
    const body = '订单正在运输中'.repeat(20)
    expect(
      await textOf(
        raw(['Subject: s', 'Content-Type: text/plain; charset=utf-8'], Buffer.from(body).toString('latin1')),
      ),
    ).toBe(`s\n${body}`)
  })

  it('should keep head and tail of a long body, and whole characters', async () => {
    const text = await textOf(page(`<p>FIRST</p>${'<p>😀middle</p>'.repeat(2_000)}<p>LAST</p>`))
    expect(text).toMatch(/^page\nFIRST\n.*\n…\n.*LAST$/s)
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT)
    expect(text).not.toMatch(/\p{Surrogate}/u)
  })

  it('should name a host once, and no more than a dozen', async () => {
    const links = Array.from({ length: 40 }, (_, i) => `http://h${i % 20}.example/`)
    const last = (await textOf(plain(links.join(' ')))).split('\n').at(-1)
    expect(last?.split(' ')).toEqual(['links', ...Array.from({ length: 12 }, (_, i) => `h${i}.example`)])
  })

  it('should be the same whenever it is asked', async () => {
    const bytes = page('<p>a</p><div style="display:none">b</div>')
    expect(await textOf(bytes)).toBe(await textOf(bytes))
  })
})

describe('old text', () => {
  it('should follow new text: quoted lines with their introduction, then the signature', async () => {
    const body =
      'On Mon, 2 Mar 2026 at 10:00, Bob\n<bob@example.com> wrote:\n> Will you come?\n\nYes!\n-- \nAnn\n'
    expect(await textOf(plain(body))).toBe(
      's\nYes!\nOn Mon, 2 Mar 2026 at 10:00, Bob\n<bob@example.com> wrote:\n> Will you come?\n--\nAnn',
    )
  })

  it.each([
    '-----Original Message-----\nFrom: Bob',
    '---------- Forwarded message ---------\nFrom: Bob',
    'From: Bob <bob@example.com>\nSent: Monday\nTo: Ann',
    'Begin forwarded message:\n\nFrom: Bob',
  ])('should be all from %j on', async (start) => {
    const long = 'new words '.repeat(500)
    const text = await textOf(plain(`${long}\n\n${start}\n${'old words\n'.repeat(1_000)}`))
    expect(text.indexOf('…')).toBeGreaterThan(0)
    const introduction = /\w+ \w+/.exec(start)?.[0] ?? start.slice(0, 10)
    expect(text.indexOf(introduction)).toBeGreaterThan(text.lastIndexOf('new words'))
    expect(text.split('old words').length).toBeLessThan(70)
  })

  it('should be the text of a mail that only forwards', async () => {
    const text = await textOf(
      plain(`---------- Forwarded message ---------\nFrom: Bob\n\n${'the story\n'.repeat(100)}`),
    )
    expect(text.split('the story').length).toBe(101)
  })

  it('should not be a line that mbox escaped', async () => {
    expect(await textOf(plain('one\n>From here on\ntwo'))).toBe('s\none\n>From here on\ntwo')
  })
})
