import { CommanderError } from 'commander'
import { HamletError } from '../errors.js'

/**
 * Says on standard error what went wrong: one sentence for what a person can do something about, the stack for a
 * fault of ours. @returns the exit code: 2 for a command line that cannot be understood, 1 for everything else.
 */
export function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // Commander has printed its own message.
  if (error instanceof HamletError || isSystemError(error)) complain(error.message)
  else console.error(error)
  return 1
}

/** One sentence on standard error. */
export function complain(sentence: string): void {
  console.error(complaint(sentence))
}

/** A sentence under our name, as Unix programs write their complaints. */
export function complaint(sentence: string): string {
  return `hamlet: ${sentence}`
}

/** `hamlet score … | head` ends when head does: a pipe that the reader closed is no error. */
export function quietOnClosedPipe(output: NodeJS.WriteStream): void {
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

/** A refusal of the operating system (no such folder, disk full, no permission): its message names call and path. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
