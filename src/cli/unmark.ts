import type { Command } from 'commander'
import type { App } from '../app.js'
import { messageId } from '../mail/id.js'
import { command } from './command.js'
import { eachId, eachMail } from './each-mail.js'
import { markedLine } from './marked-line.js'
import { withApp } from './open-app.js'
import { filesArgument, idsOption, userOption } from './options.js'

interface Options {
  user: string
  id?: string[]
  json?: true
}

export function unmarkCommand(): Command {
  return command('unmark', 'Takes marks back; the model is then what it would be had they never been made.', [
    'hamlet unmark newsletter.eml',
    'hamlet unmark --id 0123456789abcdef0123456789abcdef --user anna',
  ])
    .addArgument(filesArgument())
    .addOption(userOption())
    .addOption(idsOption())
    .action((files: string[], options: Options) => withApp((app) => unmark(app, files, options)))
}

async function unmark(app: App, files: string[], { user, id: ids, json }: Options): Promise<void> {
  const print = { what: 'unmarking', concurrency: 1, line: markedLine(json) }
  if (ids) await eachId(ids, { ...print, work: (id) => app.filter.unmark(user, id) })
  if (!ids || files.length > 0) {
    await eachMail(files, { ...print, work: (raw) => app.filter.unmark(user, messageId(raw)) })
  }
}
