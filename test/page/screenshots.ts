/**
 * Pictures of the main views, light, dark and on a phone, into data/screenshots: `npm run screenshots`. What they show is mail
 * that was written for the samples: five users who agree on spam and differ on newsletters.
 */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pMap from 'p-map'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Campaign, readCampaigns } from '../../src/bench/campaigns.js'
import { type Entry, readIndex, readMail } from '../../src/bench/corpora.js'
import { DEMO_INDEX } from '../../src/cli/demo-play.js'
import type { Label } from '../../src/types.js'
import { openBrowser, Tab } from './browser.js'
import { ADMIN, Service } from './service.js'

const folder = (path: string) => fileURLToPath(new URL(`../../data/${path}`, import.meta.url))
const DESK = { viewport: { width: 1200, height: 760 }, locale: 'en-GB' }
const PHONE = { viewport: { width: 390, height: 780 }, locale: 'en-GB' }
const MOST_BYTES = 200_000

/** Whether a user marks newsletters as spam; the samples' own users have marks of their own. */
const TASTES: Record<string, (family: number) => boolean> = {
  carla: () => false,
  david: () => true,
  emma: (family) => family % 2 === 0,
}

interface Sample {
  raw: Buffer
  label: Label
}

describe('pictures of the dashboard', () => {
  let browser: Browser
  let service: Service
  let message: string

  beforeAll(async () => {
    ;[browser, service] = await Promise.all([openBrowser(), Service.start()])
    await mkdir(folder('screenshots'), { recursive: true })
    const campaigns = await readCampaigns(folder('samples/families'))
    const entries = await readIndex(DEMO_INDEX)
    const read = (some: Entry[]) =>
      pMap(some, async (entry): Promise<Sample> => ({ raw: await readMail(entry), label: entry.label }))
    for (const user of ['anna', 'ben'])
      await send(user, await read(entries.filter((entry) => entry.user === user)))
    const ham = await read(entries.filter(({ user, label }) => user === 'anna' && label === 'ham'))
    for (const [user, taste] of Object.entries(TASTES))
      await send(user, [...ham, ...chosen(campaigns, taste)])
    const { marks } = await service.call('GET', 'v1/users/david/timeline')
    message = marks[1].id
  })
  afterAll(async () => {
    await service?.remove()
    await browser?.close()
  })

  /** Scores all, and marks two in three as they come. */
  async function send(user: string, samples: Sample[]): Promise<void> {
    for (const [at, { raw, label }] of samples.entries()) {
      const { id } = await service.call('POST', `v1/score?user=${user}`, raw)
      if (at % 3 < 2) await service.call('PUT', `v1/users/${user}/marks/${id}`, JSON.stringify({ label }))
    }
  }

  it.each(['light', 'dark', 'phone'] as const)('should be taken: %s', async (mode) => {
    const scheme = mode === 'dark' ? 'dark' : 'light'
    const tab = await Tab.open(browser, service.url, {
      ...(mode === 'phone' ? PHONE : DESK),
      colorScheme: scheme,
    })
    await tab.show('', ADMIN)
    const views = {
      users: '#/users',
      user: '#/users/emma',
      message: `#/users/david/messages/${message}`,
      compare: '#/compare?user=carla&user=david',
      transfer: '#/transfer',
      shared: '#/shared',
    }
    for (const [name, hash] of Object.entries(views)) {
      await tab.show(hash)
      await tab.settled()
      const path = join(folder('screenshots'), `${name}-${mode}.png`)
      await tab.page.screenshot({ path })
      expect((await stat(path)).size).toBeLessThan(MOST_BYTES)
    }
    await tab.close()
  })
})

/** Two mails of every family, the families taking turns. */
function chosen(campaigns: Campaign[], taste: (family: number) => boolean): Sample[] {
  return [0, 1].flatMap((turn) =>
    campaigns.map(({ kind, mails }, family): Sample => {
      const raw = mails[turn % mails.length] as Buffer
      return { raw, label: kind === 'spam' || taste(family) ? 'spam' : 'ham' }
    }),
  )
}
