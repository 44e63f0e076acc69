/** The table of calls as an Express router. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import type { z } from 'zod'
import { BadInput } from '../errors.js'
import type { ApiKey } from '../store/store.js'
import { admit, permit } from './auth.js'
import { Refusal } from './problem.js'
import { rawMail, rawMailParser } from './raw-mail.js'
import type { Route, Services } from './route.js'
import { namedUser } from './user.js'

const SMALL_JSON_BYTES = 64 * 1024

export function createRouter(routes: Route[], services: Services, maxMessageBytes: number): Router {
  const router = express.Router({ caseSensitive: true, strict: true })
  for (const template of new Set(routes.map((route) => route.path))) {
    const path = template.replace(/\{(\w+)\}/g, ':$1')
    const ofPath = routes.filter((route) => route.path === template)
    for (const route of ofPath) {
      router[route.method](
        path,
        gate(route, services),
        ...bodyParser(route, maxMessageBytes),
        handler(route, services),
      )
    }
    router.all(path, otherMethods(ofPath))
  }
  return router
}

/** Lets in those who may, before a byte of the body is read. */
function gate(route: Route, services: Services): RequestHandler {
  return async (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    response.locals.route = route.path
    const key = await admit(request, route.access, services.store)
    const query = readQuery(request)
    response.locals.key = key
    response.locals.user = request.params.user ?? (route.named ? namedUser(request, query, key) : '')
    if (response.locals.user !== '') permit(key, response.locals.user)
    if (route.named) delete query.user
    response.locals.query = check(route.query, query, 'query')
    next()
  }
}

function handler(route: Route, services: Services): RequestHandler {
  return async (request, response) => {
    const { key, user, query } = response.locals as { key: ApiKey | null; user: string; query: object }
    const body = check(route.body, request.body, 'body', route.example)
    const answer = await route.handle(
      { params: request.params as Record<string, string>, query, body, user, key },
      services,
    )
    response.status(route.status ?? 200)
    if (answer instanceof Readable) return pipe(answer, response.type(route.media ?? ''))
    if (route.media) response.type(route.media).send(answer)
    else response.json(answer)
  }
}

/** Sends what comes until it ends. A reader who leaves is no failure. */
async function pipe(stream: Readable, response: Response): Promise<void> {
  response.flushHeaders()
  await pipeline(stream, response).catch(() => response.destroy())
}

function bodyParser(route: Route, maxMessageBytes: number): RequestHandler[] {
  if (!route.body) return []
  if (route.body === rawMail) return rawMailParser(maxMessageBytes)
  const limit = route.large ? maxMessageBytes : SMALL_JSON_BYTES
  return [express.json({ type: () => true, limit })]
}

function otherMethods(routes: Route[]): RequestHandler {
  const methods = routes.map((route) => route.method.toUpperCase())
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  return (request, response) => {
    response.locals.route = routes[0]?.path
    if (request.method !== 'OPTIONS') {
      throw new Refusal('wrong-method', 405, `This address takes ${allow}, not ${request.method}.`, {
        Allow: allow,
      })
    }
    response.set('Allow', allow).status(204).end()
  }
}

/** The query as an object: a string for what is given once, an array for what is repeated. */
function readQuery(request: Request): Record<string, string | string[]> {
  const start = request.originalUrl.indexOf('?')
  const raw = start < 0 ? '' : request.originalUrl.slice(start + 1)
  try {
    decodeURIComponent(raw)
  } catch {
    throw new BadInput(
      'The query holds a wrong percent-encoding: write it in UTF-8, then encode it.',
      400,
      'bad-encoding',
    )
  }
  const search = new URLSearchParams(raw)
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name)
      return [name, values.length === 1 ? (values[0] as string) : values]
    }),
  )
}

/** @throws BadInput 400 with a sentence of what is wrong where. */
function check(
  schema: z.ZodType | undefined,
  value: unknown,
  part: 'query' | 'body',
  example?: unknown,
): unknown {
  if (!schema) {
    if (part === 'body' || Object.keys(value as object).length === 0) return value
    throw new BadInput(`This call takes no ${Object.keys(value as object).join(', ')} in its query.`)
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issues = result.error.issues.map(({ path, message }) =>
    path.length ? `${path.join('.')}: ${message}` : message,
  )
  const hint = example === undefined ? '' : ` Send for example ${JSON.stringify(example)}.`
  throw new BadInput(`The ${part} is wrong: ${issues.join('; ')}.${hint}`)
}
