import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Filter } from '../filter.js'
import { command } from './command.js'
import { type DemoResult, demoSteps, playDemo } from './demo-play.js'
import { demoLines } from './demo-table.js'
import { withApp } from './open-app.js'
import { Progress } from './progress.js'

export function demoCommand(): Command {
  return command(
    'demo',
    'Plays the demo of two users who disagree, on a database of its own that is then removed.',
    ['hamlet demo', 'hamlet demo --json'],
  ).action(demo)
}

async function demo({ json }: { json?: true }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hamlet-demo-'))
  try {
    const settings = { database: join(folder, 'demo.db'), keep: 'headers' } as const
    const result = await withApp(({ filter }) => playWithProgress(filter), settings)
    if (json) console.log(JSON.stringify(result))
    else for (const line of demoLines(result)) console.log(line)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The demo with a progress bar, for a filter whose database is anyone's. */
export async function playWithProgress(filter: Filter): Promise<DemoResult> {
  const total = await demoSteps()
  const progress = new Progress('demo', total)
  let done = 0
  try {
    return await playDemo(filter, () => progress.advance(1, `${++done} of ${total} mails`))
  } finally {
    progress.stop()
  }
}
