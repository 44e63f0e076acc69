import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

const OFFER = mail('Cheap watches', 'Win a prize today, cheap watches for you')

describe('scoring and marking over HTTP', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())

  const score = (user: string, body: string | Buffer, headers = {}) =>
    door.call('POST', '/v1/score', { body, headers: { 'X-Hamlet-User': user, ...headers } })

  it('should score a mail', async () => {
    const { status, body } = await score('anna', OFFER)
    expect(status).toBe(200)
    expect(body).toMatchObject({ user: 'anna', verdict: expect.any(String), id: expect.any(String) })
    const sum = body.reasons.reduce((total: number, reason: { logit: number }) => total + reason.logit, 0)
    expect(sum).toBeCloseTo(body.logit, 6)
  })

  it.each([
    'message/rfc822',
    'text/plain; charset=windows-1252',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    '',
  ])('should take the raw message as %s', async (contentType) => {
    const first = await score('anna', OFFER)
    const again = await score('anna', Buffer.from(OFFER), { 'Content-Type': contentType })
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
  })

  it('should know the same mail at either way of naming the user', async () => {
    const byHeader = await score('anna', OFFER)
    const byQuery = await door.call('POST', '/v1/score?user=anna', { body: OFFER })
    expect(byQuery.body).toEqual(byHeader.body)
  })

  it.each(['anna@home.example', 'Åsa Öberg', 'a/b', '100%', '岡田', "o'neil?#&=+"])(
    'should take %s for a user name, in an address and in UTF-8',
    async (name) => {
      const query = await door.call('POST', `/v1/score?user=${encodeURIComponent(name)}`, { body: OFFER })
      expect(query.body.user).toBe(name)
      const header = await score(Buffer.from(name).toString('latin1'), OFFER)
      expect(header.body.user).toBe(name)
      const path = await door.call('GET', `/v1/users/${encodeURIComponent(name)}`)
      expect(path.body.user).toBe(name)
    },
  )

  it('should mark a scored mail, and say what that changed', async () => {
    const { id } = (await score('ben', OFFER)).body
    const before = (await score('ben', OFFER)).body
    const marked = await door.call('PUT', `/v1/users/ben/marks/${id}`, { body: '{"label":"ham"}' })
    expect(marked.body).toMatchObject({ id, changed: true, label: 'ham', marks: 1 })
    expect(marked.body.before.probability).toBe(before.probability)
    const again = await door.call('PUT', `/v1/users/ben/marks/${id}`, { body: '{"label":"ham"}' })
    expect(again.body).toMatchObject({ changed: false, marks: 1 })
    expect((await score('ben', OFFER)).body.verdict).toBe('ham')
  })

  it('should change the next score of that user alone', async () => {
    const carl = (await score('carl', OFFER)).body
    const { id } = (await score('dora', OFFER)).body
    const other = carl.verdict === 'spam' ? 'ham' : 'spam'
    await door.call('PUT', `/v1/users/dora/marks/${id}`, { body: JSON.stringify({ label: other }) })
    expect((await score('dora', OFFER)).body.verdict).toBe(other)
    expect((await score('carl', OFFER)).body).toEqual(carl)
  })

  it('should mark a mail that was never scored', async () => {
    const body = mail('Meeting', 'see you tomorrow')
    const marked = await door.call('POST', '/v1/users/emil/marks?label=spam', { body })
    expect(marked.body).toMatchObject({ changed: true, label: 'spam', marks: 1 })
    const { messages } = (await door.call('GET', '/v1/users/emil/messages')).body
    expect(messages).toMatchObject([{ id: marked.body.id, label: 'spam', subject: 'Meeting' }])
  })

  it('should mark the mails attached to a forward, and refuse one without', async () => {
    const head =
      'From: hal@home.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    const body = `${head}--b\r\nContent-Type: message/rfc822\r\n\r\n${OFFER}\r\n--b--\r\n`
    const { status, body: answer } = await door.call('POST', '/v1/users/hal/forwarded?label=spam', { body })
    expect(status).toBe(200)
    expect(answer.marked).toMatchObject([{ label: 'spam', after: { verdict: 'spam' } }])
    expect((await score('hal', OFFER)).body.verdict).toBe('spam')
    expect((await door.call('POST', '/v1/users/hal/forwarded?label=spam', { body: OFFER })).status).toBe(422)
    expect((await door.call('POST', '/v1/users/hal/forwarded', { body })).status).toBe(400)
  })

  it('should take a mark back', async () => {
    const before = (await score('fay', OFFER)).body
    await door.call('PUT', `/v1/users/fay/marks/${before.id}`, { body: '{"label":"spam"}' })
    const back = await door.call('DELETE', `/v1/users/fay/marks/${before.id}`)
    expect(back.body).toMatchObject({ changed: true, label: null, marks: 0 })
    expect((await score('fay', OFFER)).body).toEqual(before)
    expect((await door.call('DELETE', `/v1/users/fay/marks/${before.id}`)).body.changed).toBe(false)
  })

  it('should explain a mail', async () => {
    const { id } = (await score('gus', OFFER)).body
    await door.call('PUT', `/v1/users/gus/marks/${id}`, { body: '{"label":"spam"}' })
    const { body } = await door.call('GET', `/v1/messages/${id}?user=gus`)
    expect(body).toMatchObject({ id, user: 'gus', label: 'spam', subject: 'Cheap watches' })
    const sum = body.reasons.reduce((total: number, reason: { logit: number }) => total + reason.logit, 0)
    expect(sum).toBeCloseTo(body.logit, 6)
  })
})
