/** The table of calls as an OpenAPI 3.1 document. */
import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { eventStream } from './event-stream.js'
import { rawMail } from './raw-mail.js'
import type { Route } from './route.js'
import { components } from './schemas.js'

type Json = Record<string, unknown>

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const USER = { type: 'string', minLength: 1, maxLength: 256 }
const PATH_PARAMETERS: Record<string, Json> = {
  user: { description: 'Name of the user, percent-encoded.', schema: USER },
  id: { description: 'Id of the message.', schema: { type: 'string' } },
  name: { description: 'Name of the topic, percent-encoded.', schema: { type: 'string' } },
  key: { description: 'Id of the key.', schema: { type: 'string' } },
  version: { description: 'Version of the shared head.', schema: { type: 'integer', minimum: 0 } },
  row: { description: 'The user whose model judges, percent-encoded.', schema: USER },
  column: { description: 'The user whose marked mail is judged, percent-encoded.', schema: USER },
}
const NAMED_USER = [
  { name: 'X-Hamlet-User', in: 'header', description: 'Name of the user, in UTF-8.', schema: USER },
  {
    name: 'user',
    in: 'query',
    description: 'The same. A key that acts for one user needs neither.',
    schema: USER,
  },
]

export function openApi(routes: Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hamlet',
      version,
      description:
        "A spam filter that learns each user's own idea of spam. A filter fails open: whoever gets no verdict delivers the mail.",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'hook keys score; user keys do all that concerns their own user; admin keys do everything.',
        },
      },
      schemas: componentSchemas(),
    },
  }
}

function operation(route: Route): Json {
  return {
    operationId: `${route.method} ${route.path}`.replace(/[^a-z0-9]+(.)?/gi, (_, next = '') =>
      next.toUpperCase(),
    ),
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...security(route),
    parameters: parameters(route),
    ...(route.body && { requestBody: { required: true, content: requestContent(route) } }),
    responses: responses(route),
  }
}

function security({ access }: Route): Json {
  if (access === 'open') return { security: [] }
  if (access === 'local') return { security: [{ key: [] }, {}] }
  return { 'x-scope': access }
}

function parameters(route: Route): Json[] {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const ofPath = names.map((name) => ({ name, in: 'path', required: true, ...PATH_PARAMETERS[name] }))
  return [...ofPath, ...(route.named ? NAMED_USER : []), ...queryParameters(route.query)]
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = jsonSchema(query) as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as Json
    const text = description === undefined ? {} : { description }
    return { name, in: 'query', required: required.includes(name), ...text, schema: rest }
  })
}

function requestContent(route: Route): Json {
  if (route.body === rawMail)
    return { 'message/rfc822': {}, 'text/plain': {}, 'application/octet-stream': {} }
  const example = route.example === undefined ? {} : { example: route.example }
  return { 'application/json': { schema: jsonSchema(route.body), ...example } }
}

function responses(route: Route): Json {
  const status = route.status ?? 200
  const media = route.media ?? 'application/json'
  const schema = route.answer === eventStream ? { type: 'string' } : jsonSchema(route.answer)
  const answer = { description: route.summary, content: { [media]: { schema } } }
  return Object.fromEntries([[status, answer], ...refusals(route).map((code) => [code, refusal(code)])])
}

/** Statuses that a row can be refused with: those that follow from what it takes, and its own. */
function refusals(route: Route): number[] {
  const keyed = route.access === 'open' ? [] : [401, 403]
  const input = [400, ...(route.body ? [413, 415] : [])]
  const mail = route.body === rawMail ? [422, 503] : []
  return [...new Set([...input, ...keyed, ...mail, ...(route.refusals ?? []), 500])].toSorted()
}

function refusal(status: number): Json {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description: STATUS_CODES[status], content: { 'application/problem+json': { schema } } }
}

/** Requests are described as they are sent: with the defaults that may be left out. */
function jsonSchema(schema: z.ZodType): Json {
  const id = components.get(schema)?.id
  if (id) return { $ref: `#/components/schemas/${id}` }
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { io: 'input', metadata: components })
  return JSON.parse(JSON.stringify(rest).replaceAll('#/$defs/', '#/components/schemas/')) as Json
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(components, { uri: (id) => `#/components/schemas/${id}` })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  )
}
