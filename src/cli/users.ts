import { Argument, type Command, InvalidArgumentError } from 'commander'
import { thresholdText } from '../config.js'
import type { Accuracy } from '../filter.js'
import type { Errors } from '../store/store.js'
import { command, commandGroup } from './command.js'
import { withApp } from './open-app.js'
import { spamFrom } from './spam-from.js'
import { type Column, tableLines } from './table.js'
import { promiseCommand } from './users-promise.js'

interface Options {
  json?: true
}

const COLUMNS: Column[] = [
  { title: 'user' },
  { title: 'messages', align: 'right' },
  { title: 'spam marks', align: 'right' },
  { title: 'ham marks', align: 'right' },
  { title: 'base right', align: 'right' },
  { title: 'with shared', align: 'right' },
  { title: 'own model', align: 'right' },
]

export function usersCommand(): Command {
  return commandGroup(
    'users',
    'Lists users and how often each model was right on the mail they marked, before it knew the mark.',
    ['hamlet users list', 'hamlet users prior ben --from anna'],
    [
      listCommand(),
      showCommand(),
      priorCommand(),
      thresholdCommand(),
      promiseCommand(),
      weakLabelsCommand(),
      eraseCommand(),
    ],
  )
}

function listCommand(): Command {
  return command('list', 'Lists all users with their marks and the accuracy of each model.', [
    'hamlet users list',
    'hamlet users list --json',
  ]).action(({ json }: Options) =>
    withApp(async ({ filter }) => {
      const { users } = await filter.accuracy()
      if (json) console.log(JSON.stringify(users))
      else for (const line of tableLines(COLUMNS, users.map(accuracyRow))) console.log(line)
    }),
  )
}

function accuracyRow({ user, messages, marks, spamMarks, hamMarks, base, shared, own }: Accuracy): string[] {
  const right = ({ hamLost, spamMissed }: Errors) =>
    marks === 0 ? '-' : `${((100 * (marks - hamLost - spamMissed)) / marks).toFixed(1)}%`
  return [user, `${messages}`, `${spamMarks}`, `${hamMarks}`, right(base), right(shared), right(own)]
}

function showCommand(): Command {
  return command('show', 'Shows one user: marks, threshold, promise, prior and accuracy.', [
    'hamlet users show anna',
    'hamlet users show ben --json',
  ])
    .argument('<user>', 'name of the user')
    .action((user: string, { json }: Options) =>
      withApp(async ({ filter }) => {
        const { accuracy, prior, createdAt, threshold, promise } = await filter.statistics(user)
        if (json) return console.log(JSON.stringify({ user, createdAt, threshold, promise, prior, accuracy }))
        for (const line of tableLines(COLUMNS, [accuracyRow(accuracy)])) console.log(line)
        console.log(spamFrom({ threshold, promise }))
        if (prior)
          console.log(`started from ${prior.from}'s model of ${new Date(prior.takenAt).toISOString()}`)
      }),
    )
}

function priorCommand(): Command {
  return command('prior', "Starts a user from a copy of another user's model, or takes that back exactly.", [
    'hamlet users prior ben --from anna',
    'hamlet users prior ben --none',
  ])
    .argument('<user>', 'the user who starts from another one')
    .option('--from <other>', 'the user whose model is copied')
    .option('--none', 'take the copy back')
    .action((user: string, options: Options & { from?: string; none?: true }, self: Command) => {
      if ((options.from === undefined) === (options.none === undefined)) {
        self.error('error: say either --from OTHER or --none')
      }
      return withApp(async ({ filter }) => {
        const done = await filter.setPrior(user, options.from ?? null)
        if (options.json) console.log(JSON.stringify(done))
        else if (done.prior) console.log(`${user} now starts from ${done.prior.from}'s model.`)
        else console.log(done.changed ? `${user} starts from nobody's model again.` : `${user} had no prior.`)
      })
    })
}

function thresholdCommand(): Command {
  return command('threshold', 'Sets the probability from which mail is spam for one user.', [
    'hamlet users threshold anna 0.9',
    'hamlet users threshold anna default',
  ])
    .argument('<user>', 'name of the user')
    .addArgument(
      new Argument('<probability>', 'between 0 and 1, or `default`').argParser(probabilityOrDefault),
    )
    .action((user: string, probability: number | null, { json }: Options) =>
      withApp(async ({ filter }) => {
        await filter.setThreshold(user, probability)
        const { threshold, promise } = await filter.statistics(user)
        console.log(
          json ? JSON.stringify({ user, threshold }) : `${user}: ${spamFrom({ threshold, promise })}`,
        )
      }),
    )
}

function probabilityOrDefault(text: string): number | null {
  if (text === 'default') return null
  const probability = thresholdText.safeParse(text)
  if (probability.success) return probability.data
  throw new InvalidArgumentError(`It is not \`default\`, and ${probability.error.issues[0].message}.`)
}

function weakLabelsCommand(): Command {
  return command(
    'weak-labels',
    'Allows that mail which a user answered or kept counts as weak ham, or forbids and forgets it.',
    ['hamlet users weak-labels anna on', 'hamlet users weak-labels anna off --json'],
  )
    .argument('<user>', 'name of the user')
    .addArgument(new Argument('<switch>', 'off unless it was switched on').choices(['on', 'off']))
    .action((user: string, to: 'on' | 'off', { json }: Options) =>
      withApp(async ({ filter }) => {
        const done = await filter.weakLabels.allow(user, to === 'on')
        if (json) console.log(JSON.stringify(done))
        else console.log(`${user}: weak labels are ${to}${done.changed ? '' : ' already'}.`)
      }),
    )
}

function eraseCommand(): Command {
  return command(
    'erase',
    'Erases a user: marks, model, score log, and the copies that other users started from.',
    ['hamlet users erase ben --yes', 'hamlet users erase ben --yes --json'],
  )
    .argument('<user>', 'name of the user')
    .requiredOption('--yes', 'there is no way back but an export')
    .action((user: string, { json }: Options) =>
      withApp(async ({ filter }) => {
        const erased = await filter.erase(user)
        if (json) return console.log(JSON.stringify(erased))
        console.log(`${user} is erased.`)
        for (const other of erased.priorsTakenBack)
          console.log(`${other} no longer starts from ${user}'s model.`)
      }),
    )
}
