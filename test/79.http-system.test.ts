import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quantile } from '../src/http/system-figures.js'
import { type Door, mail, openDoor } from './http/door.js'

describe('the figures of the system', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
    for (let i = 0; i < 3; i++)
      await door.call('POST', '/v1/users/anna/marks?label=spam', { body: mail(`Mail ${i}`, `Text ${i}`) })
    await door.call('GET', '/v1/users/nobody')
  })
  afterAll(() => door.close())

  it('should be those of /metrics, and of the database', async () => {
    const { body } = await door.call('GET', '/v1/admin/system')
    expect(body).toMatchObject({
      encoder: { id: 'small', queue: 0 },
      database: { users: 1, messages: 3, marks: 3 },
      marks: 3,
      refits: 0,
      http: { clientErrors: 1, serverErrors: 0 },
    })
    expect(body.database.bytes).toBeGreaterThan(4096)
    expect(Math.abs(body.startedAt - Date.now())).toBeLessThan(3_600_000)
    expect(body.latency[0]).toMatchObject({ method: 'POST', route: '/v1/users/{user}/marks', requests: 3 })
    expect(body.process.residentBytes).toBeGreaterThan(1e6)
    const text = (await door.call('GET', '/metrics', { key: null })).body
    expect(text).toMatch(/hamlet_users 1\n/)
    expect(text).toMatch(/hamlet_marks 3\n/)
  })

  it('should say of the database that nothing is known while it does not answer, and answer all the same', async () => {
    const broken = await openDoor()
    broken.store.totals = async () => {
      throw new Error('disk gone')
    }
    const { status, body } = await broken.call('GET', '/v1/admin/system')
    expect([status, body.database]).toEqual([200, { bytes: null, users: null, messages: null, marks: null }])
    expect((await broken.call('GET', '/metrics', { key: null })).body).toMatch(/hamlet_users Nan\n/i)
    await broken.close()
  })

  it('should be what the Grafana dashboard asks for, and nothing that is not there', async () => {
    const path = new URL('../deploy/grafana-dashboard.json', import.meta.url)
    const { panels } = JSON.parse(readFileSync(path, 'utf8'))
    const expressions = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    )
    const { body } = await door.call('GET', '/metrics', { key: null })
    const there = new Set([...body.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name]) => name))
    const asked = new Set(
      expressions.flatMap((expr: string) => [...expr.matchAll(/([a-z0-9_]+)\{/g)].map(([, name]) => name)),
    )
    expect(asked.size).toBeGreaterThan(10)
    for (const name of asked) expect(there).toContain(String(name).replace(/_(bucket|sum|count)$/, ''))
    const own = [...there].filter((name) => String(name).startsWith('hamlet_'))
    for (const name of own) expect(expressions.join('\n')).toContain(name)
  })
})

describe('quantile(buckets, count, share)', () => {
  const buckets = [
    { le: 0.1, value: 5 },
    { le: 1, value: 9 },
    { le: Number.POSITIVE_INFINITY, value: 10 },
  ]
  it('should spread times evenly within a bucket, and stop at the last bound', () => {
    expect(quantile(buckets, 10, 0.25)).toBeCloseTo(0.05)
    expect(quantile(buckets, 10, 0.5)).toBeCloseTo(0.1)
    expect(quantile(buckets, 10, 0.7)).toBeCloseTo(0.55)
    expect(quantile(buckets, 10, 0.99)).toBe(1)
    expect(quantile([], 0, 0.5)).toBe(0)
  })
})
