import { describe, expect, it } from 'vitest'
import { parse } from '../src/mail/parse.js'
import { MAX_FORWARDED, unwrap } from '../src/mail/unwrap.js'
import { multipart } from './mail/samples.js'

const INNER = 'From: Eve <eve@spam.example>\nSubject: buy\n\ncheap pills\n'
const attached = (mail: string, headers = 'Content-Type: message/rfc822') => `${headers}\n\n${mail}`

async function subjectsIn(bytes: Buffer): Promise<string[]> {
  return (await unwrap(await parse(bytes))).map(({ subject }) => subject)
}

describe('unwrap', () => {
  it('should find the mails that were forwarded as attachments, in order', async () => {
    const bytes = multipart('mixed', [
      'Content-Type: text/plain\n\nplease look at these',
      attached(INNER),
      attached(INNER.replace('buy', 'sell'), 'Content-Type: message/rfc822\nContent-Disposition: inline'),
    ])
    const mails = await unwrap(await parse(bytes))
    expect(mails.map(({ subject }) => subject)).toEqual(['buy', 'sell'])
    expect(mails[0].from?.address).toBe('eve@spam.example')
    expect(mails[0].body.trim()).toBe('cheap pills')
  })

  it('should give the forwarded mail the identity that it had when it came', async () => {
    const bytes = multipart('mixed', [attached(INNER.trimEnd())])
    const [mail] = await unwrap(await parse(bytes))
    expect(mail.id).toBe((await parse(Buffer.from(INNER.trimEnd()))).id)
  })

  it('should open base64 and files named .eml', async () => {
    const encoded = Buffer.from(INNER).toString('base64')
    const type = 'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64'
    const file = 'Content-Type: application/octet-stream; name="spam.EML"\nContent-Transfer-Encoding: base64'
    expect(await subjectsIn(multipart('mixed', [attached(encoded, type), attached(encoded, file)]))).toEqual([
      'buy',
      'buy',
    ])
  })

  it('should be empty for mail without attached mail, and for attachments that are none', async () => {
    expect(await subjectsIn(Buffer.from(INNER))).toEqual([])
    expect(await subjectsIn(multipart('mixed', [attached('no header here')]))).toEqual([])
  })

  it('should open a wrapper inside a wrapper', async () => {
    const inner = multipart('mixed', [attached(INNER)])
      .toString()
      .replaceAll('frontier', 'inside')
    expect(await subjectsIn(multipart('mixed', [attached(inner)]))).toEqual(['buy'])
  })

  it('should let a mail that only carries another be read as that one, which programs show in its place', async () => {
    const mail = await parse(Buffer.from(`Subject: minutes\nContent-Type: message/rfc822\n\n${INNER}`))
    expect(mail).toMatchObject({ subject: 'minutes', isWrapper: true })
    expect(mail.body.trim()).toBe('buy\ncheap pills')
    const broken = await parse(Buffer.from('Subject: minutes\nContent-Type: message/rfc822\n\n\nno header\n'))
    expect(broken.body.trim()).toBe('')
  })

  it('should leave a mail alone that has text of its own and carries another', async () => {
    const inner = multipart(
      'mixed',
      ['Content-Type: text/plain\n\nread this', attached(INNER)],
      ['Subject: chain'],
    )
      .toString()
      .replaceAll('frontier', 'inside')
    expect(await subjectsIn(multipart('mixed', [attached(inner)]))).toEqual(['chain'])
  })

  it('should stop at a limit', async () => {
    const bytes = multipart('digest', Array<string>(MAX_FORWARDED + 20).fill(attached(INNER)))
    expect(await subjectsIn(bytes)).toHaveLength(MAX_FORWARDED)
  })
})
