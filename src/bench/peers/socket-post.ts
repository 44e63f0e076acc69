import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { HamletError } from '../../errors.js'

export interface Answer {
  status: number
  body: string
}

const NO_CONTENT = 204

/** One HTTP request through a Unix socket. */
export function askSocket(
  socketPath: string,
  path: string,
  { body, headers = {} }: { body?: Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request({ socketPath, path, method, headers }, (response) => {
      // Rspamd sends a body with 204 No Content; the parser's complaint about it comes too late.
      if (response.statusCode === NO_CONTENT) resolve({ status: NO_CONTENT, body: '' })
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const PAUSE_MS = 200

/**
 * Waits until a server answers on its socket.
 * @param ended resolves when the server has ended, and with it the hope of an answer
 * @throws HamletError when it ended
 */
export async function untilAnswered(
  name: string,
  socketPath: string,
  ended: Promise<unknown>,
): Promise<void> {
  let alive = true
  ended.then(() => {
    alive = false
  })
  while (alive) {
    const answer = await askSocket(socketPath, '/ping').catch(() => null)
    if (answer?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw new HamletError('peer-failed', 503, `${name} ended as soon as it was started.`)
}
