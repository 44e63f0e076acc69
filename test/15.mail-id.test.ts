import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageId } from '../src/mail/id.js'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const MAIL = 'From: ann@example.org\nSubject: x\n\nbody\n'

/** A header block of any fields but ours, and any body. */
const anyField = fc
  .tuple(fc.stringMatching(/^[A-WYZa-wyz][A-Za-z-]{0,12}$/), fc.stringMatching(/^[ -~]{0,40}$/))
  .map(([name, value]) => `${name}: ${value}`)
const anyHeader = fc.array(anyField, { minLength: 1, maxLength: 8 })
const anyBody = fc.stringMatching(/^[\n -~]{0,80}$/)

describe('messageId', () => {
  it('should be 32 hexadecimal digits', () => {
    expect(messageId(bytes(MAIL))).toMatch(/^[0-9a-f]{32}$/)
  })

  it('should stay what it is: stored marks refer to it', () => {
    expect(messageId(bytes(MAIL))).toBe('950cd118ababff03214a9032569f3427')
  })

  it('should differ for another recipient, body or header', () => {
    const ids = [MAIL, MAIL.replace('ann', 'bob'), MAIL.replace('body', 'Body'), `To: x\n${MAIL}`].map(
      (text) => messageId(bytes(text)),
    )
    expect(new Set(ids).size).toBe(4)
  })

  it('should not see X-Hamlet-* fields, folded or not, wherever they stand in the header', () => {
    fc.assert(
      fc.property(
        anyHeader,
        anyBody,
        fc.nat(8),
        fc.stringMatching(/^[ -~]{0,30}$/),
        fc.boolean(),
        (header, body, at, value, folded) => {
          const own = [`x-hamlet-Verdict:${value}`, ...(folded ? ['\tmore of it', ' and more'] : [])]
          const marked = [...header.slice(0, at), ...own, ...header.slice(at)]
          expect(messageId(bytes(`${marked.join('\n')}\n\n${body}`))).toBe(
            messageId(bytes(`${header.join('\n')}\n\n${body}`)),
          )
        },
      ),
    )
  })

  it('should not see an mbox line or how lines end', () => {
    fc.assert(
      fc.property(anyHeader, anyBody, (header, body) => {
        const mail = `${header.join('\n')}\n\n${body}`
        const id = messageId(bytes(mail))
        expect(messageId(bytes(`From ann Mon Mar  2 2026\n${mail}`))).toBe(id)
        expect(messageId(bytes(mail.replaceAll('\n', '\r\n')))).toBe(id)
      }),
    )
  })

  it('should see X-Hamlet-* in the body', () => {
    expect(messageId(bytes(`${MAIL}X-Hamlet-Verdict: spam\n`))).not.toBe(messageId(bytes(MAIL)))
  })

  it('should take any bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (any) => messageId(Buffer.from(any)).length === 32))
  })
})
