/** Programs of others: run to their end, or for as long as they are needed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'
import { HamletError } from '../../errors.js'
import type { LabelledMail } from '../contestant.js'

export interface ProgramOptions {
  /** For its standard input. */
  input?: string
  /** The highest exit code that is no failure. */
  success?: number
  /** Added to the environment. */
  env?: Record<string, string>
}

/** Runs a program and returns what it prints. @throws HamletError when it is not installed or fails. */
export async function runProgram(
  name: string,
  words: readonly string[],
  { input = '', success = 0, env = {} }: ProgramOptions = {},
): Promise<string> {
  const child = spawn(name, words, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  child.stdin.on('error', () => {}) // It ended before it had read all; its exit code says why.
  child.stdin.end(input)
  try {
    const [printed, complaint, [code]] = await Promise.all([buffer(child.stdout), text(child.stderr), ended])
    if (code === null || code > success)
      throw failure(name, `${complaint}${printed}`.trim().split('\n').slice(-3).join(' '))
    return printed.toString('latin1')
  } catch (error) {
    throw missingOr(name, error)
  }
}

export interface Running {
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<unknown>
  stop(): Promise<void>
}

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const
const children = new Set<ChildProcess>()

/** A signal that ends us ends what we started. */
function endWithChildren(signal: NodeJS.Signals): void {
  for (const child of children) child.kill('SIGTERM')
  for (const each of SIGNALS) process.off(each, endWithChildren)
  process.kill(process.pid, signal)
}

function forget(child: ChildProcess): void {
  children.delete(child)
  if (children.size === 0) for (const signal of SIGNALS) process.off(signal, endWithChildren)
}

/** Starts a program that runs until it is stopped, or until we are. @throws HamletError when it is not installed */
export async function startProgram(name: string, words: readonly string[]): Promise<Running> {
  // Before there is a child: a signal may come as soon as it runs.
  if (children.size === 0) for (const signal of SIGNALS) process.on(signal, endWithChildren)
  const child = spawn(name, words, { stdio: 'ignore' })
  children.add(child)
  try {
    await once(child, 'spawn')
  } catch (error) {
    forget(child)
    throw missingOr(name, error)
  }
  const ended = once(child, 'close').finally(() => forget(child))
  return {
    ended,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const PAUSE_MS = 200

/**
 * Waits until a server answers.
 * @param answers rejects, or resolves to false, for as long as it is not ready
 * @throws HamletError when it has ended
 */
export async function untilAnswered(
  name: string,
  server: Running,
  answers: () => Promise<boolean>,
): Promise<void> {
  let alive = true
  server.ended.then(() => {
    alive = false
  })
  while (alive) {
    if (await answers().catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw failure(name, 'it ended as soon as it was started.')
}

function missingOr(name: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error
  return failure(name, 'it is not installed. Install it, or name other --peers.')
}

function failure(name: string, why: string): HamletError {
  return new HamletError('peer-failed', 503, `${name} cannot be run: ${why}`)
}

/** Names of files as programs read them from a list. */
export function pathLines(mails: readonly LabelledMail[]): string {
  return mails.map(({ path }) => `${path}\n`).join('')
}
