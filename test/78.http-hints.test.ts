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

describe('weak labels over HTTP', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())

  it('should need permission, be listed, and be taken back', async () => {
    const { id } = (await door.call('POST', '/v1/score?user=anna', { body: mail('Hello', 'a letter') })).body
    const give = (body: string) => door.call('POST', `/v1/users/anna/weak/${id}`, { body })
    const refused = await give('{"sign":"replied"}')
    expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('"allowed":true')])
    const allowed = await door.call('PUT', '/v1/users/anna/weak', { body: '{"allowed":true}' })
    expect(allowed.body).toEqual({ user: 'anna', allowed: true, changed: true })
    expect((await give('{"sign":"seen"}')).status).toBe(400)
    expect((await give('{"sign":"replied"}')).body).toEqual({ id, sign: 'replied', changed: true })
    const { labels } = (await door.call('GET', '/v1/users/anna/weak')).body
    expect(labels).toMatchObject([{ id, sign: 'replied', subject: 'Hello' }])
    expect((await door.call('GET', '/v1/users/anna/export')).body.weakLabels.labels).toHaveLength(1)
    expect((await door.call('DELETE', `/v1/users/anna/weak/${id}`)).body).toEqual({ id, removed: true })
    expect((await door.call('DELETE', `/v1/users/anna/weak/${id}`)).status).toBe(404)
    expect((await door.call('POST', '/v1/users/anna/weak/none', { body: '{"sign":"kept"}' })).status).toBe(
      404,
    )
  })
})

describe('questions over HTTP', () => {
  it('should be three of the mails that came, answered by marks', async () => {
    const door = await openDoor()
    expect((await door.call('GET', '/v1/users/anna/questions')).status).toBe(404)
    for (let i = 0; i < 5; i++)
      await door.call('POST', '/v1/score?user=anna', { body: mail(`Mail ${i}`, `text ${i}`) })
    const { questions } = (await door.call('GET', '/v1/users/anna/questions')).body
    expect(questions).toHaveLength(3)
    const address = `/v1/users/anna/marks/${questions[0].id}`
    await door.call('PUT', address, { body: '{"label":"spam"}' })
    const again = (await door.call('GET', '/v1/users/anna/questions')).body.questions
    expect(again).toEqual([{ ...questions[0], label: 'spam' }, ...questions.slice(1)])
    const { asked } = (await door.call('GET', '/v1/admin/accuracy')).body.totals
    expect(asked).toMatchObject({
      questions: 3,
      answers: 1,
      own: { errors: { percent: expect.any(Number) } },
    })
    await door.close()
  })
})
