import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from './http/door.js'

describe('watching the HTTP door', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
    await door.call('POST', '/v1/score?user=anna.secret', { body: mail('Private subject', 'private body') })
    await door.call('POST', '/v1/users/anna.secret/marks?label=spam', {
      body: mail('Private subject', 'private body'),
    })
    await door.call('GET', '/v1/users/nobody.secret')
    await door.call('GET', '/nowhere')
  })
  afterAll(() => door.close())

  it('should be alive and ready without a key', async () => {
    expect((await door.call('GET', '/healthz', { key: null })).body).toEqual({ status: 'alive' })
    expect((await door.call('GET', '/readyz', { key: null })).body).toEqual({ status: 'ready' })
  })

  it('should be alive but not ready once the database is gone', async () => {
    const broken = await openDoor()
    broken.store.ping = async () => {
      throw new Error('disk gone')
    }
    expect((await broken.call('GET', '/healthz', { key: null })).status).toBe(200)
    const { status, body } = await broken.call('GET', '/readyz', { key: null })
    expect([status, body.detail]).toEqual([503, 'The database does not answer.'])
    await broken.close()
  })

  it('should count requests, verdicts and marks', async () => {
    const { body } = await door.call('GET', '/metrics', { key: null })
    expect(body).toMatch(/hamlet_http_requests_total\{method="POST",route="\/v1\/score",status="200"\} 1\n/)
    expect(body).toMatch(
      /hamlet_http_requests_total\{method="GET",route="\/v1\/users\/\{user\}",status="404"\} 1\n/,
    )
    expect(body).toMatch(/hamlet_http_requests_total\{method="GET",route="none",status="404"\} 1\n/)
    expect(body).toMatch(
      /hamlet_http_request_duration_seconds_count\{method="POST",route="\/v1\/score"\} 1\n/,
    )
    expect(body).toMatch(/hamlet_verdicts_total\{verdict="\w+"\} 1\n/)
    expect(body).toMatch(/hamlet_marks_total\{label="spam"\} 1\n/)
    expect(body).toMatch(/hamlet_encoder_queue 0\n/)
    expect(body).not.toContain('secret')
  })

  it('should show metrics through a proxy to admin keys only', async () => {
    const forwarded = { 'X-Forwarded-For': '192.0.2.1' }
    expect((await door.call('GET', '/metrics', { key: null, headers: forwarded })).status).toBe(401)
    const anna = await door.newKey('user', 'anna')
    expect((await door.call('GET', '/metrics', { key: anna, headers: forwarded })).status).toBe(403)
    expect((await door.call('GET', '/metrics', { headers: forwarded })).status).toBe(200)
  })

  it('should log method, route, status and time, and nothing that is private', () => {
    const lines = door.log.map((line) => JSON.parse(line))
    expect(lines).toContainEqual(
      expect.objectContaining({ method: 'POST', route: '/v1/score', status: 200, ms: expect.any(Number) }),
    )
    expect(door.log.join('')).not.toMatch(/secret|private|hamlet_[0-9a-f]{8}_/i)
  })

  it('should send headers that keep the page to itself, and no answer of the API in a cache', async () => {
    const page = await fetch(door.url)
    const policy = page.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(page.headers.get('X-Powered-By')).toBeNull()
    const answer = await door.call('GET', '/healthz', { key: null })
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
  })
})
