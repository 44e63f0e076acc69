import { Argument, type Command } from 'commander'
import type { Label } from '../types.js'
import { command, commandGroup } from './command.js'
import { withApp } from './open-app.js'
import { userOption } from './options.js'
import { type Column, tableLines } from './table.js'

interface Options {
  user: string
  json?: true
}

const COLUMNS: Column[] = [{ title: 'topic' }, { title: 'verdict' }, { title: 'description' }]

export function topicsCommand(): Command {
  return commandGroup(
    'topics',
    'Tells the filter in words what mail belongs where, before any of it was marked; marks overrule it.',
    [
      'hamlet topics list --user anna',
      'hamlet topics set loans spam "Offers of loans, credit and mortgages" --user anna',
    ],
    [listCommand(), setCommand(), removeCommand()],
  )
}

function listCommand(): Command {
  return command('list', 'Lists the topics of a user.', [
    'hamlet topics list',
    'hamlet topics list --user anna --json',
  ])
    .addOption(userOption())
    .action(({ user, json }: Options) =>
      withApp(async ({ filter }) => {
        const topics = await filter.topics.list(user)
        if (json) return console.log(JSON.stringify(topics))
        const rows = topics.map(({ name, verdict, description }) => [name, verdict, description])
        for (const line of tableLines(COLUMNS, rows)) console.log(line)
      }),
    )
}

function setCommand(): Command {
  return command('set', 'Describes mail in words and says where it belongs; replaces a topic of that name.', [
    'hamlet topics set loans spam "Offers of loans, credit and mortgages"',
    'hamlet topics set wine ham "Newsletters of vineyards and wine shops" --user anna',
  ])
    .argument('<name>', 'a name for the topic')
    .addArgument(new Argument('<verdict>', 'where such mail belongs').choices(['spam', 'ham']))
    .argument('<description>', 'what such mail is about, in a sentence')
    .addOption(userOption())
    .action((name: string, verdict: Label, description: string, { user, json }: Options) =>
      withApp(async ({ filter }) => {
        const topic = await filter.topics.set(user, name, { description, verdict })
        if (json) console.log(JSON.stringify(topic))
        else
          console.log(topic.changed ? `${name}: such mail leans to ${verdict} now.` : `${name}: unchanged.`)
      }),
    )
}

function removeCommand(): Command {
  return command('remove', 'Takes a topic back; the model is then what it would be had it never been set.', [
    'hamlet topics remove loans',
    'hamlet topics remove wine --user anna --json',
  ])
    .argument('<name>', 'name of the topic')
    .addOption(userOption())
    .action((name: string, { user, json }: Options) =>
      withApp(async ({ filter }) => {
        const removed = await filter.topics.remove(user, name)
        console.log(json ? JSON.stringify(removed) : `${name} is taken back.`)
      }),
    )
}
