/** SpamAssassin's server and its protocol (`spamd/PROTOCOL` in its sources): one request a connection. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { HamletError } from '../../errors.js'
import { startProgram, untilAnswered } from './program.js'

/** Mails that it judges at the same time. */
export const CHILDREN = 2

/**
 * To root it refuses service. It is started as the user that it would turn into, who may yet reach the folders that we
 * give it.
 */
const AS_NOBODY = [
  ...['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'],
  ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override'],
]

export interface Spamd {
  /** One request about a mail. @returns what follows the headers of the answer */
  ask(order: 'REPORT' | 'TELL', fields: readonly string[], mail: Buffer): Promise<string>
  stop(): Promise<void>
}

/** @param settings what SpamAssassin's programs are told of their configuration */
export async function startSpamd(settings: readonly string[]): Promise<Spamd> {
  // Not in a folder of the caller's: a socket's name has a hundred characters at most.
  const run = await mkdtemp(join(tmpdir(), 'hamlet-spamd-'))
  const socket = join(run, 'socket')
  const [name, ...words] = [
    ...(process.getuid?.() === 0 ? AS_NOBODY : []),
    ...['spamd', ...settings, `--socketpath=${socket}`, '--syslog=null', '--nouser-config', '--allow-tell'],
    ...[`--max-children=${CHILDREN}`, `--min-children=${CHILDREN}`, '--max-conn-per-child=1000000'],
  ]
  const server = await startProgram(name, words)
  const stop = async () => {
    await server.stop()
    await rm(run, { recursive: true })
  }
  const ask = async (order: string, fields: readonly string[], mail: Buffer) => {
    const head = [`${order} SPAMC/1.5`, `Content-length: ${mail.length}`, ...fields, '', '']
    const request = Buffer.concat([Buffer.from(head.join('\r\n')), mail])
    const reply = await answer(socket, request).catch(({ message }: Error) => {
      throw new HamletError('peer-failed', 503, `spamd gave no answer to ${order}: ${message}`)
    })
    return said(reply)
  }
  try {
    await untilAnswered('spamd', server, async () => {
      const pong = await answer(socket, Buffer.from('PING SPAMC/1.2\r\n'))
      return pong.includes('PONG')
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { ask, stop }
}

async function answer(socketPath: string, request: Buffer): Promise<string> {
  const socket = connect(socketPath)
  await once(socket, 'connect')
  socket.end(request)
  return text(socket)
}

function said(answer: string): string {
  const [, headers, body] = /^SPAMD\/[\d.]+ 0 (.*?)\r\n\r\n(.*)$/s.exec(answer) ?? []
  if (headers === undefined)
    throw new HamletError('peer-failed', 503, `spamd answered ${JSON.stringify(answer.slice(0, 100))}.`)
  return body
}
