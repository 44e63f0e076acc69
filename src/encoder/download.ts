import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { HamletError, NotFound, Unavailable } from '../errors.js'

/** One file on its way: bytes so far, and of how many where that is known. */
export interface Progress {
  file: string
  received: number
  total: number | null
}

export interface Download {
  url: string
  /** Where it is written. */
  target: string
  /** What it is called in messages. */
  file: string
  /** The sha256 in hex that it must have; without it, the one that the hub states, if it does. */
  sha256?: string | undefined
}

/** A transfer is begun or taken up again so often before it is given up. */
const ATTEMPTS = 3
/** A hub that says nothing for so long has gone away; in milliseconds. */
const SILENCE = 30_000
const REDIRECTS = 5

/** What is known of a file that is being fetched, over all attempts. */
interface Transfer {
  received: number
  total: number | null
  hash: ReturnType<typeof createHash>
  stated: string | undefined
}

/**
 * Fetches one file. A transfer that breaks off is taken up where it stopped, or from the start where the hub cannot.
 *
 * @returns the file's sha256 in hex
 * @throws NotFound when the hub has no such file
 * @throws Unavailable when the hub cannot be reached or is busy
 * @throws HamletError `hub-cut-transfer` when the transfer keeps breaking off, `hub-wrong-hash` when what came is not what
 *   was pinned or stated
 */
export async function download(job: Download, onProgress?: (progress: Progress) => void): Promise<string> {
  const transfer: Transfer = { received: 0, total: null, hash: createHash('sha256'), stated: undefined }
  for (let attempt = 1; ; attempt++) {
    try {
      await receive(job, transfer, onProgress)
      break
    } catch (error) {
      const final = error instanceof HamletError && !(error instanceof Unavailable)
      if (final || isFileError(error)) throw error
      if (attempt === ATTEMPTS) throw giveUp(job, transfer, error)
      await wait(attempt * 200)
    }
  }
  const sha256 = transfer.hash.digest('hex')
  const expected = job.sha256 ?? transfer.stated
  if (expected !== undefined && sha256 !== expected) {
    throw new HamletError(
      'hub-wrong-hash',
      502,
      `${job.file} from ${job.url} is not the pinned file: its sha256 is ${sha256}, not ${expected}. Nothing was changed; do not use this hub until you know why.`,
    )
  }
  return sha256
}

/** An error of the file system, as against one of the network. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error
}

async function receive(job: Download, transfer: Transfer, onProgress?: (progress: Progress) => void) {
  const quiet = new AbortController()
  const timer = setTimeout(() => quiet.abort(new Error('The hub fell silent.')), SILENCE)
  try {
    const response = await follow(job, transfer, quiet.signal)
    const resumed = response.status === 206
    if (!resumed) Object.assign(transfer, { received: 0, hash: createHash('sha256') })
    const length = response.headers.get('content-length')
    if (length !== null && !response.headers.has('content-encoding')) {
      transfer.total = transfer.received + Number(length)
    }
    const file = await open(job.target, resumed ? 'a' : 'w')
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh()
        transfer.hash.update(chunk)
        await file.writeFile(chunk)
        transfer.received += chunk.length
        onProgress?.({ file: job.file, received: transfer.received, total: transfer.total })
      }
    } finally {
      await file.close()
    }
  } finally {
    clearTimeout(timer)
  }
  if (transfer.total !== null && transfer.received !== transfer.total) {
    throw new Error(`${transfer.received} of ${transfer.total} bytes came.`)
  }
}

/**
 * Asks for the file, or the rest of it. The hub states size and hash of a large file on the redirect to its storage, not on
 * the storage's own answer, so redirects are followed by hand.
 */
async function follow(job: Download, transfer: Transfer, signal: AbortSignal): Promise<Response> {
  // An encoded body has another length than the file.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (transfer.received > 0) headers.range = `bytes=${transfer.received}-`
  let url = job.url
  for (let redirect = 0; redirect <= REDIRECTS; redirect++) {
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    const etag = response.headers.get('x-linked-etag')?.match(/^(?:W\/)?"?([0-9a-f]{64})"?$/)
    if (etag) transfer.stated = etag[1]
    const size = response.headers.get('x-linked-size')
    if (size !== null) transfer.total = Number(size)
    const location = response.headers.get('location')
    if (response.status < 300 || response.status >= 400 || location === null) {
      if (!response.ok) throw refusal(url, response)
      return response
    }
    await response.body?.cancel()
    url = new URL(location, url).href
  }
  throw new HamletError(
    'hub-redirects',
    502,
    `The hub sends ${job.url} round in circles; check the endpoint.`,
  )
}

/** The hub answers 401 for a model that does not exist or is not public. */
export function refusal(url: string, response: Response): HamletError {
  void response.body?.cancel().catch(() => {})
  if ([401, 403, 404].includes(response.status)) {
    return new NotFound(
      `The hub has nothing public at ${url} (it answered ${response.status}); check the model's name and revision.`,
      'hub-not-found',
    )
  }
  return new Unavailable(`The hub answered ${response.status} for ${url}; try again later.`)
}

function giveUp(job: Download, { received, total }: Transfer, cause: unknown): HamletError {
  if (cause instanceof Unavailable) return cause
  if (total === null && received === 0)
    return new Unavailable(`The hub cannot be reached at ${job.url}.`, { cause })
  return new HamletError(
    'hub-cut-transfer',
    502,
    `The transfer of ${job.file} from ${job.url} broke off ${ATTEMPTS} times, the last time after ${received} of ${total ?? 'an unknown number of'} bytes. Nothing was changed; try again.`,
    { cause },
  )
}
