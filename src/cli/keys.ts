import { type Command, Option } from 'commander'
import { NotFound } from '../errors.js'
import { createKey } from '../http/keys.js'
import type { ApiKey, Scope } from '../store/store.js'
import { command, commandGroup } from './command.js'
import { withApp } from './open-app.js'
import { type Column, tableLines } from './table.js'

interface Options {
  json?: true
}

const COLUMNS: Column[] = [
  { title: 'id' },
  { title: 'scope' },
  { title: 'user' },
  { title: 'created' },
  { title: 'last used' },
  { title: 'note' },
]

export function keysCommand(): Command {
  return commandGroup(
    'keys',
    'Makes, lists and removes the keys of the HTTP service.',
    ['hamlet keys create --scope hook --note "mail server"', 'hamlet keys list'],
    [listCommand(), createCommand(), removeCommand()],
  )
}

function listCommand(): Command {
  return command('list', 'Lists all keys; the secrets themselves are not kept anywhere.', [
    'hamlet keys list',
    'hamlet keys list --json',
  ]).action(({ json }: Options) =>
    withApp(async ({ store }) => {
      const keys = (await store.keys()).map(({ hash: _, ...shown }) => shown)
      if (json) console.log(JSON.stringify(keys))
      else for (const line of tableLines(COLUMNS, keys.map(keyRow))) console.log(line)
    }),
  )
}

function keyRow({ id, scope, user, createdAt, lastUsedAt, note }: Omit<ApiKey, 'hash'>): string[] {
  return [id, scope, user ?? 'any', day(createdAt), lastUsedAt === null ? 'never' : day(lastUsedAt), note]
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function createCommand(): Command {
  return command('create', 'Makes a key and prints it, once.', [
    'hamlet keys create --scope hook --note "mail server"',
    'hamlet keys create --scope user --user anna',
  ])
    .addOption(
      new Option('--scope <scope>', 'hook: score only; user: all of one user; admin: everything')
        .choices(['hook', 'user', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--user <name>', 'the only user that the key may act for; a user key needs one')
    .option('--note <text>', 'what it is for', '')
    .action((options: Options & { scope: Scope; user?: string; note: string }, self: Command) => {
      const { scope, user = null, note, json } = options
      if (scope === 'user' && user === null) self.error('error: a user key needs --user NAME')
      if (scope === 'admin' && user !== null) self.error('error: an admin key acts for all; leave --user out')
      return withApp(async ({ store }) => {
        const { key, record } = await createKey(store, { scope, user, note })
        console.log(json ? JSON.stringify({ id: record.id, key, scope, user, note }) : key)
      })
    })
}

function removeCommand(): Command {
  return command('remove', 'Removes a key; from then on it is refused.', [
    'hamlet keys remove 1a2b3c4d',
    'hamlet keys remove 1a2b3c4d --json',
  ])
    .argument('<id>', 'id of the key, as `hamlet keys list` shows it')
    .action((id: string, { json }: Options) =>
      withApp(async ({ store }) => {
        if (!(await store.removeKey(id)))
          throw new NotFound(`There is no key ${id}; see \`hamlet keys list\`.`)
        console.log(json ? JSON.stringify({ id, removed: true }) : `Key ${id} is removed.`)
      }),
    )
}
