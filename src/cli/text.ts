import type { Command } from 'commander'
import { type Entry, readIndex, readMail } from '../bench/corpora.js'
import { messageId } from '../mail/id.js'
import { command } from './command.js'
import { each, eachMail } from './each-mail.js'
import { filesArgument } from './options.js'

interface Options {
  index?: string
  jsonl?: true
  json?: true
}

export function textCommand(): Command {
  return command('text', 'Prints the text of a mail as the encoder sees it; needs no database.', [
    'hamlet text message.eml',
    'hamlet text --index corpus/index --jsonl > texts.jsonl',
  ])
    .addArgument(filesArgument())
    .option('--index <file>', 'all mail of a TREC index (lines of the form "spam|ham PATH [USER [DATE]]")')
    .option('--jsonl', 'with --index: a JSON line {path, label, user, date, text} for each mail')
    .action(text)
}

async function text(files: string[], { index, jsonl, json }: Options, self: Command): Promise<void> {
  if (jsonl && index === undefined)
    self.error('error: --jsonl needs --index FILE; for single mails use --json')
  if (index !== undefined) return indexTexts(await readIndex(index), jsonl ?? json)
  await eachMail(files, {
    what: 'reading',
    concurrency: 1,
    work: async (raw) => ({ id: messageId(raw), text: await textOf(raw) }),
    line: ({ id, text }, file) => (json ? JSON.stringify({ file, id, text }) : `${text}\n`),
  })
}

async function indexTexts(entries: readonly Entry[], json: true | undefined): Promise<void> {
  const items = entries.map((entry) => ({ name: entry.path, size: 1, input: entry }))
  await each(items, entries.length, {
    what: 'reading',
    concurrency: 4,
    work: async (entry) => ({ ...entry, text: await textOf(await readMail(entry)) }),
    line: ({ path, label, user, date, text }) =>
      json ? JSON.stringify({ path, label, user, date, text }) : `${text}\n`,
  })
}

/** The parser is half of what the command line takes to load, so it is loaded when it is needed. */
async function textOf(raw: Buffer): Promise<string> {
  const { parse } = await import('../mail/parse.js')
  const { canonicalText } = await import('../mail/text.js')
  return canonicalText(await parse(raw))
}
