import { Command } from 'commander'

/** Command lines to copy, each as it would be typed. */
export type Examples = readonly [string, string, ...string[]]

/**
 * One command of `hamlet`: a sentence that says what it does, two or more examples to copy, and `--json`.
 * Every command is made here or in figure.ts, so that none goes without; test/50 reads the help of each.
 */
export function command(name: string, sentence: string, examples: Examples): Command {
  return described(name, sentence, examples).option('--json', 'print JSON instead of a table')
}

/** A command that only holds others, such as `hamlet keys create`. Without a name, the first of them is meant. */
export function commandGroup(
  name: string,
  sentence: string,
  examples: Examples,
  commands: readonly Command[],
): Command {
  const group = described(name, sentence, examples)
  for (const [at, each] of commands.entries()) group.addCommand(each, { isDefault: at === 0 })
  return group
}

export function described(name: string, sentence: string, examples: Examples): Command {
  const lines = examples.map((example) => `  $ ${example}\n`)
  return new Command(name).description(sentence).addHelpText('after', `\nExamples:\n${lines.join('')}`)
}
