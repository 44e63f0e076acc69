/** Keys: who one is, and for administrators who may do what. A link to a user's own page carries a key that ends. */
import { z } from 'zod'
import { BadInput, NotFound } from '../errors.js'
import type { ApiKey, Store } from '../store/store.js'
import { CONFIGURED, createKey } from './keys.js'
import { route } from './route.js'
import { apiKey, scope, time } from './schemas.js'

/** Up to a year. */
const hours = z.int().min(1).max(8760)
const WEEK = 168
const LINK = 'link to the own page'

const newKey = z
  .strictObject({
    scope,
    user: z.string().min(1).max(256).nullable().default(null),
    note: z.string().max(200).default(''),
    hours: hours.exactOptional().describe('Until it ends by itself; never when left out.'),
  })
  .refine((key) => key.scope !== 'user' || key.user !== null, {
    error: 'a user key needs the user it acts for',
  })
  .refine((key) => key.scope !== 'admin' || key.user === null, {
    error: 'an admin key acts for no single user',
  })

const userLink = z.strictObject({
  user: z.string(),
  url: z.string().describe('Relative to the address of this service.'),
  key: z.string(),
  id: z.string().describe('Id of the key, to revoke it by.'),
  expiresAt: time,
})

export type UserLink = z.output<typeof userLink>

export const keyRoutes = [
  route({
    method: 'get',
    path: '/v1/key',
    access: 'hook',
    summary: 'Whose key is this, and what may it do',
    answer: apiKey,
    handle: ({ key }) => shown(key as ApiKey),
  }),
  route({
    method: 'get',
    path: '/v1/admin/keys',
    access: 'admin',
    summary: 'All keys, without their secrets',
    query: z.strictObject({
      user: z.string().exactOptional().describe('Only those that act for this user alone.'),
    }),
    answer: z.strictObject({ keys: z.array(apiKey) }),
    async handle({ query }, { store }) {
      const keys = (await store.keys()).map(shown)
      return { keys: query.user === undefined ? keys : keys.filter(({ user }) => user === query.user) }
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/keys',
    access: 'admin',
    summary: 'Make a key',
    description: 'The answer is the only place where the key itself is ever shown.',
    body: newKey,
    example: { scope: 'user', user: 'anna' },
    status: 201,
    answer: apiKey.extend({ key: z.string() }),
    async handle({ body }, { store }) {
      const { key, record } = await createKey(store, body)
      return { ...shown(record), key }
    },
  }),
  route({
    method: 'delete',
    path: '/v1/admin/keys/{key}',
    access: 'admin',
    summary: 'Revoke a key',
    answer: z.strictObject({ id: z.string(), removed: z.literal(true) }),
    refusals: [404, 409],
    async handle({ params }, { store }) {
      if (params.key === CONFIGURED) {
        throw new BadInput(
          'This key is the setting HAMLET_ADMIN_KEY: change it there.',
          409,
          'configured-key',
        )
      }
      if (!(await store.removeKey(params.key)))
        throw new NotFound('There is no key with this id: see /v1/admin/keys.')
      return { id: params.key, removed: true as const }
    },
  }),
  route({
    method: 'post',
    path: '/v1/admin/users/{user}/link',
    access: 'admin',
    summary: "Make a link to a user's own page",
    description:
      'It carries a key for this user alone, which ends by itself and can be revoked like any other. The key stands behind the ' +
      '`#`, so that no server or proxy on the way gets to see it. The answer is the only place where the link is ever shown.',
    body: z.strictObject({ hours: hours.default(WEEK) }),
    example: { hours: WEEK },
    status: 201,
    answer: userLink,
    refusals: [404],
    async handle({ user, body }, { filter, store }) {
      await filter.statistics(user)
      await removeEnded(store, user)
      const { key, record } = await createKey(store, { scope: 'user', user, note: LINK, ...body })
      const { id, expiresAt } = record
      // A link always ends.
      return { user, url: `/#/own?key=${key}`, key, id, expiresAt: expiresAt as number }
    },
  }),
]

/** Removes a user's links that have ended. */
async function removeEnded(store: Store, user: string): Promise<void> {
  for (const { id, user: of, note, expiresAt } of await store.keys()) {
    if (of === user && note === LINK && expiresAt !== null && expiresAt <= Date.now())
      await store.removeKey(id)
  }
}

function shown({ hash: _, ...key }: ApiKey) {
  return key
}
