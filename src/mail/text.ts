import type { Mail } from '../types.js'
import { replaceUrls } from './links.js'
import { arrange } from './quotes.js'

/** Characters of the new text that are kept: from the front and, of what is longer, from the end. */
const HEAD = 2600
const TAIL = 800
/** Characters of quoted text and signatures, after the new text. */
const OLD = 500
const MAX_SUBJECT = 300
const MAX_NAME = 100
const MAX_HOSTS = 12
const MAX_FILES = 12
/** Unbroken runs of ASCII longer than this are cut to it: no word is as long, encoded data is. */
const MAX_RUN = 60
/** Steps of a URL's path that are kept, and how long one may be. */
const MAX_STEPS = 2
const MAX_STEP = 30
const LONG_RUN = new RegExp(`([!-~]{${MAX_RUN}})[!-~]+`, 'g')

/** Goes up whenever the same mail would give another text. */
export const TEXT_VERSION = 2

/** No canonical text is longer than this, in UTF-16 units. */
export const MAX_TEXT = 4800

/**
 * The text that the encoder reads. Lines in this order, empty ones left out:
 *
 *     SUBJECT
 *     from NAME DOMAIN
 *     BODY, in as many lines as it has; new text first, quoted text and signature after it
 *     links HOST HOST …
 *     files NAME TYPE, NAME TYPE …
 *
 * Case, punctuation, numbers and look-alikes stay; whitespace is normalised, rows such as `-----` and very long
 * runs are shortened, URLs keep their host and the first words of the path. The middle of a long body is cut, marked by
 * a line `…`. No recipient, date or message id, so that copies of one mail have one text.
 */
export function canonicalText(mail: Mail): string {
  const { fresh, old } = arrange(mail.body)
  const lines = [
    limit(normalise(mail.subject).replaceAll('\n', ' '), MAX_SUBJECT),
    sender(mail),
    headAndTail(normalise(fresh), HEAD, TAIL),
    limit(normalise(old), OLD),
    list('links', hosts(mail), ' '),
    list('files', files(mail), ', '),
  ]
  return limit(lines.filter((line) => line !== '').join('\n'), MAX_TEXT)
}

function sender({ from }: Mail): string {
  if (!from) return ''
  const name = limit(normalise(from.name).replaceAll('\n', ' '), MAX_NAME)
  return list('from', [name, limit(from.domain, MAX_NAME)].filter(Boolean), ' ')
}

function hosts(mail: Mail): string[] {
  const distinct = new Set(
    mail.links.map(({ host }) => limit(host.replace(/^www\./, ''), MAX_RUN)).filter(Boolean),
  )
  return [...distinct].slice(0, MAX_HOSTS)
}

function files(mail: Mail): string[] {
  return mail.attachments
    .slice(0, MAX_FILES)
    .map(({ filename, contentType }) =>
      `${limit(normalise(filename).replaceAll('\n', ' '), MAX_RUN)} ${limit(contentType, MAX_RUN)}`.trim(),
    )
}

function list(name: string, values: string[], separator: string): string {
  return values.length === 0 ? '' : `${name} ${values.join(separator)}`
}

function normalise(text: string): string {
  return replaceUrls(text, shortUrl)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/([-=_*~#+.·•—–])\1{3,}/g, '$1$1$1')
    .replace(/([-=_*~#+.·•—–])(?: \1){3,}/g, '$1 $1 $1')
    .replace(LONG_RUN, '$1')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()
}

/** Host and the first steps of the path, as far as they are words: what has a digit or is long may be a token. */
function shortUrl(url: string): string {
  const [host, ...path] = url
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[?#].*$/s, '')
    .split('/')
  const steps = path.filter((step) => step !== '')
  const token = steps.findIndex((step) => /\d/.test(step) || step.length > MAX_STEP)
  const kept = steps.slice(0, token < 0 ? MAX_STEPS : Math.min(token, MAX_STEPS))
  return [limit(host, MAX_RUN), ...kept].join('/')
}

function headAndTail(text: string, head: number, tail: number): string {
  if (text.length <= head + tail) return text
  return `${wellFormed(text.slice(0, head))}\n…\n${wellFormed(text.slice(-tail))}`
}

function limit(text: string, length: number): string {
  return text.length <= length ? text : wellFormed(text.slice(0, length))
}

/** Drops the half characters that a cut may leave. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '')
}
