/** One log line and two metrics for every request: method, route, status, milliseconds. */
import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Log } from '../log.js'
import type { Metrics } from './metrics.js'

/** nginx's status for a client that left before its answer. */
const CLIENT_LEFT = 499

export function requestLog(log: Log, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const start = performance.now()
    response.locals.id = randomUUID()
    response.once('close', () => {
      const ms = performance.now() - start
      const { method } = request
      const route: string = response.locals.route ?? 'none'
      const status = response.writableFinished ? response.statusCode : CLIENT_LEFT
      metrics.requests.inc({ method, route, status })
      // A stream takes as long as somebody watches, which says nothing about the service.
      if (!String(response.get('Content-Type')).startsWith('text/event-stream'))
        metrics.durations.observe({ method, route }, ms / 1000)
      log.info({ request: response.locals.id, method, route, status, ms: Math.round(ms) }, 'request')
    })
    next()
  }
}
