import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/http/server.js'
import { type Door, openDoor } from './http/door.js'

// That real answers match the document is checked for every call of tests 70 to 77, by http/contract.ts.
describe('the OpenAPI document', () => {
  let door: Door
  // biome-ignore lint/suspicious/noExplicitAny: the test reads what it expects.
  let document: any
  beforeAll(async () => {
    door = await openDoor()
    document = (await door.call('GET', '/openapi.json', { key: null })).body
  })
  afterAll(() => door.close())

  it('should be OpenAPI 3.1 in the eyes of a validator', async () => {
    const result = await new Validator().validate(structuredClone(document))
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
    expect(document.openapi).toBe('3.1.0')
  })

  it('should have no reference that leads nowhere, and no component that nothing uses', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, id]) => id,
    )
    expect([...new Set(refs)].sort()).toEqual(Object.keys(document.components.schemas).sort())
    expect(JSON.stringify(document)).not.toContain('$defs')
  })

  it('should name every operation once', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(routes.length)
    expect(ids).toContain('postV1Score')
  })

  it('should hold exactly the calls that are promised', () => {
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual([
      'delete /v1/admin/keys/{key}',
      'delete /v1/users/{user}',
      'delete /v1/users/{user}/marks/{id}',
      'delete /v1/users/{user}/topics/{name}',
      'delete /v1/users/{user}/weak/{id}',
      'get /healthz',
      'get /metrics',
      'get /openapi.json',
      'get /readyz',
      'get /v1/admin/accuracy',
      'get /v1/admin/compare',
      'get /v1/admin/encoders',
      'get /v1/admin/events',
      'get /v1/admin/keys',
      'get /v1/admin/shared',
      'get /v1/admin/system',
      'get /v1/admin/transfer',
      'get /v1/admin/transfer/{row}/{column}',
      'get /v1/admin/users',
      'get /v1/key',
      'get /v1/messages/{id}',
      'get /v1/users/{user}',
      'get /v1/users/{user}/events',
      'get /v1/users/{user}/export',
      'get /v1/users/{user}/messages',
      'get /v1/users/{user}/promise',
      'get /v1/users/{user}/questions',
      'get /v1/users/{user}/timeline',
      'get /v1/users/{user}/topics',
      'get /v1/users/{user}/weak',
      'post /v1/admin/keys',
      'post /v1/admin/shared/{version}/restore',
      'post /v1/admin/users/{user}/link',
      'post /v1/admin/what-if',
      'post /v1/admin/what-if/mbox',
      'post /v1/score',
      'post /v1/users/{user}/forwarded',
      'post /v1/users/{user}/marks',
      'post /v1/users/{user}/reset',
      'post /v1/users/{user}/undo',
      'post /v1/users/{user}/weak/{id}',
      'put /v1/users/{user}/import',
      'put /v1/users/{user}/marks/{id}',
      'put /v1/users/{user}/prior',
      'put /v1/users/{user}/promise',
      'put /v1/users/{user}/threshold',
      'put /v1/users/{user}/topics/{name}',
      'put /v1/users/{user}/weak',
    ])
  })

  it('should describe calls that are really there', async () => {
    for (const { method, path, operation } of operations()) {
      const address = path.replace(/\{\w+\}/g, 'none')
      const answer = await door.call(method.toUpperCase(), address, { key: null })
      const expected = operation.security ? [200] : [401]
      expect([method, path, expected]).toEqual([method, path, expect.arrayContaining([answer.status])])
    }
  })

  it('should say that a mail without a verdict is to be delivered', () => {
    expect(document.paths['/v1/score'].post.description).toMatch(/not judged.*delivers/s)
    expect(document.paths['/v1/score'].post.responses).toHaveProperty('503')
  })

  it('should show that the check of answers has teeth', async () => {
    const { Contract } = await import('./http/contract.js')
    const contract = new Contract(document)
    const check = (status: number, body: unknown) => () =>
      contract.check('GET', '/healthz', status, 'application/json', body)
    expect(check(200, { status: 'alive' })).not.toThrow()
    expect(check(200, { status: 'dead' })).toThrow()
    expect(check(200, { status: 'alive', more: 1 })).toThrow()
    expect(check(418, { status: 'alive' })).toThrow()
  })

  function operations() {
    return Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { operationId: string; security?: object[] }>).map(
        ([method, operation]) => ({ method, path, operation }),
      ),
    )
  }
})
