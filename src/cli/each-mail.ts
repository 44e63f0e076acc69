import { pMapIterable } from 'p-map'
import { HamletError } from '../errors.js'
import { complain, complaint } from './failure.js'
import { listSources, readSources, STANDARD_INPUT } from './mail-source.js'
import { Progress } from './progress.js'

/** Something to do with every mail, and how to say what came of it. */
export interface Work<Input, Result> {
  /** What the progress bar says is going on. */
  what: string
  /** Mails in hand at once. Results are printed in the order of the mails all the same. */
  concurrency: number
  work: (input: Input, name: string) => Promise<Result>
  line: (result: Result, name: string) => string
}

export interface Outcome {
  done: number
  failures: number
  /** Mails a second, over the whole run. */
  rate: number
}

/** One input, or the sentence why there is none; `size` is its share of the progress bar. */
type Item<Input> = { name: string; size: number } & ({ input: Input } | { problem: string })

/**
 * Does the work on every mail that the files hold and prints a line for each. A mail that cannot be read or is
 * refused costs one sentence on standard error and the exit code 1 at the end; the others go on.
 */
export async function eachMail<Result>(
  files: readonly string[],
  work: Work<Buffer, Result>,
): Promise<Outcome> {
  const sources = await listSources(files)
  if (process.stdin.isTTY && sources.some(({ name }) => name === STANDARD_INPUT)) {
    complain('a mail is read from the terminal; end it with Ctrl-D, or name files instead.')
  }
  const total = sources.reduce((sum, source) => sum + source.size, 0)
  return each(readSources(sources), total, work)
}

/** The same for mails that are known by their ids. */
export function eachId<Result>(ids: readonly string[], work: Work<string, Result>): Promise<Outcome> {
  const items = ids.map((id) => ({ name: id, size: 1, input: id }))
  return each(items, ids.length, work)
}

export async function each<Input, Result>(
  items: AsyncIterable<Item<Input>> | Iterable<Item<Input>>,
  total: number,
  { what, concurrency, work, line }: Work<Input, Result>,
): Promise<Outcome> {
  const progress = new Progress(what, total)
  let done = 0
  let failures = 0
  try {
    for await (const outcome of pMapIterable(items, (item) => attempt(item, work), { concurrency })) {
      if ('problem' in outcome) {
        failures++
        progress.complain(complaint(`${outcome.name}: ${outcome.problem}`))
      } else {
        done++
        progress.print(line(outcome.result, outcome.name))
      }
      progress.advance(outcome.size, `${done} mails`)
    }
  } finally {
    progress.stop()
  }
  if (failures > 0) process.exitCode = 1
  return { done, failures, rate: done / progress.seconds }
}

type Attempt<Result> = { name: string; size: number } & ({ result: Result } | { problem: string })

async function attempt<Input, Result>(
  item: Item<Input>,
  work: (input: Input, name: string) => Promise<Result>,
): Promise<Attempt<Result>> {
  if ('problem' in item) return item
  const { name, size, input } = item
  try {
    return { name, size, result: await work(input, name) }
  } catch (error) {
    if (error instanceof HamletError) return { name, size, problem: error.message }
    throw error
  }
}
