/** What the dashboard shows, and the keys. */
import { z } from 'zod'
import { BadInput, NotFound } from '../errors.js'
import type { ApiKey } from '../store/store.js'
import { CONFIGURED, createKey } from './keys.js'
import { route } from './route.js'
import { accuracy, apiKey, scope } from './schemas.js'

const newKey = z
  .strictObject({
    scope,
    user: z.string().min(1).max(256).nullable().default(null),
    note: z.string().max(200).default(''),
  })
  .refine((key) => key.scope !== 'user' || key.user !== null, {
    error: 'a user key needs the user it acts for',
  })
  .refine((key) => key.scope !== 'admin' || key.user === null, {
    error: 'an admin key acts for no single user',
  })

export const adminRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/accuracy',
    access: 'admin',
    summary: 'How often each head would have been wrong, by user',
    description:
      'Prequential: every mail counts with the score that it got before its label was known. Marked mail, most of it ' +
      'corrections, is counted; what is `asked` stands for all mail.',
    answer: accuracy,
    handle: (_, { filter }) => filter.accuracy(),
  }),
  route({
    method: 'get',
    path: '/v1/admin/keys',
    access: 'admin',
    summary: 'All keys, without their secrets',
    answer: z.strictObject({ keys: z.array(apiKey) }),
    handle: async (_, { store }) => ({ keys: (await store.keys()).map(shown) }),
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
]

function shown({ hash: _, ...key }: ApiKey) {
  return key
}
