import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { keptByPromise } from '../src/page/views/message/kept-by-promise.js'
import { pieces } from '../src/page/views/message/pieces.js'
import { steps } from '../src/page/views/message/steps.js'
import { firstMailLine } from '../src/page/views/users/first-mail-line.js'

describe('a mail that a promise keeps out of Junk', () => {
  const mail = { verdict: 'unsure' as const, probability: 0.79, threshold: 0.5 }
  const promise = { oneIn: 300, probability: 0.972 }

  it('should be said to be one, and why', () => {
    expect(keptByPromise({ ...mail, promise })).toMatch(
      / at most 1 good mail in 300: mail is spam from 97\.2\s?% on\.$/,
    )
    expect(keptByPromise({ ...mail, promise: { ...promise, probability: null } })).toMatch(
      /too little ham was seen/,
    )
  })

  it('should be no mail that is spam, or unsure without the promise', () => {
    const others = [{ promise: null }, { promise, probability: 0.49 }, { promise, verdict: 'spam' as const }]
    expect(others.map((other) => keptByPromise({ ...mail, ...other }))).toEqual([null, null, null])
  })
})

describe('a text with highlights', () => {
  it('should be cut where they begin and end', () => {
    const spans = [
      { start: 4, end: 8, logit: 1 },
      { start: 0, end: 3, logit: -1 },
    ]
    expect(pieces('buy this now', spans)).toEqual([
      { at: 0, text: 'buy', logit: -1 },
      { at: 3, text: ' ', logit: null },
      { at: 4, text: 'this', logit: 1 },
      { at: 8, text: ' now', logit: null },
    ])
  })

  it('should be whole again, whatever the highlights are', () => {
    const place = fc.integer({ min: 0, max: 40 })
    const span = fc.record({ start: place, end: place, logit: fc.double() })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.array(span), (text, spans) => {
        expect(
          pieces(text, spans)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

describe('the waterfall', () => {
  it('should begin each bar where the one before it ended, and end with the sum', () => {
    const { bars, zero, threshold } = steps({ base: 2, shared: 1, adapter: -4 }, 0.5)
    expect(bars.map(({ head, value }) => [head, value])).toEqual([
      ['base', 2],
      ['shared', 1],
      ['adapter', -4],
      ['sum', -1],
    ])
    const [base, shared, adapter, sum] = bars as [
      (typeof bars)[0],
      (typeof bars)[0],
      (typeof bars)[0],
      (typeof bars)[0],
    ]
    expect(base.from).toBeCloseTo(zero)
    expect(shared.from).toBeCloseTo(base.from + base.width)
    expect(adapter.from + adapter.width).toBeCloseTo(shared.from + shared.width)
    expect(adapter.from).toBeCloseTo(sum.from)
    expect(sum.from + sum.width).toBeCloseTo(zero)
    expect(threshold).toBeCloseTo(zero)
    expect(bars.map(({ towards }) => towards)).toEqual(['spam', 'spam', 'ham', 'ham'])
  })

  it('should stay inside of its frame', () => {
    const logit = fc.double({ min: -40, max: 40, noNaN: true })
    fc.assert(
      fc.property(
        logit,
        logit,
        logit,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (base, shared, adapter, cut) => {
          const { bars, zero, threshold } = steps({ base, shared, adapter }, cut)
          const edges = [zero, threshold, ...bars.flatMap(({ from, width }) => [from, from + width])]
          for (const edge of edges) expect(edge >= 0 && edge <= 100).toBe(true)
        },
      ),
    )
  })
})

describe('the line that sends the first mail', () => {
  it('should send a mail with the key when a shell runs it', async () => {
    const got: unknown[] = []
    const server = createServer(async (request, response) => {
      const body = await text(request)
      got.push(request.headers.authorization, request.headers['x-hamlet-user'], request.url, body)
      response.end('{}')
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const line = firstMailLine(`http://127.0.0.1:${port}/v1/score`, "it's $HOME")
    await promisify(execFile)('sh', ['-c', line])
    expect(got).toEqual([
      "Bearer it's $HOME",
      'anna',
      '/v1/score',
      'Subject: Cheap watches\n\nWin a prize today',
    ])
  })
})
