import { Argument, type Command, InvalidArgumentError } from 'commander'
import { LEAST_ONE_IN, MOST_ONE_IN } from '../heads/promise.js'
import { command } from './command.js'
import { withApp } from './open-app.js'

export function promiseCommand(): Command {
  return command(
    'promise',
    'Asks for at most 1 good mail in N in Junk for one user, or shows what is promised.',
    ['hamlet users promise anna 300', 'hamlet users promise anna off --json'],
  )
    .argument('<user>', 'name of the user')
    .addArgument(
      new Argument('[N]', "at most 1 good mail in so many; `off`: the installation's promise").argParser(
        oneInOrOff,
      ),
    )
    .action((user: string, oneIn: number | null | undefined, { json }: { json?: true }) =>
      withApp(async ({ filter }) => {
        const done =
          oneIn === undefined ? await filter.promises.of(user) : await filter.promises.set(user, oneIn)
        if (json) return console.log(JSON.stringify(done))
        if (done.oneIn !== null) console.log(`${user}: at most 1 good mail in ${done.oneIn} in Junk.`)
        console.log(done.why)
        if (done.probability !== null) console.log(`Spam from probability ${done.probability}.`)
      }),
    )
}

function oneInOrOff(text: string): number | null {
  if (text === 'off') return null
  const oneIn = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (oneIn >= LEAST_ONE_IN && oneIn <= MOST_ONE_IN) return oneIn
  throw new InvalidArgumentError(
    `It must be a whole number from ${LEAST_ONE_IN} to ${MOST_ONE_IN}, or \`off\`.`,
  )
}
