import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createClient, Refused } from '../src/page/api/client.js'
import { readEvents, type StreamEvent } from '../src/page/api/event-stream.js'
import { type Connection, listen } from '../src/page/api/live.js'

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

describe('a call of the page', () => {
  it('should carry the key, and a body as JSON', async () => {
    const sent: [string, RequestInit][] = []
    const client = createClient('secret', () => {}, (async (path: string, init: RequestInit) => {
      sent.push([path, init])
      return json({ marks: 1 })
    }) as typeof fetch)
    expect(await client.put('v1/x', { label: 'spam' })).toEqual({ marks: 1 })
    const [path, { method, headers, body }] = sent[0] as [string, RequestInit]
    expect([path, method, body]).toEqual(['v1/x', 'PUT', '{"label":"spam"}'])
    expect(headers).toMatchObject({ Authorization: 'Bearer secret' })
  })

  it('should pass on the sentence of a refusal', async () => {
    const client = createClient(
      'k',
      () => {},
      async () => json({ detail: 'Set another threshold.' }, 400),
    )
    await expect(client.get('v1/x')).rejects.toEqual(new Refused(400, 'Set another threshold.'))
  })

  it('should have a sentence for an answer that is no JSON, and for none at all', async () => {
    const odd = createClient(
      'k',
      () => {},
      async () => new Response('<html>', { status: 502 }),
    )
    await expect(odd.get('v1/x')).rejects.toThrow('Hamlet answered 502.')
    const dead = createClient(
      'k',
      () => {},
      async () => Promise.reject(new TypeError('failed')),
    )
    await expect(dead.get('v1/x')).rejects.toMatchObject({ status: 0, message: /does not answer/ })
  })

  it('should tell of a key that was revoked, and of no other refusal', async () => {
    const told: string[] = []
    let status = 403
    const client = createClient(
      'k',
      ({ message }) => told.push(message),
      async () => json({ detail: 'No.' }, status),
    )
    await client.get('v1/x').catch(() => {})
    expect(told).toEqual([])
    status = 401
    await client.get('v1/x').catch(() => {})
    expect(told).toEqual(['No.'])
  })
})

/** A stream that gives its pieces one by one. */
function stream(...pieces: string[]): ReadableStream<Uint8Array> {
  return new Response(
    new ReadableStream({
      async pull(controller) {
        const piece = pieces.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(piece))
      },
    }),
  ).body as ReadableStream<Uint8Array>
}

describe('the stream of events', () => {
  it('should give whole events, however they were cut', async () => {
    const events: StreamEvent[] = []
    let pieces = 0
    const body = stream(': alive\n\nevent: ma', 'rk\r\ndata: {"a":', '1}\r\n\r\ndata: one\ndata: two\n', '\n')
    for await (const event of readEvents(body, () => pieces++)) events.push(event)
    expect(events).toEqual([
      { event: 'mark', data: '{"a":1}' },
      { event: 'message', data: 'one\ntwo' },
    ])
    expect(pieces).toBe(4)
  })

  it('should be opened anew when it breaks, and say so', async () => {
    const states: Connection[] = []
    const events: string[] = []
    let opened = 0
    const client = createClient(
      'k',
      () => {},
      async () => new Response(stream(`event: mark\ndata: ${opened++}\n\n`)),
    )
    const stop = listen({
      client,
      path: 'v1/admin/events',
      onConnection: (state) => states.push(state),
      onEvent: ({ data }) => events.push(data),
    })
    await expect.poll(() => events, { timeout: 10_000 }).toEqual(['0', '1'])
    expect(states.slice(0, 3)).toEqual(['live', 'lost', 'live'])
    stop()
    const before = opened
    await pause(50)
    expect(opened).toBe(before)
  })

  it('should be given up when the key is refused', async () => {
    let opened = 0
    const told: number[] = []
    const client = createClient(
      'k',
      ({ status }) => told.push(status),
      async () => {
        opened++
        return json({ detail: 'revoked' }, 401)
      },
    )
    listen({ client, path: 'v1/admin/events', onConnection: () => {}, onEvent: () => {} })
    await expect.poll(() => told).toEqual([401])
    await pause(50)
    expect(opened).toBe(1)
  })
})
