/**
 * Rspamd's Bayes with Redis, deciding alone: spam where it says BAYES_SPAM, which it does above a probability of 0.5. Its
 * other modules, which ask the network or judge by rules, are not loaded. It learns all that it is told: its stock
 * `learn_condition` refuses mail that it is sure of, and it would start with a fraction of the base mail.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HamletError } from '../../errors.js'
import type { Judged, LabelledMail } from '../contestant.js'
import { eachOf } from './each-of.js'
import type { Peer } from './peer.js'
import { runProgram, startProgram, untilAnswered } from './program.js'
import { PASSWORD, redisWords, rspamdSettings } from './rspamd-settings.js'
import { askSocket } from './socket-post.js'

/** Mails in flight: enough for its two workers. */
const AT_ONCE = 4

export const rspamd: Peer = {
  name: 'rspamd',
  setting: 'Bayes with Redis alone, learn_condition off; spam where BAYES_SPAM is said',

  async version() {
    await runProgram('redis-server', ['--version'])
    return (await runProgram('rspamd', ['--version'])).trim()
  },

  async start(cache) {
    const { run, redis, stop } = await startServers(join(cache, 'rspamd-patterns'))
    let folder = ''
    return {
      async use(another) {
        if (existsSync(folder)) await redis('save')
        folder = another
        await redis('flushall')
        await redis('config', 'set', 'dir', folder)
        if (existsSync(join(folder, 'dump.rdb'))) await redis('debug', 'reload', 'nosave')
      },
      score: (mails) => eachOf(mails, AT_ONCE, (mail) => judge(join(run, 'scan.sock'), mail)),
      async learn(mails) {
        await eachOf(mails, AT_ONCE, (mail) => learn(join(run, 'learn.sock'), mail))
      },
      close: stop,
    }
  },
}

async function startServers(compiled: string) {
  await mkdir(compiled, { recursive: true })
  // Not in a folder of the caller's: a socket's name has a hundred characters at most.
  const run = await mkdtemp(join(tmpdir(), 'hamlet-rspamd-'))
  const settings = join(run, 'rspamd.conf')
  await writeFile(settings, rspamdSettings(run, compiled))
  const folders = ['DBDIR', 'RUNDIR', 'LOGDIR', 'LOCAL_CONFDIR'].map((name) => `--var=${name}=${run}`)
  const database = await startProgram('redis-server', redisWords(run))
  const server = await startProgram('rspamd', ['-f', '-i', '-c', settings, ...folders])
  const stop = async () => {
    await server.stop()
    await database.stop()
    await rm(run, { recursive: true })
  }
  try {
    for (const door of ['scan', 'learn'])
      await untilAnswered('rspamd', server, async () => {
        const { status } = await askSocket(join(run, `${door}.sock`), '/ping')
        return status === 200
      })
  } catch (error) {
    await stop()
    throw error
  }
  const redis = (...words: string[]) =>
    runProgram('redis-cli', ['-e', '-s', join(run, 'redis.sock'), ...words])
  return { run, redis, stop }
}

interface Checked {
  symbols?: Record<string, { options?: string[] }>
}

/**
 * With a symbol comes how far the probability is from one half, 100 % for certain; no symbol: too few words, or as likely
 * the one as the other. It leaves out some of the header's words at random, so that no two judgements are quite the same.
 */
async function judge(socket: string, { path }: LabelledMail): Promise<Judged> {
  const { status, body } = await askSocket(socket, '/checkv2', { body: await readFile(path) })
  if (status !== 200) throw new HamletError('peer-failed', 503, `rspamd would not judge ${path}: ${body}`)
  const { symbols = {} } = JSON.parse(body) as Checked
  const { BAYES_SPAM: spam, BAYES_HAM: ham } = symbols
  return { score: certainty(spam) - certainty(ham), spam: spam !== undefined }
}

function certainty(symbol: { options?: string[] } | undefined): number {
  return Number.parseFloat(symbol?.options?.[0] ?? '0') / 100
}

/** What it cannot learn (too few words) and what it has learned already it says so of, with a status of its own. */
async function learn(socket: string, { path, label }: LabelledMail): Promise<void> {
  const headers = { Password: PASSWORD }
  const { status, body } = await askSocket(socket, `/learn${label}`, { body: await readFile(path), headers })
  if (status === 403 || status === 500)
    throw new HamletError('peer-failed', 503, `rspamd would not learn ${path}: ${body}`)
}
