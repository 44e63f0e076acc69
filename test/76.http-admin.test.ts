import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe('what the dashboard reads', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())

  it('should be empty at first', async () => {
    const none = { hamLost: 0, spamMissed: 0 }
    const unknown = { errors: null, hamLost: null, spamMissed: null }
    expect((await door.call('GET', '/v1/admin/users')).body).toEqual({ users: [], next: null, total: 0 })
    expect((await door.call('GET', '/v1/admin/accuracy')).body).toEqual({
      users: [],
      totals: {
        users: 0,
        messages: 0,
        marks: 0,
        spamMarks: 0,
        hamMarks: 0,
        base: none,
        shared: none,
        own: none,
        asked: { questions: 0, answers: 0, base: unknown, shared: unknown, own: unknown },
      },
    })
    expect((await door.call('GET', '/v1/admin/transfer')).body).toEqual({ users: [], cells: [] })
  })

  it('should count errors by what was said before the label was known, and add them up', async () => {
    for (const user of ['anna', 'ben']) {
      for (let i = 0; i < 4; i++) {
        const raw = { body: mail(`Mail ${i}`, `Win a cheap prize ${i}`) }
        const { verdict } = (await door.call('POST', `/v1/score?user=${user}`, raw)).body
        // Anna agrees with what was said first, Ben never does.
        const label = (verdict === 'spam') === (user === 'anna') ? 'spam' : 'ham'
        await door.call('POST', `/v1/users/${user}/marks?label=${label}`, raw)
      }
    }
    const { users, totals } = (await door.call('GET', '/v1/admin/accuracy')).body
    const wrong = (row: { own: { hamLost: number; spamMissed: number } }) =>
      row.own.hamLost + row.own.spamMissed
    expect(users.map((row: { user: string }) => row.user)).toEqual(['anna', 'ben'])
    expect([wrong(users[0]), wrong(users[1]), wrong(totals)]).toEqual([0, 4, 4])
    expect(totals).toMatchObject({ users: 2, messages: 8, marks: 8 })
  })

  it('should page through users, the worst served first or by name', async () => {
    for (const [query, users] of [
      ['', ['ben', 'anna']],
      ['sort=user&', ['anna', 'ben']],
    ] as const) {
      const first = (await door.call('GET', `/v1/admin/users?${query}limit=1`)).body
      const second = (await door.call('GET', `/v1/admin/users?${query}limit=1&after=${first.next}`)).body
      expect([first.users[0].user, second.users[0].user, second.next, second.total]).toEqual([
        ...users,
        null,
        2,
      ])
    }
  })

  it("should try each user's model on the others' mail", async () => {
    const all = (await door.call('GET', '/v1/admin/transfer')).body
    expect(all.users.toSorted()).toEqual(['anna', 'ben'])
    expect(all.cells).toHaveLength(4)
    const one = (await door.call('GET', '/v1/admin/transfer?user=ben')).body
    expect(one.users).toEqual(['ben'])
    const both = (await door.call('GET', '/v1/admin/transfer?user=ben&user=anna')).body
    expect(both.users).toEqual(['ben', 'anna'])
  })
})
