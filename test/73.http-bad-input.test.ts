import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Unavailable } from '../src/errors.js'
import { type Door, MAX_MESSAGE_BYTES, mail, openDoor } from './http/door.js'

describe('bad input at the HTTP door', () => {
  let door: Door
  let known: string
  let encoderIs: 'up' | 'down' | 'broken' = 'up'
  beforeAll(async () => {
    door = await openDoor({
      beforeEncoding: async () => {
        if (encoderIs === 'down')
          throw new Unavailable('The encoder is not running: the mail was not judged.')
        if (encoderIs === 'broken') throw new Error('secret of the inside')
      },
    })
    known = (await door.call('POST', '/v1/users/anna/marks?label=spam', { body: mail('Known', 'text') })).body
      .id
  })
  afterAll(() => door.close())

  afterEach(async () => {
    encoderIs = 'up'
    const answer = await door.call('POST', '/v1/score?user=anna', { body: mail('Known', 'text') })
    expect([answer.status, answer.body.id]).toEqual([200, known])
    expect((await door.call('GET', '/v1/users/anna')).body.marks).toBe(1)
  })

  const score = (body: string | Buffer, headers: Record<string, string> = {}) =>
    door.call('POST', '/v1/score?user=anna', { body, headers })

  function expectProblem(
    answer: Awaited<ReturnType<Door['call']>>,
    status: number,
    type: string,
    sentence: RegExp,
  ) {
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.body).toMatchObject({ status, type: `urn:hamlet:problem:${type}` })
    expect(answer.body.detail).toMatch(sentence)
    expect(answer.body.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
    expect(answer.status).toBe(status)
  }

  it('should be told of something that is not mail', async () => {
    expectProblem(
      await score(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
      422,
      'not-mail',
      /mail|message/,
    )
  })

  it('should be told of an empty body', async () => {
    expect((await score('')).status).toBe(400)
    expect((await door.call('POST', '/v1/score?user=anna')).status).toBe(400)
    expect((await door.call('POST', '/v1/users/anna/marks?label=spam')).status).toBe(400)
  })

  it('should be told of a mail over the limit', async () => {
    const body = Buffer.concat([Buffer.from(mail('Big', 'text')), Buffer.alloc(30 * 1024 * 1024, 'x')])
    expectProblem(await score(body), 413, 'too-large', new RegExp(String(MAX_MESSAGE_BYTES)))
  })

  it('should be told of JSON where mail belongs', async () => {
    const json = '{"message":"From: anna"}'
    expectProblem(await score(json, { 'Content-Type': 'application/json' }), 415, 'not-mail', /raw message/)
    expectProblem(
      await score(json, { 'Content-Type': 'application/ld+json' }),
      415,
      'not-mail',
      /raw message/,
    )
    expectProblem(await score(json, { 'Content-Type': 'text/plain' }), 422, 'not-mail', /mail|message/)
  })

  it('should be told of a form where mail belongs', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' }
    expectProblem(await score('--b--', headers), 415, 'not-mail', /curl --data-binary/)
  })

  it('should judge mail that is broken but mail', async () => {
    const multipart = mail('Cut', '').replace(
      '\r\n\r\n',
      '\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
    )
    const charset = mail('Odd', '').replace(
      '\r\n\r\n',
      '\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\n',
    )
    for (const body of [
      `${multipart}--b\r\nContent-Type: text/html\r\n\r\n<p>never end`,
      `${charset}text`,
      mail('NUL \0 bytes', 'te\0xt \0\0\0'),
      Buffer.concat([Buffer.from(mail('Bytes', '')), Buffer.from([0xff, 0xfe, 0x00, 0x80])]),
    ]) {
      expect((await score(body)).status).toBe(200)
    }
  })

  it('should judge mail that is built to choke on', async () => {
    const open = (i: number) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`
    const nested = Array.from({ length: 10_000 }, (_, i) => open(i)).join('')
    expect((await score(`From: a@b.example\r\nSubject: Nested\r\n${nested}text`)).status).toBe(200)
    const headers = Array.from({ length: 100_000 }, (_, i) => `X-Header-${i}: ${i}\r\n`).join('')
    expect((await score(`Subject: Headers\r\n${headers}\r\ntext`)).status).toBe(200)
  })

  it('should be told of a missing user', async () => {
    expectProblem(
      await door.call('POST', '/v1/score', { body: mail('a', 'b') }),
      400,
      'no-user',
      /X-Hamlet-User/,
    )
    expectProblem(
      await door.call('POST', '/v1/score?user=', { body: mail('a', 'b') }),
      400,
      'no-user',
      /\?user=/,
    )
    expectProblem(await door.call('GET', '/v1/messages/1'), 400, 'no-user', /\?user=/)
  })

  it('should be told of two users', async () => {
    const headers = { 'X-Hamlet-User': 'ben' }
    expectProblem(await score(mail('a', 'b'), headers), 400, 'two-users', /one user/)
    const twice = await door.call('POST', '/v1/score?user=anna&user=ben', { body: mail('a', 'b') })
    expectProblem(twice, 400, 'two-users', /one user/)
  })

  it.each(['x'.repeat(257), 'a\nb', '\0'])('should be told of a bad user name', async (name) => {
    const answer = await door.call('POST', `/v1/score?user=${encodeURIComponent(name)}`, {
      body: mail('a', 'b'),
    })
    expect(answer.status).toBe(400)
    expect(answer.body.detail).toMatch(/name/)
  })

  it('should be told of a wrong percent-encoding', async () => {
    for (const path of [
      '/v1/users/%ff',
      '/v1/users/%e4%',
      '/v1/users/anna/messages?after=%ff',
      '/v1/users/%zz/export',
    ]) {
      expectProblem(await door.call('GET', path), 400, 'bad-encoding', /percent-encoding/)
    }
    const header = await door.call('POST', '/v1/score', {
      body: mail('a', 'b'),
      headers: { 'X-Hamlet-User': '\xff' },
    })
    expectProblem(header, 400, 'bad-encoding', /UTF-8/)
  })

  it('should be told of an unknown user', async () => {
    for (const [method, path] of [
      ['GET', '/v1/users/nobody'],
      ['DELETE', '/v1/users/nobody'],
      ['GET', '/v1/users/nobody/export'],
      ['GET', '/v1/users/nobody/messages'],
      ['GET', '/v1/messages/0?user=nobody'],
    ] as const) {
      expect([path, (await door.call(method, path)).status]).toEqual([path, 404])
    }
    const prior = await door.call('PUT', '/v1/users/anna/prior', { body: '{"from":"nobody"}' })
    expect(prior.status).toBe(404)
  })

  it('should be told of an unknown id', async () => {
    const id = '0'.repeat(known.length)
    for (const answer of [
      await door.call('PUT', `/v1/users/anna/marks/${id}`, { body: '{"label":"spam"}' }),
      await door.call('DELETE', `/v1/users/anna/marks/${id}`),
      await door.call('GET', `/v1/messages/${id}?user=anna`),
    ]) {
      expectProblem(answer, 404, 'unknown-message', /./)
    }
  })

  it('should be told of an unknown label', async () => {
    const path = `/v1/users/anna/marks/${known}`
    for (const body of ['{"label":"junk"}', '{"label":null}', '{}', '[]', '"spam"']) {
      expectProblem(
        await door.call('PUT', path, { body }),
        400,
        /^"/.test(body) ? 'malformed-json' : 'bad-input',
        /spam|JSON/,
      )
    }
    const raw = { body: mail('Known', 'text') }
    expectProblem(
      await door.call('POST', '/v1/users/anna/marks?label=junk', raw),
      400,
      'bad-input',
      /\?label=spam/,
    )
    expectProblem(await door.call('POST', '/v1/users/anna/marks', raw), 400, 'bad-input', /\?label=spam/)
  })

  it('should be told of malformed JSON', async () => {
    const path = `/v1/users/anna/marks/${known}`
    for (const body of ['{"label":', 'label=spam', '{"label":"spam"}x', '\0']) {
      expectProblem(await door.call('PUT', path, { body }), 400, 'malformed-json', /JSON/)
    }
    expectProblem(await door.call('PUT', path), 400, 'bad-input', /\{"label":"spam"\}/)
  })

  it('should be told of JSON that is far too large, too deep, or in another charset', async () => {
    const path = `/v1/users/anna/marks/${known}`
    const large = JSON.stringify({ label: 'x'.repeat(100_000) })
    expectProblem(await door.call('PUT', path, { body: large }), 413, 'too-large', / 65536 bytes/)
    expect(
      (await door.call('PUT', path, { body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` })).status,
    ).toBe(400)
    const latin = { 'Content-Type': 'application/json; charset=latin1' }
    const answer = await door.call('PUT', path, { headers: latin, body: '{"label":"spam"}' })
    expectProblem(answer, 415, 'unsupported-charset', /UTF-8/)
  })

  it('should be told of an unknown Content-Encoding, and read the known ones', async () => {
    const answer = await score(mail('a', 'b'), { 'Content-Encoding': 'rot13' })
    expectProblem(answer, 415, 'unsupported-encoding', /gzip/)
    const broken = await score(mail('a', 'b'), { 'Content-Encoding': 'gzip' })
    expect(broken.status).toBe(400)
  })

  it('should be told of a query that a call does not take', async () => {
    expectProblem(await door.call('GET', '/v1/users/anna?verbose=1'), 400, 'bad-input', /verbose/)
    expect((await door.call('GET', '/v1/users/anna?__proto__=1')).status).toBe(400)
  })

  it('should be told of an unknown address', async () => {
    for (const path of [
      '/v2/score',
      '/v1/',
      '/v1/score/',
      '/V1/score',
      '/../package.json',
      '/%2e%2e%2fpackage.json',
    ]) {
      const answer = await door.call('GET', path)
      expect([path, answer.status]).toEqual([path, 404])
    }
  })

  it('should be told of a wrong method, and of the right ones', async () => {
    const answer = await door.call('PATCH', '/v1/users/anna')
    expectProblem(answer, 405, 'wrong-method', /GET/)
    expect(answer.headers.get('Allow')).toBe('GET, DELETE, HEAD, OPTIONS')
    expect((await door.call('GET', '/v1/score')).headers.get('Allow')).toBe('POST, OPTIONS')
    const options = await fetch(new URL('/v1/score', door.url), { method: 'OPTIONS' })
    expect([options.status, options.headers.get('Allow')]).toEqual([204, 'POST, OPTIONS'])
  })

  it('should be told that a mail was not judged while the encoder is down', async () => {
    encoderIs = 'down'
    const answer = await score(mail('New', 'mail that was never seen'))
    expectProblem(answer, 503, 'unavailable', /not judged/)
    expect(answer.body).not.toHaveProperty('verdict')
    expect(answer.headers.get('Retry-After')).toBe('1')
  })

  it('should be told nothing of the inside when something breaks there, and the log all', async () => {
    encoderIs = 'broken'
    const answer = await score(mail('Another', 'new mail that breaks it'))
    expectProblem(answer, 500, 'internal-error', /log/)
    expect(JSON.stringify(answer.body)).not.toContain('secret of the inside')
    const id = answer.body.instance.replace('urn:uuid:', '')
    const line = door.log.find((text) => text.includes('secret of the inside'))
    expect(JSON.parse(line ?? '{}').request).toBe(id)
  })

  it('should outlive connections that break off, and bytes that are no HTTP', async () => {
    const half = `POST /v1/score?user=anna HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${door.admin}\r\nContent-Length: 999\r\n\r\nFrom: a`
    for (const bytes of [
      half,
      'GET / HTTP/1.1\r\n',
      '\0\0\0\0\r\n\r\n',
      `GET / HTTP/1.1\r\nX: ${'y'.repeat(50_000)}\r\n\r\n`,
    ]) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(door.port, '127.0.0.1', () => socket.end(bytes))
        socket
          .on('error', reject)
          .on('close', () => resolve())
          .resume()
      })
    }
  })
})
