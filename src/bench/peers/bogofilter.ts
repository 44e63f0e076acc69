/**
 * bogofilter: Robinson's and Fisher's combination of word probabilities. Its own defaults, in bulk mode: three verdicts,
 * of which `Unsure` reaches the inbox, so mail is lost from its spam_cutoff on.
 */
import { HamletError } from '../../errors.js'
import type { LabelledMail } from '../contestant.js'
import type { Peer } from './peer.js'
import { pathLines, runProgram } from './program.js'

/** Exit codes 0, 1 and 2 are verdicts, 3 is an error. */
const UNSURE = 2

export const bogofilter: Peer = {
  name: 'bogofilter',
  setting: 'no configuration file; spam from spam_cutoff on, Unsure counts as ham',

  async version() {
    const [first] = (await runProgram('bogofilter', ['-V'])).split('\n')
    return first
  },

  async start() {
    const cutoff = Number(
      /^spam_cutoff\s*=\s*([\d.]+)/m.exec(await runProgram('bogofilter', ['-C', '-Q']))?.[1],
    )
    let folder = ''
    const bulk = (words: string[], mails: readonly LabelledMail[]) =>
      runProgram('bogofilter', ['-C', '-d', folder, ...words, '-b'], {
        input: pathLines(mails),
        success: UNSURE,
      })
    return {
      async use(another) {
        folder = another
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
        return scores.map((score) => ({ score, spam: score >= cutoff }))
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
