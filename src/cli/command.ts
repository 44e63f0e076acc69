import { Command } from 'commander'

/**
 * One command of `hamlet`: a sentence that says what it does, two or more examples to copy, and `--json`.
 * Every command is made here, so that none goes without; test/50 reads the help of each.
 */
export function command(
  name: string,
  sentence: string,
  examples: readonly [string, string, ...string[]],
): Command {
  return new Command(name)
    .description(sentence)
    .option('--json', 'print JSON instead of a table')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}\n`).join('')}`)
}

/** A command that only holds others, such as `hamlet keys create`. */
export function commandGroup(
  name: string,
  sentence: string,
  examples: readonly [string, string, ...string[]],
  commands: readonly Command[],
): Command {
  const group = command(name, sentence, examples)
  for (const each of commands) group.addCommand(each)
  return group
}
