/** One run of `hamlet bench transfer`: for each user the mail, the encoder, the base and the peers; then the contest. */
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createApp, openConfiguredEncoder, readBase } from '../app.js'
import { adapterAlone } from '../bench/adapter-alone.js'
import { byCorpus, contestMails } from '../bench/contest-mail.js'
import type { Contestant } from '../bench/contestant.js'
import { hamletContestant } from '../bench/hamlet.js'
import type { Way } from '../bench/marking.js'
import { trainedUsers, trainedWarning } from '../bench/overlap.js'
import { provenance } from '../bench/provenance.js'
import { type Split, splitMail } from '../bench/split.js'
import { runContest, type UserResult } from '../bench/transfer.js'
import { type Config, readConfig } from '../config.js'
import { findEncoder, type OpenEncoder } from '../encoder/open.js'
import { BadInput } from '../errors.js'
import type { Base } from '../heads/base.js'
import { withoutUser } from '../training/balance.js'
import type { TrainingMail } from '../training/dataset.js'
import { rememberTexts } from '../training/text-vectors.js'
import { train } from '../training/train.js'
import { complain } from './failure.js'
import {
  type Folders,
  type OpenPeer,
  type PeerOptions,
  peerSettings,
  taughtPeers,
  withPeers,
} from './peers.js'
import { Progress } from './progress.js'
import { type Judged, judgingOnce } from './transfer-kept.js'
import { readTransferMail, type TransferMail } from './transfer-mail.js'

export interface TransferOptions extends PeerOptions {
  train: string[]
  test: string[]
  users: string[]
  marks: number[]
  choose: Way[]
  seeds: number
  base: 'retrain' | 'shipped'
  encoder?: string[]
  halve?: string[]
  sample?: number
}

export interface TransferRun {
  results: UserResult[]
  users: Judged['about'][]
  peers: ReturnType<typeof peerSettings>
}

export async function runTransfer(options: TransferOptions): Promise<TransferRun> {
  const config = {
    ...readConfig({ HAMLET_LOG: 'warn', ...process.env }),
    database: ':memory:',
    keep: 'nothing' as const,
  }
  const encoders = await encoderOfEach(options, config)
  const run: TransferRun = { results: [], users: [], peers: [] }
  await withPeers(options, async (peers, folders) => {
    run.peers = peerSettings(peers)
    const { train, test, base, marks, choose, seeds, sample, headerless, halve } = options
    const { threshold, promise, maxMarks } = config
    const settings = { threshold, promise, maxMarks }
    const way = {
      ...{ train, test, base, marks, choose, seeds, sample, headerless, halve },
      ...{ peers: run.peers, settings },
    }
    const judge = await judgingOnce(way, await provenance(), join(folders.cache, 'transfer'))
    for (const [name, users] of encoders) {
      const encoder = await openConfiguredEncoder({ ...config, encoder: name })
      try {
        const mail = await readTransferMail(options, encoder)
        for (const user of users) {
          const test = { mail, encoder, peers, config, options, folders }
          const { result, about } = await judge(user, encoder.id, () => testUser(user, test))
          run.results.push(result)
          run.users.push(about)
        }
      } finally {
        await encoder.close()
      }
    }
  })
  return run
}

/** Each encoder that is needed, with the users to judge with it. @throws BadInput when none is new to a user. */
async function encoderOfEach(
  { encoder, users }: TransferOptions,
  config: Config,
): Promise<Map<string, string[]>> {
  const names = encoder ?? [config.encoder ?? 'embedded']
  const infos = await Promise.all(names.map((name) => findEncoder({ encoder: name, hub: config.hub })))
  const chosen = new Map<string, string[]>()
  for (const user of users) {
    const at = infos.findIndex(({ manifest }) => !manifest.supervisedUsers?.includes(user))
    if (at < 0)
      throw new BadInput(
        `Every encoder has seen the labels of ${user}. Name one with --encoder that has not, or leave ${user} out of --users.`,
      )
    chosen.set(names[at], [...(chosen.get(names[at]) ?? []), user])
  }
  return chosen
}

interface Test {
  mail: TransferMail
  encoder: OpenEncoder
  peers: OpenPeer[]
  config: Config
  options: TransferOptions
  folders: Folders
}

async function testUser(user: string, test: Test): Promise<Judged> {
  const { mail, encoder, peers, config, options, folders } = test
  const work = await mkdtemp(join(folders.work, 'user-'))
  const known = mail.base(user)
  const base = options.base === 'shipped' ? await readBase(config.base) : trainWithout(user, known, encoder)
  const warning = trainedWarning(trainedUsers([{ user }], { base, encoder }))
  if (warning !== null) complain(`${warning} These figures say nothing about a new user.`)
  const remembering = rememberTexts(encoder, options.cache ?? null)
  const app = await createApp(config, { encoder: remembering, base })
  try {
    const { headerless = [], sample = null } = options
    const given = (mails: readonly TrainingMail[]) => contestMails(mails, headerless, join(work, 'mail'))
    const once = withoutUser(known, null)
    const common = byCorpus(once.filter((each) => mail.isCommon(each)))
    const rest = once.filter((each) => !mail.isCommon(each))
    const parts = await Promise.all([...common, rest].map(given))
    const taught = await taughtPeers(peers, parts, { cache: folders.cache, work })
    const contestants: Contestant[] = [hamletContestant(await adapterAlone(app)), ...taught]
    const result = await contest(user, splitMail(await given(mail.of(user)), sample), contestants, options)
    return {
      result,
      about: {
        user,
        encoder: encoder.id,
        base: base.id,
        trainedOn: warning !== null,
        baseMails: once.length,
      },
    }
  } finally {
    await app.close()
    await remembering.close()
    await rm(work, { recursive: true, force: true })
  }
}

async function contest(
  user: string,
  split: Split,
  contestants: readonly Contestant[],
  { marks: counts, choose: ways, seeds: draws }: TransferOptions,
): Promise<UserResult> {
  const seeds = Array.from({ length: draws }, (_, i) => i + 1)
  const rounds = ways.map((way) => (way === 'random' ? counts.length * draws : counts.length + 1))
  const total = contestants.length * rounds.reduce((sum, each) => sum + each, 0)
  const progress = new Progress(`judging ${user}`, total)
  const onRound = (filter: string) => progress.advance(1, filter)
  try {
    return await runContest(user, split, contestants, { ways, counts, seeds, onRound })
  } finally {
    progress.stop()
  }
}

function trainWithout(
  user: string,
  mails: readonly TrainingMail[],
  { id, dimension, info }: OpenEncoder,
): Base {
  const supervisedUsers = info.manifest.supervisedUsers ?? []
  const onStep = (step: string) =>
    process.stderr.isTTY && process.stderr.write(`base without ${user}: ${step}\n`)
  return train(mails, {
    name: `without-${user}`,
    encoder: { id, dimension, supervisedUsers },
    seed: 1,
    onStep,
  })
}
