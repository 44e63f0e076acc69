import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { command } from './command.js'
import { withApp } from './open-app.js'

interface Options {
  out?: string
  json?: true
}

export function exportCommand(): Command {
  return command(
    'export',
    "Writes a user's whole model (marks, topics, weak labels, prior, threshold) as one JSON file.",
    ['hamlet export anna --out anna.json', 'hamlet export anna | gzip > anna.json.gz'],
  )
    .argument('<user>', 'name of the user')
    .option('--out <file>', 'where to write it; standard output where not given')
    .action((user: string, { out, json }: Options) =>
      withApp(async ({ filter }) => {
        const model = await filter.exportUser(user)
        const text = `${JSON.stringify(model)}\n`
        if (out === undefined) process.stdout.write(text)
        else {
          await writeFile(out, text)
          const done = { user, file: out, marks: model.marks.length }
          console.log(json ? JSON.stringify(done) : `${user}'s model with ${done.marks} marks is in ${out}.`)
        }
      }),
    )
}
