import { expect, it } from 'vitest'
import { BadInput } from '../../src/errors.js'
import type { ApiKey } from '../../src/store/store.js'
import type { Current } from './contract.js'

function aKey(id: string, over: Partial<ApiKey> = {}): ApiKey {
  const hash = id.repeat(64).slice(0, 64)
  return {
    id,
    hash,
    scope: 'hook',
    user: null,
    note: 'the MTA',
    createdAt: 1,
    lastUsedAt: null,
    expiresAt: null,
    ...over,
  }
}

export function contractOfAccess(store: Current): void {
  it('should refuse a key of an id or a secret that is there already', async () => {
    await store().addKey(aKey('a'))
    await expect(store().addKey(aKey('a', { hash: 'other' }))).rejects.toThrow(BadInput)
    await expect(store().addKey(aKey('b', { hash: aKey('a').hash }))).rejects.toThrow(
      'There is a key b, or one with the same secret, already; make another.',
    )
    expect(await store().keys()).toEqual([aKey('a')])
  })

  it('should find keys by hash, list them oldest first, and remove them once', async () => {
    const late = aKey('a', { createdAt: 3, expiresAt: 9, scope: 'user', user: 'not yet there' })
    const early = aKey('b', { createdAt: 2, scope: 'admin', note: '' })
    await store().addKey(late)
    await store().addKey(early)
    expect(await store().keys()).toEqual([early, late])
    expect(await store().keyByHash(late.hash)).toEqual(late)
    expect(await store().keyByHash(late.hash.toUpperCase())).toBeNull()
    expect(await store().removeKey('a')).toBe(true)
    expect(await store().removeKey('a')).toBe(false)
    expect(await store().keyByHash(late.hash)).toBeNull()
    expect(await store().keys()).toEqual([early])
  })

  it('should note the last use of a key, and never an earlier one', async () => {
    await store().addKey(aKey('a'))
    await store().touchKey('a', 5)
    await store().touchKey('a', 4)
    await store().touchKey('unknown', 6)
    expect(await store().keys()).toEqual([aKey('a', { lastUsedAt: 5 })])
  })

  it('should remember settings', async () => {
    expect(await store().setting('demo')).toBeNull()
    await store().putSetting('demo', 'played')
    await store().putSetting('empty', '')
    await store().putSetting('demo', 'played ✓')
    expect(await store().setting('demo')).toBe('played ✓')
    expect(await store().setting('empty')).toBe('')
    expect(await store().setting('Demo')).toBeNull()
  })

  it('should answer a ping', async () => {
    await expect(store().ping()).resolves.toBeUndefined()
  })
}
