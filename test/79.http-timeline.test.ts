import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe('the timeline of a user', () => {
  let door: Door
  const ids: string[] = []
  const raw = (i: number) => mail(`Mail ${i}`, `Win a cheap prize ${i}`)
  const marks = async () => (await door.call('GET', '/v1/users/anna/export')).body.marks
  const judged = async () => (await door.call('GET', `/v1/messages/${ids[4]}?user=anna`)).body.logit
  const at = (time: number) => new Date(time).toISOString()

  beforeAll(async () => {
    door = await openDoor()
    for (let i = 0; i < 5; i++)
      ids.push((await door.call('POST', '/v1/score?user=anna', { body: raw(i) })).body.id)
  })
  afterAll(() => door.close())

  async function mark(id: string, label: 'spam' | 'ham'): Promise<void> {
    // A moment of its own for each mark.
    await new Promise((resolve) => setTimeout(resolve, 3))
    await door.call('PUT', `/v1/users/anna/marks/${id}`, { body: JSON.stringify({ label }) })
  }

  async function undo(to: number, rest: object = {}) {
    await new Promise((resolve) => setTimeout(resolve, 3))
    return door.call('POST', '/v1/users/anna/undo', { body: JSON.stringify({ to: at(to), ...rest }) })
  }

  it('should be empty before the first mark', async () => {
    expect((await door.call('GET', '/v1/users/anna/timeline')).body).toEqual({ marks: [], next: null })
    const { body } = await door.call('GET', '/v1/users/anna')
    expect(body.settings).toEqual({ threshold: null })
    expect(body.undoableSince).toBe(body.createdAt)
  })

  it('should list marks newest first, with what was said when the mail came and what is said now', async () => {
    await mark(ids[0], 'spam')
    await mark(ids[1], 'ham')
    await mark(ids[2], 'spam')
    const first = (await door.call('GET', '/v1/users/anna/timeline?limit=2')).body
    expect(first.marks.map(({ id, label }: { id: string; label: string }) => [id, label])).toEqual([
      [ids[2], 'spam'],
      [ids[1], 'ham'],
    ])
    expect(first.marks[0]).toMatchObject({ before: { verdict: 'ham' }, now: { verdict: 'spam' } })
    expect(first.marks[1].now.verdict).toBe('ham')
    const second = (await door.call('GET', `/v1/users/anna/timeline?limit=2&after=${first.next}`)).body
    expect(second).toMatchObject({ marks: [{ id: ids[0] }], next: null })
  })

  it('should go back to the marks and to the very model of a moment, and forth again', async () => {
    const [then, model] = [await marks(), await judged()]
    const moment = Date.now()
    await mark(ids[3], 'ham')
    await mark(ids[0], 'ham')
    await new Promise((resolve) => setTimeout(resolve, 3))
    await door.call('DELETE', `/v1/users/anna/marks/${ids[1]}`)
    const [later, laterModel, laterMoment] = [await marks(), await judged(), Date.now()]
    expect(laterModel).not.toBe(model)

    const dry = (await undo(moment, { dryRun: true })).body
    expect(await marks()).toEqual(later)
    const { body } = await undo(moment)
    expect(body).toEqual(dry)
    expect(body).toMatchObject({ user: 'anna', to: moment, marks: 3 })
    const changes = body.changes.map(({ id, from, to }: Record<string, string>) => [id, from, to])
    expect(new Set(changes)).toEqual(
      new Set([
        [ids[0], 'ham', 'spam'],
        [ids[1], null, 'ham'],
        [ids[3], 'ham', null],
      ]),
    )
    expect(await marks()).toEqual(then)
    expect(await judged()).toBe(model)

    await undo(laterMoment)
    expect(await marks()).toEqual(later)
    expect(await judged()).toBe(laterModel)
  })

  it('should take all marks back and keep the mail', async () => {
    const [before, moment] = [await marks(), Date.now()]
    await new Promise((resolve) => setTimeout(resolve, 3))
    expect((await door.call('POST', '/v1/users/anna/reset')).body).toEqual({ user: 'anna', forgotten: 3 })
    expect((await door.call('GET', '/v1/users/anna')).body).toMatchObject({ marks: 0, messages: 5 })
    expect(await judged()).toBe(0)
    await undo(moment)
    expect(await marks()).toEqual(before)
  })

  it('should refuse what is no moment, or one to come, and users that are unknown or not the own one', async () => {
    for (const to of ['yesterday', '2026-11-01', 7, null, 'x'.repeat(10_000)]) {
      const { status, body } = await door.call('POST', '/v1/users/anna/undo', {
        body: JSON.stringify({ to }),
      })
      expect([to, status]).toEqual([to, 400])
      expect(body.detail).toContain('2026-11-01T12:00:00Z')
    }
    expect((await undo(Date.now() + 60_000)).body.detail).toBe('Choose a moment that has passed.')
    const ben = await door.newKey('user', 'ben')
    for (const [method, path] of [
      ['GET', 'timeline'],
      ['POST', 'undo'],
      ['POST', 'reset'],
    ]) {
      const body = path === 'undo' ? { body: JSON.stringify({ to: at(0) }) } : {}
      expect((await door.call(method, `/v1/users/nobody/${path}`, body)).status).toBe(404)
      expect((await door.call(method, `/v1/users/anna/${path}`, { ...body, key: ben })).status).toBe(403)
    }
    const anna = await door.newKey('user', 'anna')
    expect((await door.call('GET', '/v1/users/anna/timeline', { key: anna })).status).toBe(200)
  })
})
