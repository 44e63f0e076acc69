/**
 * bogofilter: Robinson's and Fisher's combination of word probabilities, in bulk mode, with two verdicts that part at even
 * odds. Its stock cutoff of 0.99 is made for three verdicts and a model of one's own mail: taught by others' mail, it leaves
 * much of a new user's spam unsure and errs more often, in the mean over users, than at 0.5.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { HamletError } from '../../errors.js'
import type { LabelledMail } from '../contestant.js'
import type { Peer } from './peer.js'
import { pathLines, runProgram } from './program.js'

const CUTOFF = 0.5
/** Exit codes 0, 1 and 2 are verdicts, 3 is an error. */
const UNSURE = 2

export const bogofilter: Peer = {
  name: 'bogofilter',
  setting: `no configuration file, two verdicts; spam from ${CUTOFF} on`,

  async version() {
    const [first] = (await runProgram('bogofilter', ['-V'])).split('\n')
    return first
  },

  async start() {
    let folder = ''
    const bulk = (words: string[], mails: readonly LabelledMail[]) =>
      runProgram('bogofilter', ['-C', `-o${CUTOFF},${CUTOFF}`, '-d', folder, ...words, '-b'], {
        input: pathLines(mails),
        success: UNSURE,
      })
    return {
      async use(another) {
        folder = another
        // Without a list of words it refuses to judge.
        if (!existsSync(join(folder, 'wordlist.db'))) await bulk(['-n'], [])
      },
      async score(mails) {
        // Twice terse: the path and the spamicity with 16 digits.
        const lines = (await bulk(['-TT', '-v'], mails)).trimEnd().split('\n')
        const scores = lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
        if (scores.length !== mails.length || scores.some(Number.isNaN))
          throw new HamletError(
            'peer-failed',
            503,
            `bogofilter gave ${lines.length} judgements on ${mails.length} mails.`,
          )
        return scores.map((score) => ({ score, spam: score >= CUTOFF }))
      },
      async learn(mails) {
        for (const [label, register] of [
          ['spam', '-s'],
          ['ham', '-n'],
        ]) {
          const some = mails.filter((mail) => mail.label === label)
          if (some.length > 0) await bulk([register], some)
        }
      },
      async close() {},
    }
  },
}
