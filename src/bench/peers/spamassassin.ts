/**
 * SpamAssassin's Bayes (`sa-learn`, `spamassassin -L`), deciding alone: spam above 0.5, the probability that it gives to
 * mail of which it knows nothing. Its hand-written rules stay out: half of the mail here has no transport headers, the
 * stock rules take that for a sign of spam, and lose a quarter of such ham. Stop words and the list of top-level domains,
 * which Bayes reads, are the stock ones. Nothing expires and nothing is learned that it was not told.
 */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HamletError } from '../../errors.js'
import type { Judged } from '../contestant.js'
import type { Peer } from './peer.js'
import { pathLines, runProgram } from './program.js'

const STOCK = '/usr/share/spamassassin'
const NEUTRAL = 0.5
/** Mails of one process: its start takes as long as some fifty of them. */
const AT_ONCE = 1_000

export const spamassassin: Peer = {
  name: 'spamassassin',
  setting: `Bayes alone, no rules; spam above ${NEUTRAL}`,

  async version() {
    const [first] = (await runProgram('spamassassin', ['--version'])).split('\n')
    return first
  },

  async start() {
    // Mail may hold any header field but one that it cannot know.
    const field = `Bayes${randomBytes(6).toString('hex')}`
    let folder = ''
    const run = (program: string, words: string[]) =>
      runProgram(program, ['--local', '-C', folder, `--siteconfigpath=${folder}`, ...words], {
        env: { HOME: folder },
      })
    return {
      async use(another) {
        folder = another
        await writeFile(join(folder, 'init.pre'), PLUGINS)
        await writeFile(join(folder, 'local.cf'), settings(folder, field))
      },
      async score(mails) {
        const judged: Judged[] = []
        for (let at = 0; at < mails.length; at += AT_ONCE) {
          const some = mails.slice(at, at + AT_ONCE)
          const printed = await run(
            'spamassassin',
            some.map(({ path }) => path),
          )
          judged.push(...judgements(printed, field, some.length))
        }
        return judged
      },
      async learn(mails) {
        for (const label of ['spam', 'ham'] as const) {
          const some = mails.filter((mail) => mail.label === label)
          if (some.length === 0) continue
          const list = join(folder, 'learning')
          await writeFile(list, pathLines(some))
          await run('sa-learn', [`--${label}`, '-f', list])
        }
      },
      async close() {},
    }
  },
}

const PLUGINS = ['Bayes', 'Check'].map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join('')

function settings(folder: string, field: string): string {
  return [
    ...['20_aux_tlds', '23_bayes', '60_bayes_stopwords'].map((name) => `include ${STOCK}/${name}.cf`),
    'use_bayes 1',
    `bayes_path ${join(folder, 'bayes')}`,
    'bayes_auto_learn 0',
    'bayes_auto_expire 0',
    'lock_method flock',
    'dns_available no',
    'report_safe 0',
    'clear_headers',
    `add_header all ${field} _BAYES_`,
    '',
  ].join('\n')
}

/** The probabilities among the rewritten mails that `spamassassin` prints one after the other. */
function judgements(printed: string, field: string, mails: number): Judged[] {
  const found = [...printed.matchAll(new RegExp(`^X-Spam-${field}: ([\\d.]+)`, 'gm'))]
  if (found.length !== mails)
    throw new HamletError('peer-failed', 503, `spamassassin judged ${found.length} mails of ${mails}.`)
  return found.map(([, text]) => ({ score: Number(text), spam: Number(text) > NEUTRAL }))
}
