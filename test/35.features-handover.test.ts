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
    ['mx.bulk.example ', 'a host of the return path'],
    ['adsl-203-0-113-7.line.example ', 'a home line'],
    ['dyn17.line.example ', 'a home line'],
  ])('should tell who handed the mail over: %s is %s', async (host, who) => {
    const names = await said(
      OWN,
      handedBy(host, host.trim()),
      'Return-Path: <b-1=me=example.net@bulk.example>',
      FROM,
    )
    expect(names).toEqual([`handed over by ${who}`])
  })

  it('should look at the nearest foreign host only, for what stands below it may be forged', async () => {
    const line = 'adsl-203-0-113-7.line.example '
    expect(await said(OWN, handedBy(line, line.trim()), handedBy('mx.shop.example '), FROM)).toEqual([
      'handed over by a home line',
    ])
  })

  it('should pass over the hops by which a program fetched the mail from its reader’s mailbox', async () => {
    const fetched = (protocol: string) =>
      `Received: from mx.example.net [203.0.113.99] by localhost with ${protocol} (fetchmail-6.4); Mon, 2 Mar 2026 09:30:00 +0000`
    const line = 'dyn17.line.example '
    for (const protocol of ['IMAP', 'POP3'])
      expect(await said(fetched(protocol), OWN, handedBy(line, line.trim()), FROM), protocol).toEqual([
        'handed over by a home line',
      ])
  })

  it('should not take what a sender wrote below a foreign hop for a fetch', async () => {
    const line = 'dyn17.line.example '
    const forged = 'Received: from a.example by b.example with POP3; Mon, 2 Mar 2026 07:00:00 +0000'
    expect(await said(handedBy(line, line.trim()), forged, handedBy('mx.shop.example '), FROM)).toEqual([
      'handed over by a home line',
    ])
  })

  it('should not blame a colleague who sends from a home line with a password', async () => {
    const line = handedBy('adsl-203-0-113-7.line.example ', '[192.168.0.2]')
    expect(await said(line, FROM)).toHaveLength(2)
    for (const protocol of ['ESMTPA', 'ESMTPSA', 'UTF8SMTPSA'])
      expect(await said(line.replace('ESMTP', protocol), FROM)).toEqual([])
  })

  it('should take an IPv6 address for what it is', async () => {
    const hop = (ip: string) =>
      handedBy('dyn17.line.example ', 'dyn17.line.example').replace('203.0.113.7', ip)
    for (const ip of ['2001:db8::7', 'IPv6:2001:db8::7'])
      expect(await said(hop(ip), FROM), ip).toEqual(['handed over by a home line'])
    for (const ip of ['::1', 'IPv6:fe80::1', 'fd00::1', '192.168.0.7'])
      expect(await said(hop(ip), FROM), ip).toEqual([])
  })

  it.each([
    ['[203.0.113.7]', 'handed over without a proper greeting'],
    ['mail.shop.example', 'greeting in the name of the sender'],
    ['mail.third.example', 'greeting in the name of another'],
  ])('should tell how a host of another domain calls itself: %s', async (helo, what) => {
    expect(await said(handedBy('relay.other.example ', helo), FROM)).toEqual([what])
  })

  it('should tell a sender who claims to be of the receiver’s own domain', async () => {
    const relayed = handedBy('relay.other.example ', 'relay.other.example')
    expect(await said(relayed, 'From: Boss <boss@example.net>')).toEqual([
      'sender in the name of the receiver',
    ])
  })

  it('should tell whose id the mail bears', async () => {
    const relayed = handedBy('relay.other.example ', 'relay.other.example')
    const withId = (id: string) => said(relayed, FROM, `Message-ID: ${id}`)
    expect(await withId('<1@web.shop.example>')).toEqual(['message-id of the sender'])
    expect(await withId('<1@relay.other.example>')).toEqual(['message-id of the host'])
    for (const id of ['<1@mx.example.net>', '<1@localhost>', '<1@third.example>', 'x'])
      expect(await withId(id), id).toEqual([])
  })

  it.each([
    [-97 * 60, 'dated days back'],
    [-4 * 60, 'dated hours back'],
    [-2 * 60, null],
    [9, null],
    [11, 'dated minutes ahead'],
    [4 * 60, 'dated hours ahead'],
  ])('should tell how many minutes ahead of its arrival a mail is dated: %i', async (minutes, what) => {
    const date = new Date(Date.UTC(2026, 2, 2, 8, 0, 1) + minutes * 60_000).toUTCString()
    const relayed = handedBy('relay.other.example ', 'relay.other.example')
    expect(await said(relayed, FROM, `Date: ${date}`)).toEqual(what === null ? [] : [what])
  })

  it('should read dates in every zone alike, and say so of one without a zone', async () => {
    const dated = (date: string) =>
      said(handedBy('relay.other.example ', 'relay.other.example'), FROM, `Date: ${date}`)
    for (const date of [
      'Mon, 2 Mar 2026 10:00:00 +0200',
      'Mon, 02 Mar 2026 03:00:00 -0500 (EST)',
      'Mon, 2 Mar 2026 00:00:00 PST',
      '2 Mar 2026 08:00 GMT',
    ])
      expect(await dated(date), date).toEqual([])
    for (const date of ['Mon, 2 Mar 2026 08:00:00', 'yesterday +0000', '', '2. März 2026'])
      expect(await dated(date), date).toEqual(['dated without a time or a zone'])
  })

  it('should praise what is in order: the host’s own greeting, an id of the sender, and dated when it came', async () => {
    const inOrder = ['Message-ID: <1@shop.example>', 'Date: Mon, 2 Mar 2026 08:00:00 +0000']
    const relayed = handedBy('relay.other.example ', 'relay.other.example')
    expect(await said(relayed, FROM, ...inOrder)).toEqual([
      'message-id of the sender',
      'handed over in order',
    ])
    for (const flaw of [
      [handedBy('relay.other.example ', 'mx.third.example'), FROM, ...inOrder],
      [relayed, 'From: Shop <news@third.example>', ...inOrder],
      [relayed, FROM, inOrder[0], 'Date: Mon, 2 Mar 2026 09:00:00 +0000'],
      [relayed, FROM, inOrder[0]],
    ])
      expect(await said(...flaw)).not.toContain('handed over in order')
  })

  it('should say nothing of another host, of one whose name was not written down, and of mail that no foreign host handed over', async () => {
    expect(await said(handedBy('relay.other.example ', 'relay.other.example'), FROM)).toEqual([])
    expect(await said(handedBy(''), FROM)).toEqual([])
    expect(await said(OWN, FROM, 'Date: Thu, 1 Jan 1970 00:00:00 +0000')).toEqual([])
    expect(await said(FROM)).toEqual([])
  })

  it('should be among the features of the shape, which the base weighs', async () => {
    const head = [handedBy('dyn17.line.example '), FROM, '', 'Hello.', '']
    const { names } = lexical(await parse(Buffer.from(head.join('\r\n'))))
    const id = lexicalId('handed over by a home line', LEXICAL_ENDS.identity, LEXICAL_ENDS.shape)
    expect(names.get(id)).toBe('handed over by a home line')
  })

  it('should weigh as it ought to in the base that ships', async () => {
    const { head } = await readBase(fileURLToPath(new URL('../data/base', import.meta.url)))
    const weightOf = (name: (typeof HANDOVERS)[number]) =>
      head.weights[lexicalId(name, LEXICAL_ENDS.identity, LEXICAL_ENDS.shape)]
    expect(weightOf('handed over by a home line')).toBeGreaterThan(1)
    expect(weightOf('handed over without a proper greeting')).toBeGreaterThan(1)
    expect(weightOf('dated hours ahead')).toBeGreaterThan(1)
    expect(weightOf('handed over in order')).toBeLessThan(0)
  })
})
