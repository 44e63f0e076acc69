import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { BadInput } from '../errors.js'
import { command } from './command.js'
import { withApp } from './open-app.js'

export function importCommand(): Command {
  return command(
    'import',
    "Replaces a user's model by one that `hamlet export` wrote, here or on another server.",
    ['hamlet import anna anna.json', 'gunzip -c anna.json.gz | hamlet import anna'],
  )
    .argument(
      '<user>',
      'name of the user, who need not exist yet and may be called something else than in the file',
    )
    .argument('[file]', 'the export; nothing or - for standard input', '-')
    .action((user: string, file: string, { json }: { json?: true }) =>
      withApp(async ({ filter }) => {
        const done = await filter.importUser(user, parseJson(await readText(file), file))
        if (json) return console.log(JSON.stringify(done))
        const foreign =
          done.wordsAlone === 0
            ? ''
            : `, ${done.wordsAlone} of another encoder, which count by their words alone`
        console.log(`${user} now has the model of ${file}: ${done.marks} marks${foreign}.`)
      }),
    )
}

function readText(file: string): Promise<string> {
  return text(file === '-' ? process.stdin : createReadStream(file))
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new BadInput(`${file} is not JSON; give the file that \`hamlet export\` wrote.`, 400, 'bad-input', {
      cause: error,
    })
  }
}
