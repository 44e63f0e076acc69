import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe("a user's own things over HTTP", () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
    for (let i = 0; i < 5; i++) {
      const label = i % 2 ? 'spam' : 'ham'
      await door.call('POST', `/v1/users/anna/marks?label=${label}`, { body: mail(`Mail ${i}`, `text ${i}`) })
    }
    await door.call('POST', '/v1/score?user=anna', { body: mail('Only scored', 'no mark') })
  })
  afterAll(() => door.close())

  it('should count', async () => {
    const { body } = await door.call('GET', '/v1/users/anna')
    expect(body).toMatchObject({ user: 'anna', messages: 6, marks: 5, spam: 2, ham: 3, prior: null })
    expect(body.accuracy).toMatchObject({ marks: 5, spamMarks: 2, hamMarks: 3 })
  })

  it('should list the history page by page, newest first', async () => {
    const subjects: string[] = []
    let after = ''
    do {
      const { body } = await door.call('GET', `/v1/users/anna/messages?limit=2${after && `&after=${after}`}`)
      expect(body.messages.length).toBeLessThanOrEqual(2)
      subjects.push(...body.messages.map((message: { subject: string }) => message.subject))
      after = body.next
    } while (after !== null)
    expect(subjects).toHaveLength(6)
    expect(new Set(subjects).size).toBe(6)
    expect(subjects.at(-1)).toBe('Mail 0')
  })

  it.each(['limit=0', 'limit=501', 'limit=many', 'limit=1.5', 'after=nonsense', 'page=2', 'limit=1&limit=2'])(
    'should refuse the page ?%s',
    async (query) => {
      const { status } = await door.call('GET', `/v1/users/anna/messages?${query}`)
      expect(status).toBe(400)
    },
  )

  it('should set a threshold and take it back', async () => {
    const threshold = async () => (await door.call('GET', '/v1/users/anna')).body.threshold
    const before = await threshold()
    const set = await door.call('PUT', '/v1/users/anna/threshold', { body: '{"threshold":0.8}' })
    expect([set.status, await threshold()]).toEqual([200, 0.8])
    await door.call('PUT', '/v1/users/anna/threshold', { body: '{"threshold":null}' })
    expect(await threshold()).toBe(before)
  })

  it.each(['{"threshold":2}', '{"threshold":"0.8"}', '{}', '[]', '{"threshold":0}', '{"threshold":1e-20}'])(
    'should refuse the threshold %s',
    async (body) => {
      const answer = await door.call('PUT', '/v1/users/anna/threshold', { body })
      expect(answer.status).toBe(400)
      expect(answer.body.detail).toContain('{"threshold":0.8}')
    },
  )

  it("should start from another user's model", async () => {
    const taken = await door.call('PUT', '/v1/users/ben/prior', { body: '{"from":"anna"}' })
    expect(taken.body).toMatchObject({ user: 'ben', prior: { from: 'anna' }, changed: true })
    expect((await door.call('GET', '/v1/users/ben')).body.prior.from).toBe('anna')
    const listed = (await door.call('GET', '/v1/admin/users')).body.users
    expect(listed).toMatchObject([
      { user: 'anna', prior: null },
      { user: 'ben', prior: { from: 'anna' } },
    ])
  })

  it('should move a model to another user by a file', async () => {
    const exported = await door.call('GET', '/v1/users/anna/export')
    expect(exported.body).toMatchObject({ format: 'hamlet-user', user: 'anna' })
    const imported = await door.call('PUT', '/v1/users/carl/import', { body: JSON.stringify(exported.body) })
    expect(imported.body).toEqual({ user: 'carl', marks: 5, wordsAlone: 0 })
    const again = await door.call('GET', '/v1/users/carl/export')
    expect(again.body.marks).toEqual(exported.body.marks)
    const started = await door.call('GET', '/v1/users/ben/export')
    expect(started.body.prior).toMatchObject({ from: 'anna', encoder: exported.body.encoder })
  })

  it.each(['{}', '[]', '{"format":"other"}', '{"format":"hamlet-user","version":1,"marks":7}'])(
    'should refuse to import %s',
    async (body) => {
      const answer = await door.call('PUT', '/v1/users/carl/import', { body })
      expect([400, 422]).toContain(answer.status)
      expect((await door.call('GET', '/v1/users/carl')).body.marks).toBe(5)
    },
  )

  it('should erase, with what others took', async () => {
    const erased = await door.call('DELETE', '/v1/users/anna')
    expect(erased.body).toEqual({ user: 'anna', erased: true, priorsTakenBack: ['ben'] })
    expect((await door.call('GET', '/v1/users/anna')).status).toBe(404)
    expect((await door.call('GET', '/v1/users/ben')).body.prior).toBeNull()
    expect((await door.call('DELETE', '/v1/users/anna')).status).toBe(404)
  })

  it('should not tell a user who else started from the erased model', async () => {
    await door.call('PUT', '/v1/users/carl/prior', { body: '{"from":"ben"}' })
    const erased = await door.call('DELETE', '/v1/users/ben', { key: await door.newKey('user', 'ben') })
    expect(erased.body).toEqual({ user: 'ben', erased: true })
    expect((await door.call('GET', '/v1/users/carl')).body.prior).toBeNull()
  })
})
