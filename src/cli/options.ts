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

/** Reads a whole number above 0 of so many digits at most. */
export function wholeNumber(digits: number): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d*$/.test(text) && text.length <= digits) return Number(text)
    throw new InvalidArgumentError('It must be a whole number above 0.')
  }
}
