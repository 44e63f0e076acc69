import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../src/cli/program.js'

/** Commands by their full names, such as `keys create`. */
function commands(parent: Command, prefix = ''): [string, Command][] {
  return parent.commands.flatMap((each) => [
    [prefix + each.name(), each] as [string, Command],
    ...commands(each, `${prefix}${each.name()} `),
  ])
}

function help(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
  return text
}

function examples(command: Command): string[] {
  return [...help(command).matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => line)
}

/** The words that hamlet gets of a line typed in a shell: quotes undone, pipes and redirections left out. */
function wordsOf(line: string): string[] {
  const [, typed] = /(?:^|\s)hamlet ([^|<>]*)/.exec(line) ?? []
  return [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)
}

/** A program in which every command only notes that it was reached. */
function rehearsal(reached: string[]): Command {
  const program = createProgram().configureOutput({ writeErr: () => {} })
  for (const [name, command] of commands(program)) {
    command.configureOutput({ writeErr: () => {} })
    if (command.commands.length === 0) command.action(() => void reached.push(name))
  }
  return program
}

const all = commands(createProgram())

it('should be all the commands of the design', () => {
  const names = createProgram().commands.map((command) => command.name())
  for (const name of [
    ...['serve', 'score', 'mark', 'unmark', 'users', 'keys', 'export', 'import', 'backup'],
    ...['train', 'encoder', 'jig', 'demo', 'text'],
  ]) {
    expect(names).toContain(name)
  }
})

describe.each(all)('hamlet %s --help', (name, command) => {
  it('should say in one sentence what it does', () => {
    expect(command.description()).toMatch(/^[A-Z][^.]*(\.\w[^.]*)*\.$/)
  })

  it('should show two examples or more, which are command lines of it that parse', async () => {
    const lines = examples(command)
    expect(lines.length).toBeGreaterThanOrEqual(2)
    for (const line of lines) {
      const reached: string[] = []
      await rehearsal(reached).parseAsync(wordsOf(line), { from: 'user' })
      expect(
        reached.map((one) => one.startsWith(name)),
        line,
      ).toEqual([true])
    }
  })
})

it.each(all.filter(([, { commands }]) => commands.length === 0))(
  'should offer --json: hamlet %s',
  (_, command) => {
    expect(command.options.map((option) => option.long)).toContain('--json')
  },
)

it.each(['users', 'keys', 'encoder'])(
  'should be a list where only the group is named: hamlet %s --json',
  async (name) => {
    const reached: string[] = []
    await rehearsal(reached).parseAsync([name, '--json'], { from: 'user' })
    expect(reached).toEqual([`${name} list`])
  },
)

describe('options that do not go together', () => {
  it.each([
    ['a user key without its user', ['keys', 'create', '--scope', 'user']],
    ['an admin key for one user', ['keys', 'create', '--scope', 'admin', '--user', 'anna']],
    ['a prior from nobody', ['users', 'prior', 'ben']],
    ['a prior both set and taken back', ['users', 'prior', 'ben', '--from', 'anna', '--none']],
    ['JSON lines without an index', ['text', '--jsonl']],
  ])('should be refused before anything is opened: %s', async (_, words) => {
    const program = createProgram()
    for (const [, command] of commands(program)) command.configureOutput({ writeErr: () => {} })
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 })
  })
})

describe('a command line that cannot be understood', () => {
  it.each([
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['score', '--loudly']],
    ['an unknown label', ['mark', 'eggs', 'mail.eml']],
    ['a missing argument', ['export']],
    ['a missing option', ['keys', 'create']],
    ['an erasure without --yes', ['users', 'erase', 'ben']],
  ])('should be refused without being run: %s', async (_, words) => {
    const reached: string[] = []
    await expect(rehearsal(reached).parseAsync(words, { from: 'user' })).rejects.toMatchObject({
      exitCode: 1,
    })
    expect(reached).toEqual([])
  })
})
