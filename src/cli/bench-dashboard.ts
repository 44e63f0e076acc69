import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { App } from '../app.js'
import { readIndex } from '../bench/corpora.js'
import { type Crowd, fillCrowd } from '../bench/crowd.js'
import { provenance } from '../bench/provenance.js'
import { median } from '../encoder/speed.js'
import { createKey } from '../http/keys.js'
import { DEMO_INDEX } from './demo-play.js'
import { type FigureOptions, figureCommand, showFigure } from './figure.js'
import { withApp } from './open-app.js'
import { Progress } from './progress.js'
import { type Column, tableLines } from './table.js'

interface Options extends FigureOptions {
  users: string
  messages: string
  keep?: string
}

interface Timed {
  call: string
  /** Milliseconds: the first time, and the median of those after it. */
  first: number
  median: number
  kilobytes: number
}

export interface DashboardFigure extends Crowd {
  megabytes: number
  secondsToMake: number
  calls: Timed[]
}

export const DASHBOARD_TITLES = ['call', 'first', 'median', 'kB']
const COLUMNS = DASHBOARD_TITLES.map((title, i): Column => ({ title, ...(i > 0 && { align: 'right' }) }))
const REPEATS = 5
const SEED = 7

export function dashboardCommand(): Command {
  return figureCommand(
    'dashboard',
    'Makes an installation of many users in a temporary file, and times each call that the dashboard makes.',
    [
      'hamlet bench dashboard --users 1000 --messages 100000',
      'hamlet bench dashboard --keep crowd.db --json dashboard.json',
    ],
  )
    .option('--users <n>', 'how many users', '10000')
    .option('--messages <n>', 'how many mails all of them have together', '2000000')
    .option('--keep <file>', 'make the database there and leave it, to be served or measured again')
    .action(dashboard)
}

async function dashboard({ users, messages, keep, ...options }: Options, self: Command): Promise<void> {
  for (const [name, value] of Object.entries({ users, messages })) {
    if (!/^[1-9]\d{0,7}$/.test(value)) self.error(`error: --${name} must be a whole number above 0`)
  }
  if (keep !== undefined && existsSync(keep))
    self.error(`error: ${keep} exists already: name a new file for --keep`)
  const folder = await mkdtemp(join(tmpdir(), 'hamlet-bench-'))
  const { base, encoder, json } = options
  const settings = { database: keep ?? join(folder, 'hamlet.db'), host: '127.0.0.1', port: 0, demo: false }
  try {
    await withApp((app) => measure(app, { users: Number(users), messages: Number(messages), json }), {
      ...settings,
      logLevel: 'silent',
      ...(base !== undefined && { base }),
      ...(encoder !== undefined && { encoder }),
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function measure(
  app: App,
  { users, messages, json }: { users: number; messages: number; json: FigureOptions['json'] },
): Promise<void> {
  const { filter, store } = app
  const entries = await readIndex(DEMO_INDEX)
  const samples = await Promise.all(entries.map(({ path }) => readFile(path)))
  const progress = new Progress('making users', users)
  const onUser = () => progress.advance(1, '')
  const start = performance.now()
  const crowd = await fillCrowd({ filter, store, users, messages, samples, seed: SEED, onUser }).finally(() =>
    progress.stop(),
  )
  const made = (performance.now() - start) / 1000
  const calls = await timeCalls(app)
  const run = { ...(await provenance()), seed: SEED, encoder: app.encoder.id, base: app.base.id }
  const { bytes } = await store.totals()
  const figure: DashboardFigure = { ...crowd, megabytes: bytes / 1e6, secondsToMake: made, calls }
  await showFigure(json, { run, ...figure }, [
    `${crowd.users} users, ${crowd.messages} mails, ${crowd.marks} marks, ${(bytes / 1e6).toFixed(0)} MB`,
    ...tableLines(COLUMNS, dashboardRows(figure)),
  ])
}

export function dashboardRows({ calls }: DashboardFigure): string[][] {
  return calls.map(({ call, first, median, kilobytes }) => [
    call,
    `${first.toFixed(0)} ms`,
    `${median.toFixed(0)} ms`,
    kilobytes.toFixed(0),
  ])
}

/** Of users, those with the most marks are asked about: there is most to answer. */
async function timeCalls({ listen, store }: App): Promise<Timed[]> {
  const { url } = await listen()
  const { key } = await createKey(store, { scope: 'admin', user: null, note: 'bench' })
  const order = { sort: 'marks', descending: true, filter: 'all', name: '' } as const
  const { users } = await store.ranking({ ...order, limit: 2 })
  const { messages } = await store.messages(users[0].user, { limit: 1 })
  const [one, other = one] = users.map(({ user }) => encodeURIComponent(user))
  const paths = [
    '/v1/admin/users',
    '/v1/admin/users?sort=messages',
    '/v1/admin/users?sort=user&q=42',
    '/v1/admin/accuracy',
    `/v1/admin/compare?user=${one}&user=${other}`,
    '/v1/admin/transfer',
    `/v1/admin/transfer/${one}/${other}?wrong=false`,
    `/v1/users/${one}`,
    `/v1/users/${one}/timeline`,
    `/v1/users/${one}/messages`,
    `/v1/messages/${messages[0]?.id}?user=${one}`,
    '/v1/admin/shared',
    '/v1/admin/system',
  ]
  const timed: Timed[] = []
  for (const path of paths) timed.push(await timeCall(new URL(path, url), key))
  return timed
}

async function timeCall(address: URL, key: string): Promise<Timed> {
  const times: number[] = []
  let size = 0
  for (let time = 0; time <= REPEATS; time++) {
    const start = performance.now()
    const response = await fetch(address, { headers: { Authorization: `Bearer ${key}` } })
    const body = await response.text()
    times.push(performance.now() - start)
    if (!response.ok) throw new Error(`${address.pathname} was answered with ${response.status}: ${body}`)
    size = body.length
  }
  const [first, ...rest] = times
  const call = decodeURIComponent(address.pathname + address.search)
  return { call, first, median: median(rest), kilobytes: size / 1000 }
}
