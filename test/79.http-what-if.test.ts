import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OtherEncoders } from '../src/dashboard/parts.js'
import type { Encoder } from '../src/encoder/encoder.js'
import { createBase } from '../src/heads/base-making.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { BASE, type Door, mail, openDoor, smallEncoder } from './http/door.js'

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

describe('what if, under another encoder', () => {
  const raw = (i: number) => mail(`Mail ${i}`, `Notes ${i}`)
  let opened: { encoder: Encoder; closed: boolean }[]
  let gate: Promise<void>
  let door: Door
  beforeAll(async () => {
    opened = []
    gate = Promise.resolve()
    const others: OtherEncoders = {
      list: async () => ['embedded', 'owner/other'],
      async open() {
        const one = { encoder: { ...smallEncoder(() => gate), id: 'other' }, closed: false }
        one.encoder.close = async () => {
          one.closed = true
        }
        opened.push(one)
        return { encoder: one.encoder, base: createBase({ ...BASE, encoder: 'other' }), wordsAlone: true }
      },
    }
    const store = await createSqliteStore(':memory:')
    const early = await openDoor({ store })
    for (const i of [0, 1]) await early.call('POST', '/v1/users/anna/marks?label=ham', { body: raw(i) })
    await early.close({ keepStore: true })
    door = await openDoor({ store, settings: { keep: 'text', others } })
    for (const i of [2, 3, 4]) await door.call('POST', '/v1/score?user=anna', { body: raw(i) })
    await door.call('POST', '/v1/users/anna/marks?label=spam', { body: raw(5) })
  })
  afterAll(() => door.close())

  const encoder = 'owner/other'
  const ask = (body: object) => door.call('POST', '/v1/admin/what-if', { body: JSON.stringify(body) })

  it('should say which encoders can be tried', async () => {
    expect((await door.call('GET', '/v1/admin/encoders')).body).toEqual({
      inForce: 'small',
      encoders: ['embedded', 'owner/other'],
    })
  })

  it('should embed anew what has kept its text, say what has not, and let go of the encoder', async () => {
    const { users } = (await ask({ users: ['anna'], encoder })).body
    expect(users).toMatchObject([{ mails: 4, errors: { marked: 1, before: 0, after: 0 } }])
    expect(users[0].encoder).toEqual({
      id: 'other',
      baseWordsAlone: true,
      marks: { embedded: 1, wordsAlone: 2 },
      mailsWithoutText: 2,
    })
    expect(opened.at(-1)?.closed).toBe(true)
    expect((await ask({ users: ['anna'] })).body.users[0].encoder).toBeNull()
  })

  it('should read mail that is brought along, of which all text is there', async () => {
    const path = `/v1/admin/what-if/mbox?user=anna&encoder=${encoder}`
    const { body } = await door.call('POST', path, { body: raw(9) })
    expect(body).toMatchObject({ mails: 1, encoder: { id: 'other', mailsWithoutText: 0 } })
    expect(opened.at(-1)?.closed).toBe(true)
  })

  it('should refuse an encoder that would have to be fetched, and what makes no sense', async () => {
    const unknown = await ask({ users: ['anna'], encoder: 'owner/none' })
    expect([unknown.status, unknown.body.detail]).toEqual([404, expect.stringContaining('encoder pull')])
    expect((await ask({ users: ['anna', 'ben'], encoder })).status).toBe(400)
    expect((await ask({ users: ['anna'], encoder, sharedVersion: 0 })).status).toBe(400)
    expect((await ask({ users: ['nobody'], encoder })).status).toBe(404)
  })

  it('should try one at a time, and another one after that', async () => {
    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    const before = opened.length
    const first = ask({ users: ['anna'], encoder })
    await expect.poll(() => opened.length).toBe(before + 1)
    expect((await ask({ users: ['anna'], encoder })).status).toBe(503)
    open()
    expect((await first).status).toBe(200)
    expect((await ask({ users: ['anna'], encoder })).status).toBe(200)
  })
})
