import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BadConfig } from '../src/errors.js'
import { createKey, ensureAdminKey } from '../src/http/keys.js'
import { createSqliteStore } from '../src/store/sqlite.js'
import { type Door, mail, openDoor } from './http/door.js'

describe('keys at the HTTP door', () => {
  let door: Door
  let hook: string
  let annasHook: string
  let anna: string
  beforeAll(async () => {
    door = await openDoor()
    hook = await door.newKey('hook')
    annasHook = await door.newKey('hook', 'anna')
    anna = await door.newKey('user', 'anna')
    await door.call('POST', '/v1/score?user=anna', { body: mail('Hello', 'first') })
    await door.call('POST', '/v1/score?user=ben', { body: mail('Hello', 'first') })
  })
  afterAll(() => door.close())

  it('should ask for a key', async () => {
    const { status, headers, body } = await door.call('GET', '/v1/users/anna', { key: null })
    expect(status).toBe(401)
    expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="hamlet"')
    expect(body.detail).toContain('Authorization: Bearer')
  })

  it.each([
    ['unknown', 'Bearer hamlet_00000000_nosuchkey', 'invalid_token'],
    ['cut', undefined, 'invalid_token'],
    ['given as a password', 'Basic YW5uYTpzZWNyZXQ=', 'invalid_request'],
    ['empty', 'Bearer ', 'invalid_request'],
  ])('should refuse a key that is %s', async (_, header, error) => {
    const Authorization = header ?? `Bearer ${door.admin.slice(0, -1)}`
    const { status, headers } = await door.call('GET', '/v1/users/anna', {
      key: null,
      headers: { Authorization },
    })
    expect(status).toBe(401)
    expect(headers.get('WWW-Authenticate')).toContain(`error="${error}"`)
  })

  it('should let a hook key score for any user, and nothing else', async () => {
    const body = mail('Hello', 'second')
    expect((await door.call('POST', '/v1/score?user=ben', { key: hook, body })).status).toBe(200)
    for (const [method, path] of [
      ['GET', '/v1/users/ben'],
      ['DELETE', '/v1/users/ben'],
      ['GET', '/v1/users/ben/messages'],
      ['POST', '/v1/users/ben/marks?label=spam'],
      ['GET', '/v1/users/ben/export'],
      ['GET', '/v1/admin/keys'],
    ] as const) {
      const answer = await door.call(method, path, { key: hook, ...(method === 'POST' && { body }) })
      expect([method, path, answer.status]).toEqual([method, path, 403])
    }
  })

  it('should take the user from a key that acts for one user', async () => {
    const { status, body } = await door.call('POST', '/v1/score', {
      key: annasHook,
      body: mail('Hello', 'third'),
    })
    expect([status, body.user]).toEqual([200, 'anna'])
  })

  it('should refuse another user than the one that the key acts for', async () => {
    const body = mail('Hello', 'fourth')
    for (const key of [annasHook, anna]) {
      expect((await door.call('POST', '/v1/score?user=ben', { key, body })).status).toBe(403)
      const named = await door.call('POST', '/v1/score', { key, body, headers: { 'X-Hamlet-User': 'ben' } })
      expect(named.status).toBe(403)
    }
    for (const [method, path] of [
      ['GET', '/v1/users/ben'],
      ['GET', '/v1/users/nobody'],
      ['DELETE', '/v1/users/ben'],
      ['GET', '/v1/users/ben/messages'],
      ['GET', '/v1/users/ben/export'],
      ['PUT', '/v1/users/ben/prior'],
      ['DELETE', '/v1/users/ben/marks/0'],
      ['GET', '/v1/messages/0?user=ben'],
      ['GET', '/v1/admin/users'],
      ['GET', '/v1/admin/accuracy'],
      ['GET', '/v1/admin/transfer'],
      ['GET', '/v1/admin/keys'],
      ['POST', '/v1/admin/keys'],
    ] as const) {
      const answer = await door.call(method, path, {
        key: anna,
        ...(method !== 'GET' && { body: '{"from":null}' }),
      })
      expect([method, path, answer.status]).toEqual([method, path, 403])
    }
    expect((await door.call('GET', '/v1/users/ben')).status).toBe(200)
  })

  it('should let a user key do all that concerns its own user', async () => {
    expect((await door.call('GET', '/v1/users/anna', { key: anna })).status).toBe(200)
    expect((await door.call('GET', '/v1/users/anna/export', { key: anna })).status).toBe(200)
    expect((await door.call('GET', '/v1/users/anna/messages', { key: anna })).status).toBe(200)
    const mine = await door.call('POST', '/v1/users/anna/marks?label=spam', {
      key: anna,
      body: mail('Hello', 'fifth'),
    })
    expect(mine.status).toBe(200)
  })

  it("should not let a user key start from another user's model, but take that back", async () => {
    const taken = await door.call('PUT', '/v1/users/anna/prior', { key: anna, body: '{"from":"ben"}' })
    expect(taken.status).toBe(403)
    expect((await door.call('PUT', '/v1/users/anna/prior', { body: '{"from":"ben"}' })).body.prior.from).toBe(
      'ben',
    )
    const back = await door.call('PUT', '/v1/users/anna/prior', { key: anna, body: '{"from":null}' })
    expect(back.body).toEqual({ user: 'anna', prior: null, changed: true })
  })

  it('should make, list and revoke keys', async () => {
    const made = await door.call('POST', '/v1/admin/keys', {
      body: '{"scope":"user","user":"carl","note":"phone"}',
    })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(new RegExp(`^hamlet_${made.body.id}_[\\w-]{32}$`))
    const carl = { key: made.body.key, body: mail('Hello', 'sixth') }
    expect((await door.call('POST', '/v1/score', carl)).status).toBe(200)

    const { keys } = (await door.call('GET', '/v1/admin/keys')).body
    const listed = keys.find((key: { id: string }) => key.id === made.body.id)
    expect(listed).toMatchObject({
      scope: 'user',
      user: 'carl',
      note: 'phone',
      lastUsedAt: expect.any(Number),
    })

    expect((await door.call('DELETE', `/v1/admin/keys/${made.body.id}`)).status).toBe(200)
    expect((await door.call('POST', '/v1/score', carl)).status).toBe(401)
    expect((await door.call('DELETE', `/v1/admin/keys/${made.body.id}`)).status).toBe(404)
  })

  it('should refuse a key that has ended, and say so', async () => {
    const body = '{"scope":"user","user":"carl","hours":1}'
    const made = (await door.call('POST', '/v1/admin/keys', { body })).body
    expect(made.expiresAt - made.createdAt).toBe(3_600_000)
    const mine = async () => door.call('GET', '/v1/key', { key: made.key })
    expect((await mine()).body).toMatchObject({ id: made.id, scope: 'user', user: 'carl' })
    const now = vi.spyOn(Date, 'now').mockReturnValue(made.expiresAt)
    const { status, body: problem, headers } = await mine()
    now.mockRestore()
    expect([status, problem.detail]).toEqual([401, 'This key has ended: ask for another one.'])
    expect(headers.get('WWW-Authenticate')).toContain('invalid_token')
  })

  it('should say whose key one has, and list those of one user', async () => {
    const hook = await door.newKey('hook')
    expect((await door.call('GET', '/v1/key', { key: hook })).body).toMatchObject({
      scope: 'hook',
      user: null,
    })
    expect((await door.call('GET', '/v1/key', { key: null })).status).toBe(401)
    await door.newKey('user', 'dora')
    const { keys } = (await door.call('GET', '/v1/admin/keys?user=dora')).body
    expect(keys.map(({ user }: { user: string }) => user)).toEqual(['dora'])
  })

  it("should make a link to a user's own page, with a key for that user alone that ends", async () => {
    await door.call('POST', '/v1/score?user=erik', { body: mail('Hello', 'Erik') })
    const made = await door.call('POST', '/v1/admin/users/erik/link', { body: '{"hours":2}' })
    expect([made.status, made.body.url]).toEqual([201, `/#/own?key=${made.body.key}`])
    const { key, expiresAt } = made.body
    expect(expiresAt).toBeGreaterThan(Date.now() + 7_000_000)
    expect((await door.call('GET', '/v1/users/erik', { key })).status).toBe(200)
    for (const path of ['/v1/users/anna', '/v1/admin/users', '/v1/admin/keys'])
      expect((await door.call('GET', path, { key })).status).toBe(403)
    expect(door.log.join('')).not.toContain(key)
    expect(JSON.stringify(await door.store.keys())).not.toContain(key)
    // Links that have ended make room; the one that holds stays.
    const ended = (await door.call('POST', '/v1/admin/users/erik/link', { body: '{"hours":1}' })).body
    const now = vi.spyOn(Date, 'now').mockReturnValue(ended.expiresAt)
    await door.call('POST', '/v1/admin/users/erik/link', { body: '{}' })
    now.mockRestore()
    const ids = (await door.store.keys()).map(({ id }) => id)
    expect([ids.includes(made.body.id), ids.includes(ended.id)]).toEqual([true, false])
    expect((await door.call('POST', '/v1/admin/users/nobody/link', { body: '{}' })).status).toBe(404)
    expect((await door.call('POST', '/v1/admin/users/erik/link', { body: '{"hours":0}' })).status).toBe(400)
    const own = await door.call('POST', '/v1/admin/users/erik/link', { key, body: '{}' })
    expect(own.status).toBe(403)
  })

  it.each([
    ['{"scope":"root"}', 'hook, user or admin'],
    ['{"scope":"user"}', 'needs the user'],
    ['{"scope":"admin","user":"anna"}', 'no single user'],
    ['{"scope":"hook","power":9}', 'power'],
  ])('should refuse to make the key %s', async (body, sentence) => {
    const answer = await door.call('POST', '/v1/admin/keys', { body })
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toContain(sentence)
  })

  it('should store no key, only its hash', async () => {
    // The secret itself may hold underscores, and begin with one.
    const secret = door.admin.split('_').slice(2).join('_')
    expect(secret).toHaveLength(32)
    expect(JSON.stringify(await door.store.keys())).not.toContain(secret)
    expect(JSON.stringify((await door.call('GET', '/v1/admin/keys')).body)).not.toMatch(/"hash"/)
    expect(door.log.join('')).not.toContain(secret)
  })
})

