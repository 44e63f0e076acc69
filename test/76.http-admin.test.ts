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
    expect((await door.call('GET', '/v1/admin/transfer?limit=1')).body.users).toHaveLength(1)
    expect((await door.call('GET', '/v1/admin/transfer?user=nobody')).body).toEqual({ users: [], cells: [] })
  })

  it('should show the mails behind each cell of that table, page by page', async () => {
    const { cells } = (await door.call('GET', '/v1/admin/transfer')).body
    expect(cells).toHaveLength(4)
    for (const { row, column, marks, errors, hamLost, spamMissed } of cells) {
      const path = `/v1/admin/transfer/${row}/${column}`
      const wrong = (await door.call('GET', path)).body
      expect(wrong).toMatchObject({ row, column, marks, errors, next: null })
      expect(wrong.mails).toHaveLength(errors)
      const labels = wrong.mails.map((mail: { label: string }) => mail.label)
      expect([
        labels.filter((label: string) => label === 'ham').length,
        labels.filter((label: string) => label === 'spam').length,
      ]).toEqual([hamLost, spamMissed])
      const mails: { id: string; label: string; wrong: boolean; judgement: { verdict: string } }[] = []
      for (let after = ''; ; ) {
        const { body } = await door.call('GET', `${path}?wrong=false&limit=3${after}`)
        mails.push(...body.mails)
        if (body.next === null) break
        after = `&after=${body.next}`
      }
      expect(new Set(mails.map(({ id }) => id)).size).toBe(marks)
      for (const { label, wrong, judgement } of mails)
        expect(wrong).toBe((label === 'spam') !== (judgement.verdict === 'spam'))
    }
    // Ben called wrong whatever was said to him; his model has learned it, and says so of Anna's same mail.
    const onDiagonal = cells.find(
      (cell: { row: string; column: string }) => cell.row === 'ben' && cell.column === 'ben',
    )
    expect(onDiagonal.errors).toBe(4)
  })

  it('should refuse a cell of unknown users, and a cursor of no mail', async () => {
    expect((await door.call('GET', '/v1/admin/transfer/nobody/ben')).status).toBe(404)
    expect((await door.call('GET', '/v1/admin/transfer/ben/nobody')).status).toBe(404)
    expect((await door.call('GET', `/v1/admin/transfer/${'x'.repeat(10_000)}/ben`)).status).toBe(400)
    expect((await door.call('GET', '/v1/admin/transfer/ben/ben?after=nothing')).status).toBe(400)
    expect((await door.call('GET', '/v1/admin/users?sort=worst')).status).toBe(400)
    expect((await door.call('GET', `/v1/admin/users?q=${'x'.repeat(10_000)}`)).status).toBe(400)
    const user = await door.newKey('user', 'ben')
    for (const path of ['users', 'transfer', 'transfer/ben/ben'])
      expect((await door.call('GET', `/v1/admin/${path}`, { key: user })).status).toBe(403)
  })
})
