/** The jig for other filters: the stream that ours had, each taught what our base was. */
import { join } from 'node:path'
import type { App } from '../app.js'
import { byCorpus, contestMails } from '../bench/contest-mail.js'
import type { LabelledMail } from '../bench/contestant.js'
import type { Entry } from '../bench/corpora.js'
import type { Feedback } from '../bench/feedback.js'
import { type Streamed, streamThrough } from '../bench/stream.js'
import { together } from '../bench/together.js'
import { BadInput } from '../errors.js'
import { withoutUser } from '../training/balance.js'
import { hashed } from './figure.js'
import { type PeerOptions, peerSettings, taughtPeers, withPeers } from './peers.js'
import { Progress } from './progress.js'
import { read } from './training-mail.js'

export interface JigPeerOptions extends PeerOptions {
  users: 'index' | 'one'
  teach: string[]
}

export interface PeersReport {
  /** What the peers had learned before. */
  taught: { indexes: { file: string; sha256: string }[]; headerless: string[]; mails: number }
  peers: ReturnType<typeof peerSettings>
  streamed: Streamed[]
}

/** @throws BadInput where each of several users would need peers of their own, or where there is nobody to teach */
export function checkPeers(entries: readonly Entry[], { peers, teach, users }: JigPeerOptions): void {
  if (peers.length === 0 && teach.length > 0)
    throw new BadInput('--teach is for other filters: name some with --peers, or leave it out.')
  const several = new Set(entries.map(({ user }) => user)).size > 1
  if (peers.length > 0 && users === 'index' && several)
    throw new BadInput(
      'The index has mail of several users, and peers keep one filter for all of it: use --users one, or leave --peers out.',
    )
}

export async function jigPeers(
  app: App,
  { entries, feedback }: { entries: readonly Entry[]; feedback: Feedback },
  options: JigPeerOptions,
): Promise<PeersReport> {
  const { teach, headerless = [] } = options
  return withPeers(options, async (peers, { cache, work }) => {
    const base = await mailToTeach(app, entries, options, join(work, 'taught'))
    const contestants = await taughtPeers(peers, base, { cache, work })
    const stream = entries.map(({ label, path }, at) => ({
      id: `${at}`,
      y: label === 'spam' ? (1 as const) : (-1 as const),
      path,
      corpus: '',
    }))
    const mails = await contestMails(stream, [], join(work, 'stream'))
    const progress = new Progress('streaming', mails.length * peers.length)
    try {
      const streamed = await together(
        contestants.map((contestant) => {
          const onJudged = (count: number) => progress.advance(count, `${contestant.name} judges`)
          return streamThrough(contestant, { entries, mails, feedback, onJudged })
        }),
      )
      const indexes = await Promise.all(teach.map(hashed))
      return {
        taught: { indexes, headerless, mails: base.flat().length },
        peers: peerSettings(peers),
        streamed,
      }
    } finally {
      progress.stop()
    }
  })
}

/** Each text once, and nothing of the users of the stream: what `hamlet train --exclude-user` learns from. */
async function mailToTeach(
  { encoder }: App,
  entries: readonly Entry[],
  { teach, headerless = [], cache }: JigPeerOptions,
  folder: string,
): Promise<LabelledMail[][]> {
  if (teach.length === 0) return []
  const excludeUsers = [...new Set(entries.map(({ user }) => user))]
  const mails = await read({ indexes: teach, encoder, cache: cache ?? null, excludeUsers, headerless })
  const parts = byCorpus(withoutUser(mails, null))
  return Promise.all(parts.map((part) => contestMails(part, headerless, folder)))
}
