/** Mail for the page's tests: of real people where the corpora are at hand, else the demo's. */
import { join } from 'node:path'
import pMap from 'p-map'
import { type Entry, readIndex, readMail } from '../../src/bench/corpora.js'
import { DEMO_INDEX } from '../../src/cli/demo-play.js'
import type { Service } from './service.js'

const { HAMLET_CORPORA } = process.env
const SOURCES = HAMLET_CORPORA
  ? {
      'farmer-d': join(HAMLET_CORPORA, 'enron/index'),
      'kaminski-v': join(HAMLET_CORPORA, 'enron/index'),
      ktwarwic: join(HAMLET_CORPORA, 'trec07p/index'),
    }
  : { anna: DEMO_INDEX, ben: DEMO_INDEX }

/** The users that `fill` makes. */
export const USERS = Object.keys(SOURCES)
export const [FIRST, SECOND] = USERS as [string, string]

/** Enough for a page of history and a refit of the shared head. */
const MAILS = 50
const MARKED = 30

/** Scores mail of every user, and marks most of it as its owner did. */
export async function fill(service: Service): Promise<void> {
  await pMap(Object.entries(SOURCES), async ([user, index]) => {
    const entries = spread((await readIndex(index)).filter((entry) => entry.user === user))
    for (const [at, entry] of entries.entries()) {
      const path = `v1/score?user=${encodeURIComponent(user)}`
      const { id } = await service.call('POST', path, await readMail(entry))
      if (at >= MARKED) continue
      await service.call('PUT', `v1/users/${user}/marks/${id}`, JSON.stringify({ label: entry.label }))
    }
  })
}

/** Mails of all of a user's time. */
function spread(entries: Entry[]): Entry[] {
  const step = Math.max(1, Math.floor(entries.length / MAILS))
  return entries.filter((_, at) => at % step === 0).slice(0, MAILS)
}
