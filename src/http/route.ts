/**
 * One row of the table of calls. The Express router and the OpenAPI document are both made from these rows, so that
 * neither can say what the other does not do.
 */
import type { z } from 'zod'
import type { Filter } from '../filter.js'
import type { ApiKey, Store } from '../store/store.js'
import type { Access } from './auth.js'
import type { Metrics } from './metrics.js'

/** What the calls work with. */
export interface Services {
  filter: Filter
  store: Store
  metrics: Metrics
  /** Aborted when the server stops. */
  stopping: AbortSignal
  /** The OpenAPI document. */
  document: Record<string, unknown>
}

/** The names in braces of a path: `'/v1/users/{user}/marks/{id}'` gives `'user' | 'id'`. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never

export interface Input<Path extends string, Query, Body> {
  params: Record<Names<Path>, string>
  query: Query
  body: Body
  /** The user whom the call concerns; empty for a call that concerns none. */
  user: string
  /** Null for a call that needs none. */
  key: ApiKey | null
}

export interface Definition<
  Path extends string,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  method: 'get' | 'put' | 'post' | 'delete'
  path: Path
  access: Access
  /** True where `X-Hamlet-User`, `?user=` or the key says whom the call concerns. */
  named?: true
  summary: string
  description?: string
  query?: Query
  body?: Body
  /** A body that is right, shown in the document and to those who send a wrong one. */
  example?: NoInfer<z.input<Body>>
  /** True where a JSON body may be as large as a message. */
  large?: true
  /** The answer, its status (200) and media type (JSON). */
  answer: Answer
  status?: number
  media?: string
  /** Statuses of refusals beyond those that follow from the rest of the row. */
  refusals?: number[]
  handle(
    input: Input<Path, z.output<Query>, z.output<Body>>,
    services: Services,
  ): z.input<Answer> | Promise<z.input<Answer>>
}

// biome-ignore lint/suspicious/noExplicitAny: the table holds rows of every shape; each row was checked by route().
export type Route = Definition<any, any, any, any>

/** Checks a row's handler against its schemas, at compile time. */
export function route<
  const Path extends string,
  Answer extends z.ZodType,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: Definition<Path, Query, Body, Answer>): Route {
  return definition
}
