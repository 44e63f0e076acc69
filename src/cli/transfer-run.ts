/** One run of `hamlet bench transfer`: for each user the mail, the encoder, the base and the peers; then the contest. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, openConfiguredEncoder, readBase } from '../app.js'
import { contestMails } from '../bench/contest-mail.js'
import type { Contestant, LabelledMail } from '../bench/contestant.js'
import { hamletContestant } from '../bench/hamlet.js'
import type { Way } from '../bench/marking.js'
import { trainedUsers } from '../bench/overlap.js'
import { teachPeer } from '../bench/peers/peer.js'
import { PEERS } from '../bench/peers/peers.js'
import { splitMail } from '../bench/split.js'
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
import { Progress } from './progress.js'
import { readTransferMail, type TransferMail } from './transfer-mail.js'

export interface TransferOptions {
  train: string[]
  test: string[]
  users: string[]
  marks: number[]
  choose: Way[]
  seeds: number
  base: 'retrain' | 'shipped'
  peers: string[]
  encoder?: string[]
  headerless?: string[]
  sample?: number
  cache?: string
}

export interface TransferRun {
  results: UserResult[]
  /** Which encoder and base each user was judged with, and how much mail these and the peers had learned from. */
  users: { user: string; encoder: string; base: string; trainedOn: boolean; baseMails: number }[]
  peers: { name: string; version: string; setting: string }[]
}

export async function runTransfer(options: TransferOptions): Promise<TransferRun> {
  const config = {
    ...readConfig({ HAMLET_LOG: 'warn', ...process.env }),
    database: ':memory:',
    keep: 'nothing' as const,
  }
  // A missing program is noticed now, not after an hour.
  const peers = await Promise.all(
    options.peers.map(async (name) => ({
      name,
      version: await PEERS[name].version(),
      setting: PEERS[name].setting,
    })),
  )
  const work = await mkdtemp(join(tmpdir(), 'hamlet-transfer-'))
  const run: TransferRun = { results: [], users: [], peers }
  try {
    for (const [name, users] of await encoderOfEach(options, config)) {
      const encoder = await openConfiguredEncoder({ ...config, encoder: name })
      try {
        const mail = await readTransferMail(options, encoder)
        for (const user of users) await testUser(user, { run, mail, encoder, config, options, work })
      } finally {
        await encoder.close()
      }
    }
  } finally {
    await rm(work, { recursive: true })
  }
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
  run: TransferRun
  mail: TransferMail
  encoder: OpenEncoder
  config: Config
  options: TransferOptions
  work: string
}

async function testUser(user: string, { run, mail, encoder, config, options, work }: Test): Promise<void> {
  const known = mail.base(user)
  const base = options.base === 'shipped' ? await readBase(config.base) : trainWithout(user, known, encoder)
  const trainedOn = trainedUsers([{ user }], { base, encoder }).length > 0
  if (trainedOn)
    complain(`WARNING: the base has seen the labels of ${user}; the figures say nothing about a new user.`)
  const remembering = rememberTexts(encoder, options.cache ?? null)
  const app = await createApp(config, { encoder: remembering, base })
  const contestants: Contestant[] = [hamletContestant(app.filter)]
  try {
    const { headerless = [], marks: counts, choose: ways, sample = null } = options
    const files = (mails: readonly TrainingMail[]) => contestMails(mails, headerless, join(work, 'mail'))
    const learned = await files(withoutUser(known, null))
    for (const name of options.peers) contestants.push(await teach(name, learned, options, work))
    const split = splitMail(await files(mail.of(user)), sample)
    const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1)
    run.results.push(await runContest(user, split, contestants, { ways, counts, seeds }))
    run.users.push({ user, encoder: encoder.id, base: base.id, trainedOn, baseMails: learned.length })
  } finally {
    for (const contestant of contestants) await contestant.close()
    await app.close()
    await remembering.close()
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

async function teach(
  name: string,
  base: readonly LabelledMail[],
  { cache }: TransferOptions,
  work: string,
): Promise<Contestant> {
  const progress = new Progress(`teaching ${name}`, base.length)
  try {
    return await teachPeer(PEERS[name], base, {
      cache: cache ?? join(work, 'learned'),
      work: join(work, name),
      onLearned: (mails) => progress.advance(mails, 'mails of other people'),
    })
  } finally {
    progress.stop()
  }
}
