import { Argument, type Command } from 'commander'
import type { App } from '../app.js'
import type { Marked } from '../filter.js'
import type { Label } from '../types.js'
import { command } from './command.js'
import { eachId, eachMail } from './each-mail.js'
import { markedLine } from './marked-line.js'
import { withApp } from './open-app.js'
import { filesArgument, idsOption, userOption } from './options.js'

interface Options {
  user: string
  id?: string[]
  forwarded?: true
  json?: true
}

export function markCommand(): Command {
  return command('mark', "Marks mail as spam or ham; the user's own model learns from it at once.", [
    'hamlet mark spam unwanted.eml newsletter.eml',
    'hamlet mark ham ~/Maildir/.Archive --user anna',
    'hamlet mark spam --forwarded fwd.eml',
    'hamlet mark spam --id 0123456789abcdef0123456789abcdef',
  ])
    .addArgument(new Argument('<label>', 'what the user says it is').choices(['spam', 'ham']))
    .addArgument(filesArgument())
    .addOption(userOption())
    .addOption(idsOption())
    .option('--forwarded', 'mark the mails attached to each file instead of the file itself')
    .action((label: Label, files: string[], options: Options) =>
      withApp((app) => mark(app, label, files, options)),
    )
}

async function mark(
  app: App,
  label: Label,
  files: string[],
  { user, id: ids, forwarded, json }: Options,
): Promise<void> {
  const print = {
    what: 'marking',
    // One after the other: what is printed of each mail is what the marks before it taught.
    concurrency: 1,
    line: markedLine(json),
  }
  if (ids) await eachId(ids, { ...print, work: (id) => app.filter.mark(user, id, label) })
  if (forwarded) {
    const line = (all: Marked[], name: string) => all.map((each) => print.line(each, name)).join('\n')
    await eachMail(files, { ...print, line, work: (raw) => app.filter.markForwarded(user, raw, label) })
  } else if (!ids || files.length > 0) {
    await eachMail(files, { ...print, work: (raw) => app.filter.markMail(user, raw, label) })
  }
}
