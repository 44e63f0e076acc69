import { once } from 'node:events'
import type { Command } from 'commander'
import type { App } from '../app.js'
import { readConfig, settings } from '../config.js'
import { createKey, ensureAdminKey } from '../http/keys.js'
import { command } from './command.js'
import { playWithProgress } from './demo.js'
import { demoLines } from './demo-table.js'
import { complain } from './failure.js'
import { type Greeting, greetingLines } from './greeting.js'
import { withApp } from './open-app.js'
import { tableLines } from './table.js'

export function serveCommand(): Command {
  return command('serve', 'Serves the HTTP calls and the dashboard until it is stopped.', [
    'hamlet serve',
    'HAMLET_DATABASE=/var/lib/hamlet/hamlet.db PORT=9000 HAMLET_DEMO=off hamlet serve',
  ])
    .addHelpText('after', () => `\nSettings, from the environment:\n${settingLines().join('\n')}`)
    .action(({ json }: { json?: true }) => withApp((app) => serve(app, json), readConfig(process.env)))
}

function settingLines(): string[] {
  const columns = [{ title: 'name' }, { title: 'default' }, { title: 'meaning' }]
  return tableLines(
    columns,
    settings.map(({ name, fallback, help }) => [name, fallback ?? '', help]),
  ).map((line) => `  ${line}`)
}

async function serve(app: App, json: true | undefined): Promise<void> {
  const print = (text: string) => console.log(text)
  const stop = abortOn('SIGTERM', 'SIGINT')
  const stopped = once(stop, 'abort')
  const demo = app.config.demo && (await neverUsed(app))
  const keys = await firstKeys(app)
  const { url } = await app.listen()
  const greeting = { url, ...keys }
  if (json) print(JSON.stringify(greeting))
  else greetingLines(greeting).forEach(print)

  // The demo is played beside the service: neither its end nor its failure stops anything, and a signal cuts it short.
  if (demo && !json) await Promise.race([stopped, playDemo(app, print, stop)])
  await stopped
}

async function neverUsed({ store }: App): Promise<boolean> {
  return (await store.users({ limit: 1 })).users.length === 0
}

/** Sees to an admin key. On the first start, when there are no keys at all, a hook key is made too, to try it with. */
async function firstKeys({ store, config }: App): Promise<Omit<Greeting, 'url'>> {
  const first = (await store.keys()).length === 0
  const adminKey = await ensureAdminKey(store, config.adminKey)
  if (!first) return { adminKey, hookKey: null }
  const { key } = await createKey(store, { scope: 'hook', user: null, note: 'made at the first start' })
  return { adminKey, hookKey: key }
}

async function playDemo({ filter }: App, print: (line: string) => void, stop: AbortSignal): Promise<void> {
  try {
    const result = await playWithProgress(filter)
    for (const line of ['', ...demoLines(result), '', ERASING]) print(line)
  } catch (error) {
    if (!stop.aborted) complain(`the demo ended early: ${(error as Error).message}`)
  }
}

const ERASING =
  'The demo is not played again. `hamlet users erase anna --yes` and `… ben …` remove what it left.'

function abortOn(...signals: NodeJS.Signals[]): AbortSignal {
  const controller = new AbortController()
  for (const signal of signals) process.once(signal, () => controller.abort())
  return controller.signal
}
