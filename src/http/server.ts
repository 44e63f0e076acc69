/** The HTTP door: the table of calls and the page, behind one port, with a graceful stop. */
import { createServer as createNodeServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express, { type Express } from 'express'
import helmet from 'helmet'
import { BadConfig, NotFound } from '../errors.js'
import type { Filter } from '../filter.js'
import type { Log } from '../log.js'
import type { Store } from '../store/store.js'
import { keyRoutes } from './admin-keys.js'
import { adminUserRoutes } from './admin-users.js'
import { compareRoutes } from './compare.js'
import { eventRoutes } from './events.js'
import { healthRoutes } from './health.js'
import { hookRoutes } from './hook.js'
import { markRoutes } from './marks.js'
import { createMetrics } from './metrics.js'
import { openApi } from './openapi.js'
import { problems } from './problem.js'
import { promiseRoutes } from './promise.js'
import { questionRoutes } from './questions.js'
import { requestLog } from './request-log.js'
import { createRouter } from './router.js'
import { sharedRoutes } from './shared.js'
import { systemRoutes } from './system.js'
import { timelineRoutes } from './timeline.js'
import { topicRoutes } from './topics.js'
import { transferRoutes } from './transfer.js'
import { userRoutes } from './users.js'
import { weakLabelRoutes } from './weak-labels.js'
import { whatIfRoutes } from './what-if.js'

export interface ServerOptions {
  filter: Filter
  store: Store
  log: Log
  /** Larger bodies are refused with 413. */
  maxMessageBytes: number
  /** How many mails wait for the encoder now; for the metrics. */
  encoderQueue: () => number
}

export interface HttpServer {
  app: Express
  /** Port 0 takes a free one. @throws BadConfig when the port cannot be had. */
  listen(port: number, host: string): Promise<{ url: string; port: number }>
  /** Accepts no more, lets requests in flight end, then resolves. */
  close(): Promise<void>
}

export const routes = [
  ...hookRoutes,
  ...markRoutes,
  ...topicRoutes,
  ...weakLabelRoutes,
  ...promiseRoutes,
  ...questionRoutes,
  ...userRoutes,
  ...timelineRoutes,
  ...adminUserRoutes,
  ...compareRoutes,
  ...transferRoutes,
  ...sharedRoutes,
  ...whatIfRoutes,
  ...keyRoutes,
  ...eventRoutes,
  ...systemRoutes,
  ...healthRoutes,
]

/** What `npm run build` made of src/page, from the source tree and from the built one alike. */
const PAGE = new URL('../../dist/page/', import.meta.url)
/** Longer than proxies and mail servers keep a connection that they may use again: a reset would be a mail not judged. */
const KEEP_ALIVE_MS = 75_000
/** A client that is still sending by then is cut off. */
const GRACE_MS = 10_000

export function createServer(options: ServerOptions): HttpServer {
  const { filter, store, log, maxMessageBytes } = options
  const metrics = createMetrics({ encoderQueue: options.encoderQueue, store, filter })
  const stopping = new AbortController()
  const app = express().disable('etag').use(requestLog(log, metrics), headers())
  app.use(
    createRouter(
      routes,
      { filter, store, metrics, stopping: stopping.signal, document: openApi(routes) },
      maxMessageBytes,
    ),
  )
  app.use(express.static(fileURLToPath(PAGE)))
  app.use((request) => {
    throw new NotFound(`There is nothing at ${request.path}: see /openapi.json for all calls.`)
  })
  app.use(problems(log))

  const server = createNodeServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app)
  let closing = false
  // An answer that ends while closing leaves its connection idle: let it go too.
  server.on('request', (_, response) => {
    response.once('close', () => setImmediate(() => closing && server.closeIdleConnections()))
  })

  return {
    app,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', (error) => reject(cannotListen(error, port, host)))
        server.listen(port, host, () => {
          const { port: taken } = server.address() as AddressInfo
          resolve({ url: `http://${shownHost(host)}:${taken}/`, port: taken })
        })
      }),
    close: () =>
      new Promise((resolve) => {
        closing = true
        stopping.abort()
        const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
      }),
  }
}

/** The page runs its own script and style and talks to its own server, nothing else. TLS, where it is wanted, is the
 * proxy's, and so are the headers that bind a browser to it. */
function headers() {
  return helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  })
}

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function cannotListen(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') {
    return new BadConfig(`Port ${port} on ${host} is taken: stop the program that has it, or set PORT.`, {
      cause: error,
    })
  }
  return new BadConfig(`Cannot listen on ${host}, port ${port} (${error.code}): set HAMLET_HOST and PORT.`, {
    cause: error,
  })
}