describe('the admin key', () => {
  it('should be made once, and printed once', async () => {
    const store = await createSqliteStore(':memory:')
    const key = await ensureAdminKey(store, null)
    expect(key).toMatch(/^hamlet_[0-9a-f]{8}_/)
    expect(await ensureAdminKey(store, null)).toBeNull()
    expect(await store.keys()).toHaveLength(1)
    await store.close()
  })

  it('should follow the setting', async () => {
    const store = await createSqliteStore(':memory:')
    const hashes = async () => (await store.keys()).map(({ hash }) => hash)
    expect(await ensureAdminKey(store, 'a-first-long-secret')).toBeNull()
    const first = await hashes()
    await ensureAdminKey(store, 'a-first-long-secret')
    expect(await hashes()).toEqual(first)
    await ensureAdminKey(store, 'a-second-long-secret')
    const second = await hashes()
    expect(second).toHaveLength(1)
    expect(second).not.toEqual(first)
    expect(await ensureAdminKey(store, null)).toMatch(/^hamlet_/)
    expect(await hashes()).not.toContain(second[0])
    await store.close()
  })

  it('should be made where the only one will end', async () => {
    const store = await createSqliteStore(':memory:')
    await createKey(store, { scope: 'admin', user: null, note: '', hours: 1 })
    expect(await ensureAdminKey(store, null)).toMatch(/^hamlet_/)
    await store.close()
  })

  it('should be allowed to be one that was made before, unless of another scope', async () => {
    const store = await createSqliteStore(':memory:')
    const made = (await ensureAdminKey(store, null)) as string
    expect(await ensureAdminKey(store, made)).toBeNull()
    expect(await store.keys()).toHaveLength(1)
    const { key } = await createKey(store, { scope: 'hook', user: null, note: '' })
    await expect(ensureAdminKey(store, key)).rejects.toThrow(BadConfig)
    await store.close()
  })

  it('should not be revoked where a setting names it', async () => {
    const store = await createSqliteStore(':memory:')
    await ensureAdminKey(store, 'a-first-long-secret')
    const door = await openDoor({ store })
    const { status, body } = await door.call('DELETE', '/v1/admin/keys/configured')
    expect([status, body.detail]).toEqual([409, expect.stringContaining('HAMLET_ADMIN_KEY')])
    expect((await door.call('GET', '/v1/users/none', { key: 'a-first-long-secret' })).status).toBe(404)
    await door.close()
  })
})
