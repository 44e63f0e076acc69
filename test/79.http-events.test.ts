import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Events } from '../src/events.js'
import { streamEvents } from '../src/http/event-stream.js'
import { type Door, mail, openDoor } from './http/door.js'

/** Reads a stream until `text` has come. */
async function until(reader: ReadableStreamDefaultReader<string>, text: RegExp): Promise<string> {
  for (let all = ''; ; ) {
    const { value, done } = await reader.read()
    all += value ?? ''
    if (text.test(all)) return all
    if (done) throw new Error(`The stream ended after ${all}`)
  }
}

describe('news over HTTP', () => {
  let door: Door
  beforeAll(async () => {
    door = await openDoor()
  })
  afterAll(() => door.close())

  async function watch(path: string, key = door.admin) {
    const response = await fetch(new URL(path, door.url), { headers: { Authorization: `Bearer ${key}` } })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    if (!reader) throw new Error('no body')
    return { response, reader }
  }

  it('should tell of scores, marks and changes as they happen', async () => {
    const { response, reader } = await watch('/v1/admin/events')
    expect([response.status, response.headers.get('Content-Type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ])
    await until(reader, /^: connected\n\n/)
    const raw = mail('Line\nbreaks‮', 'none')
    const { id } = (await door.call('POST', '/v1/score?user=anna', { body: raw })).body
    const score = await until(reader, /\n\n$/)
    expect(score).toMatch(/^event: score\ndata: \{.*\}\n\n$/)
    expect(JSON.parse(score.split('data: ')[1])).toEqual({
      ...{ user: 'anna', id, verdict: 'ham', probability: 0.5, at: expect.any(Number) },
    })
    const body = '{"label":"spam"}'
    await door.call('PUT', `/v1/users/anna/marks/${id}`, { body })
    expect(await until(reader, /\n\n$/)).toMatch(/^event: mark\ndata: .*"label":"spam","marks":1/)
    await door.call('PUT', `/v1/users/anna/marks/${id}`, { body })
    await door.call('PUT', '/v1/users/anna/threshold', { body: '{"threshold":0.7}' })
    // The second mark changed nothing, and nothing was told of it.
    expect(await until(reader, /\n\n$/)).toMatch(/^event: change\ndata: .*"what":"threshold"/)
    for (let time = 0; time < 2; time++)
      await door.call('PUT', '/v1/users/anna/promise', { body: '{"oneIn":300}' })
    await door.call('PUT', '/v1/users/anna/topics/a', { body: '{"description":"Loans","verdict":"spam"}' })
    const told = await until(reader, /"what":"topics".*\n\n$/)
    expect([...told.matchAll(/"what":"(\w+)"/g)].map(([, what]) => what)).toEqual(['promise', 'topics'])
    for (let time = 0; time < 2; time++)
      await door.call('PUT', '/v1/users/anna/weak', { body: '{"allowed":true}' })
    // The second time changed nothing.
    expect(await until(reader, /\n\n$/)).toMatch(/^event: change\ndata: .*"what":"weak-labels".*\n\n$/)
    await door.call('POST', '/v1/users/anna/reset')
    expect(await until(reader, /\n\n$/)).toMatch(/"what":"undo"/)
    await door.call('DELETE', '/v1/users/anna')
    expect(await until(reader, /\n\n$/)).toMatch(/"what":"erase"/)
    await reader.cancel()
  })

  it('should tell a user of the own mail alone', async () => {
    const ben = await door.newKey('user', 'ben')
    const { reader } = await watch('/v1/users/ben/events', ben)
    await until(reader, /connected/)
    for (const user of ['anna', 'ben', 'carl'])
      await door.call('POST', `/v1/score?user=${user}`, { body: mail(user, user) })
    const told = await until(reader, /ben/)
    expect(told).not.toMatch(/anna|carl/)
    await reader.cancel()
    expect((await door.call('GET', '/v1/admin/events', { key: ben })).status).toBe(403)
    expect((await door.call('GET', '/v1/users/anna/events', { key: ben })).status).toBe(403)
  })

  it('should not count a watcher among the times to answer', async () => {
    const { body } = await door.call('GET', '/metrics', { key: null })
    // The administrator's stream and the refusal of Ben; of these the refusal alone was timed.
    const count = (metric: string) =>
      [...body.matchAll(new RegExp(`^${metric}\\{[^}]*admin/events"[^}]*\\} (\\d+)$`, 'gm'))].map(([, n]) =>
        Number(n),
      )
    expect(count('hamlet_http_requests_total')).toEqual([1, 1])
    expect(count('hamlet_http_request_duration_seconds_count')).toEqual([1])
  })

  it('should end when the server stops, at once', async () => {
    const other = await openDoor()
    const headers = { Authorization: `Bearer ${other.admin}` }
    const response = await fetch(new URL('/v1/admin/events', other.url), { headers })
    const start = Date.now()
    await other.close()
    expect(Date.now() - start).toBeLessThan(8_000)
    expect(await response.text()).toContain('connected')
  })
})

describe('streamEvents(options)', () => {
  const open = (over: Partial<Parameters<typeof streamEvents>[0]> = {}) => {
    const events = new Events(() => 7)
    const stopping = new AbortController()
    const rest = { concerns: () => true, isAdmitted: async () => true, stopping: stopping.signal, beatMs: 5 }
    return { events, stopping, stream: streamEvents({ events, ...rest, ...over }) }
  }

  it('should beat, and end once its key holds no more or cannot be looked up', async () => {
    for (const isAdmitted of [async () => false, async () => Promise.reject(new Error('disk gone'))]) {
      const chunks = await open({ isAdmitted }).stream.toArray()
      expect(chunks.join('')).toBe(': connected\n\n')
    }
    let beats = 0
    const { stream } = open({ isAdmitted: async () => beats++ < 2 })
    expect((await stream.toArray()).join('')).toBe(': connected\n\n: alive\n\n: alive\n\n')
  })

  it('should let go of a reader who is too far behind', async () => {
    const { stream, events } = open({ beatMs: 100_000 })
    const closed = new Promise((resolve) => stream.once('close', resolve))
    const news = { type: 'change', user: 'x'.repeat(1000), what: 'topics' } as const
    for (let i = 0; i < 1000; i++) events.publish(news)
    await closed
    expect(stream.destroyed).toBe(true)
  })

  it('should end at once where the server has stopped already', async () => {
    const stopped = AbortSignal.abort()
    expect((await open({ stopping: stopped }).stream.toArray()).join('')).toBe(': connected\n\n')
  })
})
