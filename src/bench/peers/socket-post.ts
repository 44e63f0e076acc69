import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { HamletError } from '../../errors.js'

export interface Answer {
  status: number
  body: string
}

const NO_CONTENT = 204

/**
 * One HTTP request through a Unix socket, on a connection of its own: one that was kept open may be closed by the other side
 * at the moment when it is used again.
 */
export function askSocket(
  socketPath: string,
  path: string,
  { body, headers = {} }: { body?: Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request({ socketPath, path, method, headers, agent: false }, (response) => {
      // Rspamd sends a body with 204 No Content; the parser's complaint about it comes too late.
      if (response.statusCode === NO_CONTENT) resolve({ status: NO_CONTENT, body: '' })
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    asked.on('error', ({ message }) =>
      reject(new HamletError('peer-failed', 503, `${path} got no answer from ${socketPath}: ${message}`)),
    )
    asked.end(body)
  })
}
