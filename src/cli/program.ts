import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { packageRoot } from '../config.js'
import { backupCommand } from './backup.js'
import { benchCommand } from './bench.js'
import { demoCommand } from './demo.js'
import { encoderCommand } from './encoder.js'
import { exportCommand } from './export.js'
import { importCommand } from './import.js'
import { jigCommand } from './jig.js'
import { keysCommand } from './keys.js'
import { markCommand } from './mark.js'
import { questionsCommand } from './questions.js'
import { scoreCommand } from './score.js'
import { serveCommand } from './serve.js'
import { textCommand } from './text.js'
import { topicsCommand } from './topics.js'
import { trainCommand } from './train.js'
import { unmarkCommand } from './unmark.js'
import { usersCommand } from './users.js'

/** The whole command line. A usage error throws a CommanderError, which main.ts turns into exit code 2. */
export function createProgram(): Command {
  const { version, description } = JSON.parse(readFileSync(`${packageRoot}/package.json`, 'utf8'))
  const program = new Command('hamlet').description(`${description}.`).version(version)
  program.addHelpText('after', STARTED)
  for (const each of [
    serveCommand(),
    scoreCommand(),
    markCommand(),
    unmarkCommand(),
    topicsCommand(),
    questionsCommand(),
    usersCommand(),
    keysCommand(),
    exportCommand(),
    importCommand(),
    backupCommand(),
    encoderCommand(),
    trainCommand(),
    jigCommand(),
    benchCommand(),
    demoCommand(),
    textCommand(),
  ]) {
    program.addCommand(each)
  }
  return withOneWayOut(program)
}

const STARTED = `
To get started:
  $ hamlet serve
  $ hamlet score ~/Maildir
`

/** Every command, at every depth, throws instead of ending the process, and points to its help after an error. */
function withOneWayOut(program: Command): Command {
  program.exitOverride().showHelpAfterError('(add --help for examples)')
  for (const each of program.commands) withOneWayOut(each)
  return program
}
