/**
 * SpamAssassin's Bayes, deciding alone: spam above 0.5, the probability that it gives to mail of which it knows nothing.
 * Its hand-written rules stay out: half of the mail here has no transport headers, the stock rules take that for a sign of
 * spam, and lose a quarter of such ham. Stop words and the list of top-level domains, which Bayes reads, are the stock
 * ones. Nothing expires and nothing is learned that it was not told. `sa-learn` learns the mail of other people, `spamd`
 * does the rest: it gives the judgements of `spamassassin`, without the start of a process for each mark.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HamletError } from '../../errors.js'
import type { Judged, LabelledMail } from '../contestant.js'
import { eachOf } from './each-of.js'
import type { Peer } from './peer.js'
import { pathLines, runProgram } from './program.js'
import { CHILDREN, type Spamd, startSpamd } from './spamd.js'

const STOCK = '/usr/share/spamassassin'
const NEUTRAL = 0.5
/** From so many mails on, a process that learns them all is started sooner than they are told one by one. */
const BULK = 50

export const spamassassin: Peer = {
  name: 'spamassassin',
  setting: `Bayes alone, no rules; spam above ${NEUTRAL}`,

  async version() {
    await runProgram('spamd', ['--version'])
    const [first] = (await runProgram('spamassassin', ['--version'])).split('\n')
    return first
  },

  async start() {
    let folder = ''
    let server: Spamd | null = null
    const words = () => ['--local', '-C', folder, `--siteconfigpath=${folder}`]
    const started = async () => {
      server ??= await startSpamd(words())
      return server
    }
    const close = async () => {
      await server?.stop()
      server = null
    }
    return {
      async use(another) {
        await close()
        folder = another
        await writeFile(join(folder, 'init.pre'), PLUGINS)
        await writeFile(join(folder, 'local.cf'), settings(folder))
      },
      async score(mails) {
        const spamd = await started()
        return eachOf(mails, CHILDREN, (mail) => judge(spamd, mail))
      },
      async learn(mails) {
        if (mails.length >= BULK) return learnAll(mails, folder, words())
        const spamd = await started()
        // One after the other: each locks the database.
        for (const { path, label } of mails)
          await spamd.ask('TELL', [`Message-class: ${label}`, 'Set: local'], await readFile(path))
      },
      close,
    }
  },
}

async function judge(spamd: Spamd, { path }: LabelledMail): Promise<Judged> {
  const score = Number.parseFloat(await spamd.ask('REPORT', [], await readFile(path)))
  if (Number.isNaN(score)) throw new HamletError('peer-failed', 503, `spamd gave no judgement on ${path}.`)
  return { score, spam: score > NEUTRAL }
}

async function learnAll(mails: readonly LabelledMail[], folder: string, words: string[]): Promise<void> {
  for (const label of ['spam', 'ham'] as const) {
    const some = mails.filter((mail) => mail.label === label)
    if (some.length === 0) continue
    const list = join(folder, 'learning')
    await writeFile(list, pathLines(some))
    await runProgram('sa-learn', [...words, `--${label}`, '-f', list], { env: { HOME: folder } })
  }
}

const PLUGINS = ['Bayes', 'Check'].map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join('')

/** A report is the probability and nothing else. */
function settings(folder: string): string {
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
    'clear_report_template',
    'report _BAYES_',
    '',
  ].join('\n')
}
