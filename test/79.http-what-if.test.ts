import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

/** The door's threshold is 0.9, so that mail of even odds is ham. */
describe('what if', () => {
  let door: Door
  const raw = (i: number) => mail(`Mail ${i}`, `Notes ${i}`)
  beforeAll(async () => {
    door = await openDoor()
    for (let i = 0; i < 4; i++) await door.call('POST', '/v1/score?user=anna', { body: raw(i) })
    await door.call('POST', '/v1/score?user=ben', { body: raw(0) })
    await door.call('POST', '/v1/users/anna/marks?label=ham', { body: mail('Minutes', 'Of the meeting') })
  })
  afterAll(() => door.close())

  const ask = (body: object) => door.call('POST', '/v1/admin/what-if', { body: JSON.stringify(body) })
  const state = async () =>
    JSON.stringify([
      await door.store.messages('anna', { limit: 99 }),
      await door.store.marks('anna'),
      await door.store.adapter('anna'),
      await door.store.user('anna'),
    ])

  it('should say which stored mail another threshold moves, and move nothing', async () => {
    await door.call('GET', '/v1/users/anna/timeline')
    const before = await state()
    const { users, totals } = (await ask({ users: ['anna', 'ben'], threshold: 0.3 })).body
    expect(users.map(({ user, mails }: { user: string; mails: number }) => [user, mails])).toEqual([
      ['anna', 5],
      ['ben', 1],
    ])
    const moved = users[0].moved['ham->spam']
    expect(users[1].moved['ham->spam']).toBe(1)
    expect(totals).toMatchObject({ mails: 6, moved: { 'ham->spam': moved + 1, 'spam->ham': 0 } })
    expect(users[1].changes).toMatchObject([
      { subject: 'Mail 0', label: null, before: { verdict: 'ham' }, after: { verdict: 'spam' } },
    ])
    // A mark is never refused, under any threshold.
    expect(users[0].errors).toEqual({ marked: 1, before: 0, after: 0 })
    expect(await state()).toBe(before)
  })

  it('should find nothing to move where nothing is otherwise, or no mail is of the period', async () => {
    const { totals } = (await ask({})).body
    expect(totals.mails).toBe(5)
    expect(Object.values(totals.moved)).toEqual([0, 0, 0, 0, 0, 0])
    const { users } = (await ask({ users: ['anna'], threshold: 0.3, to: 5 })).body
    expect(users).toMatchObject([{ mails: 0, changes: [] }])
  })

  it('should judge an mbox, or one mail, that is brought along, and keep nothing of it', async () => {
    const before = await state()
    const separator = 'From x Mon Jun  2 10:00:00 2025\r\n'
    const mbox = [7, 8, 9].map((i) => `${separator}${raw(i)}\r\n`).join('')
    const path = '/v1/admin/what-if/mbox?user=anna&threshold=0.2'
    const many = (await door.call('POST', path, { body: mbox })).body
    expect(many).toMatchObject({ user: 'anna', mails: 3, errors: { marked: 0 } })
    expect(many.changes.every(({ scoredAt }: { scoredAt: null }) => scoredAt === null)).toBe(true)
    const one = (await door.call('POST', path, { body: mail('Minutes', 'Of the meeting') })).body
    expect(one).toMatchObject({ mails: 1, errors: { marked: 1, before: 0, after: 0 } })
    expect(await state()).toBe(before)
    expect((await door.call('GET', '/metrics')).body).not.toMatch(/what-if[^\n]*verdict/)
  })

  it('should try the shared head that changes nothing, and refuse one that is not there', async () => {
    expect((await ask({ users: ['anna'], sharedVersion: 0 })).status).toBe(200)
    expect((await ask({ users: ['anna'], sharedVersion: 7 })).status).toBe(409)
  })

  it('should refuse what makes no sense, and keys that are too narrow', async () => {
    expect((await ask({ users: ['nobody'] })).status).toBe(404)
    expect((await ask({ users: ['x'.repeat(10_000)] })).status).toBe(400)
    expect((await ask({ users: [] })).status).toBe(400)
    for (const threshold of [0, 1, 7, 'high']) expect((await ask({ threshold })).status).toBe(400)
    const mbox = '/v1/admin/what-if/mbox'
    expect((await door.call('POST', `${mbox}?user=nobody`, { body: raw(1) })).status).toBe(404)
    expect((await door.call('POST', mbox, { body: raw(1) })).status).toBe(400)
    expect((await door.call('POST', `${mbox}?user=anna`, { body: 'no mail at all' })).status).toBe(422)
    const anna = await door.newKey('user', 'anna')
    expect((await door.call('POST', `${mbox}?user=anna`, { body: raw(1), key: anna })).status).toBe(403)
  })
})
