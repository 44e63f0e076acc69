/** Live news, for an administrator of all users, for a user of the own mail. */
import type { Happening } from '../filter.js'
import type { ApiKey, Store } from '../store/store.js'
import { eventStream, streamEvents } from './event-stream.js'
import { route, type Services } from './route.js'

const DESCRIPTION =
  'Server-sent events `score`, `mark` and `change`, for administrators `refit` and `restore` too, each with a line of JSON; a comment ' +
  'every 15 seconds. Nothing is kept: connect anew, and read again what you show.'

export const eventRoutes = [
  route({
    method: 'get',
    path: '/v1/admin/events',
    access: 'admin',
    summary: 'What happens, as it happens',
    description: DESCRIPTION,
    answer: eventStream,
    media: 'text/event-stream',
    handle: ({ key }, services) => open(services, key, () => true),
  }),
  route({
    method: 'get',
    path: '/v1/users/{user}/events',
    access: 'user',
    summary: 'What happens to a user, as it happens',
    description: DESCRIPTION,
    answer: eventStream,
    media: 'text/event-stream',
    handle: ({ user, key }, services) =>
      open(services, key, (event) => 'user' in event && event.user === user),
  }),
]

function open(
  { filter, store, stopping }: Services,
  key: ApiKey | null,
  concerns: (event: Happening) => boolean,
) {
  return streamEvents({ events: filter.events, concerns, stopping, isAdmitted: () => stillHolds(store, key) })
}

async function stillHolds(store: Store, key: ApiKey | null): Promise<boolean> {
  const found = key && (await store.keyByHash(key.hash))
  return found !== null && (found.expiresAt === null || found.expiresAt > Date.now())
}
