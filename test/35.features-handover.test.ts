import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readBase } from '../src/app.js'
import { type HANDOVERS, handoverFeatures } from '../src/features/handover.js'
import { LEXICAL_ENDS, lexical, lexicalId } from '../src/features/lexical.js'
import { hopsOf } from '../src/features/trace.js'
import { parse } from '../src/mail/parse.js'

const OWN =
  'Received: from mail.example.net (mail.example.net [10.0.0.7]) by box.example.net; Mon, 2 Mar 2026 08:00:02 +0000'
const FROM = 'From: Shop <news@shop.example>'

async function said(...head: string[]): Promise<string[]> {
  const names: string[] = []
  const mail = await parse(Buffer.from([...head, '', 'Hello.', ''].join('\r\n')))
  handoverFeatures(mail, hopsOf(mail), (name) => names.push(name))
  return names
}

const handedBy = (host: string, helo = 'mx.shop.example') =>
  `Received: from ${helo} (${host}[203.0.113.7]) by mx.example.net with ESMTP id 1; Mon, 2 Mar 2026 08:00:01 +0000`

describe('handover', () => {
  it.each([
    ['mx.shop.example ', 'a host of the sender'],
    ['out7.bulk.example ', 'a host of the return path'],
    ['adsl-203-0-113-7.line.example ', 'a home line'],
    ['dyn17.line.example ', 'a home line'],
  ])('should tell who handed the mail over: %s is %s', async (host, who) => {
    const names = await said(OWN, handedBy(host), 'Return-Path: <b-1=me=example.net@bulk.example>', FROM)
    expect(names).toEqual([`handed over by ${who}`])
  })

  it('should look at the nearest foreign host only, for what stands below it may be forged', async () => {
    const names = await said(
      OWN,
      handedBy('adsl-203-0-113-7.line.example '),
      handedBy('mx.shop.example '),
      FROM,
    )
    expect(names).toEqual(['handed over by a home line'])
  })

  it('should not blame a colleague who sends from a home line with a password', async () => {
    const line = handedBy('adsl-203-0-113-7.line.example ', '[192.168.0.2]')
    expect(await said(line, FROM)).toHaveLength(2)
    for (const protocol of ['ESMTPA', 'ESMTPSA', 'UTF8SMTPSA'])
      expect(await said(line.replace('ESMTP', protocol), FROM)).toEqual([])
  })

  it('should take an IPv6 address for what it is', async () => {
    const hop = (ip: string) => handedBy('mx.shop.example ').replace('203.0.113.7', ip)
    for (const ip of ['2001:db8::7', 'IPv6:2001:db8::7'])
      expect(await said(hop(ip), FROM), ip).toEqual(['handed over by a host of the sender'])
    for (const ip of ['::1', 'IPv6:fe80::1', 'fd00::1', '192.168.0.7'])
      expect(await said(hop(ip), FROM), ip).toEqual([])
  })

  it('should tell a host that does not say its name', async () => {
    const anonymous = handedBy('mx.shop.example ', '[203.0.113.7]')
    expect(await said(anonymous, FROM)).toEqual([
      'handed over by a host of the sender',
      'handed over without a proper greeting',
    ])
  })

  it('should say nothing of another host, of one whose name was not written down, and of mail that no foreign host handed over', async () => {
    expect(await said(handedBy('relay.other.example '), FROM)).toEqual([])
    expect(await said(handedBy(''), FROM)).toEqual([])
    expect(await said(OWN, FROM)).toEqual([])
    expect(await said(FROM)).toEqual([])
  })

  it('should be among the features of the shape, which the base weighs', async () => {
    const head = [handedBy('dyn17.line.example '), FROM, '', 'Hello.', '']
    const { names } = lexical(await parse(Buffer.from(head.join('\r\n'))))
    const id = lexicalId('handed over by a home line', LEXICAL_ENDS.identity, LEXICAL_ENDS.shape)
    expect(names.get(id)).toBe('handed over by a home line')
  })

  it('should speak against a home line, and against a host that does not say its name, in the base that ships', async () => {
    const { head } = await readBase(fileURLToPath(new URL('../data/base', import.meta.url)))
    const weightOf = (name: (typeof HANDOVERS)[number]) =>
      head.weights[lexicalId(name, LEXICAL_ENDS.identity, LEXICAL_ENDS.shape)]
    expect(weightOf('handed over by a home line')).toBeGreaterThan(1)
    expect(weightOf('handed over without a proper greeting')).toBeGreaterThan(1)
    expect(weightOf('handed over by a host of the sender')).toBeLessThan(1)
  })
})
