import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe('topics over HTTP', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())

  const put = (name: string, body: object) =>
    door.call('PUT', `/v1/users/anna/topics/${encodeURIComponent(name)}`, { body: JSON.stringify(body) })
  const topic = { description: 'Prizes and lotteries', verdict: 'spam' }

  it.each([
    {},
    { description: 'x' },
    { ...topic, verdict: 'junk' },
    { ...topic, more: 1 },
    { ...topic, description: '' },
  ])('should refuse %j', async (body) => {
    const { status, body: problem } = await put('prizes', body)
    expect(status).toBe(400)
    expect(problem.detail).toMatch(/loans/)
    expect((await door.call('GET', '/v1/users/anna/topics')).status).toBe(404)
  })

  it('should set, list, replace and take back', async () => {
    expect((await put('Gewinne & Preise', topic)).body).toMatchObject({ ...topic, changed: true })
    expect((await put('Gewinne & Preise', topic)).body).toMatchObject({ changed: false })
    const listed = (await door.call('GET', '/v1/users/anna/topics')).body.topics
    expect(listed).toMatchObject([{ name: 'Gewinne & Preise', ...topic }])
    expect((await put('Gewinne & Preise', { ...topic, verdict: 'ham' })).body).toMatchObject({
      changed: true,
    })
    const address = `/v1/users/anna/topics/${encodeURIComponent('Gewinne & Preise')}`
    expect((await door.call('DELETE', address)).body).toEqual({ name: 'Gewinne & Preise', removed: true })
    expect((await door.call('DELETE', address)).status).toBe(404)
    expect((await door.call('GET', '/v1/users/anna/topics')).body).toEqual({ topics: [] })
  })

  it('should be named among the reasons', async () => {
    await put('prizes', topic)
    const { body } = await door.call('POST', '/v1/score?user=anna', {
      body: mail('Lotteries', 'Prizes and lotteries'),
    })
    expect(body.reasons).toContainEqual(
      expect.objectContaining({ kind: 'topic', text: 'your topic “prizes”' }),
    )
  })

  it("should be open to the user's own key, and to no other user's", async () => {
    const [anna, ben] = [await door.newKey('user', 'anna'), await door.newKey('user', 'ben')]
    expect((await door.call('GET', '/v1/users/anna/topics', { key: anna })).status).toBe(200)
    expect((await door.call('GET', '/v1/users/anna/topics', { key: ben })).status).toBe(403)
  })
})
