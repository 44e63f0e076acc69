/** Arguments and options that several commands take. */
import { Argument, InvalidArgumentError, Option } from 'commander'

export function filesArgument(): Argument {
  return new Argument(
    '[file...]',
    'mail, folders of mail, Maildirs or mboxes; nothing or - for standard input',
  )
}

export function userOption(): Option {
  return new Option('--user <name>', 'whose mail it is').default('me')
}

export function idsOption(): Option {
  return new Option('--id <id...>', 'ids of mails that were scored before, as score --json prints them')
}

/** Reads names with commas between them, each once. */
export function list(text: string): string[] {
  const names = text.split(',').filter((name) => name !== '')
  if (names.length === 0) throw new InvalidArgumentError('Name at least one, with commas between them.')
  return [...new Set(names)]
}

/** Reads whole numbers with commas between them, each once, in ascending order. */
export function wholeNumbers(text: string): number[] {
  const numbers = list(text).map((each) => (/^\d{1,6}$/.test(each) ? Number(each) : Number.NaN))
  if (numbers.some(Number.isNaN))
    throw new InvalidArgumentError('They must be whole numbers with commas between them.')
  return numbers.sort((a, b) => a - b)
}

/** Reads a whole number above 0 of so many digits at most. */
export function wholeNumber(digits: number): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d*$/.test(text) && text.length <= digits) return Number(text)
    throw new InvalidArgumentError('It must be a whole number above 0.')
  }
}
