/**
 * The names of the features whose names form a closed list: of headers, HTML, lengths, checks of the sender. A stored vector
 * holds ids alone; these can be named again without the mail.
 */
import { HANDOVERS } from './handover.js'
import { LEXICAL_ENDS, lexicalId } from './lexical.js'

const powers = (most: number) => [0, ...Array.from({ length: most }, (_, k) => 2 ** k)]
const numbered = (name: string, most: number, end = '') => powers(most).map((size) => `${name} ${size}${end}`)

const SHAPES = [
  ...['message-id', 'date', 'to', 'mime-version'].map((header) => `no ${header}`),
  ...['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'in-reply-to', 'references', 'sender'].map(
    (header) => `has ${header}`,
  ),
  ...['bulk', 'list', 'junk'].map((precedence) => `precedence ${precedence}`),
  ...HANDOVERS,
  ...['high priority', 'auto-submitted', 'from without a name', 're: without a reference'],
  ...['html', 'html form', 'html script', 'html image only'],
  ...numbered('html images', 8),
  ...numbered('html links', 9),
  ...numbered('html hidden text', 12),
  ...numbered('html markup per text', 14),
  ...['application/pdf', 'application/zip', 'application/octet-stream', 'application/msword'].map(attachment),
  ...['image/png', 'image/jpeg', 'image/gif', 'text/plain', 'text/html', 'text/calendar'].map(attachment),
  ...['.pdf', '.zip', '.doc', '.docx', '.xls', '.xlsx', '.exe', '.png', '.jpg', '.gif', '.html', '.txt'].map(
    attachment,
  ),
  'attachment with two extensions',
  ...numbered('attachments', 6),
  ...numbered('length', 20),
  ...numbered('capitals', 7, '/64'),
  ...numbered('exclamation marks', 11),
  ...numbered('currency signs', 11),
  ...numbered('links', 10),
  ...['no subject', 'subject in capitals'],
  ...['from name has the own domain', 'from name has another domain'],
  ...['reply-to same domain', 'reply-to another domain'],
  ...['link to the own domain', 'links to other domains only', 'link text shows another domain'],
  'link host is punycode',
  ...['com', 'net', 'org', 'edu', 'gov', 'info', 'biz', 'ru', 'cn', 'de', 'uk', 'io'].map(
    (end) => `link ends in ${end}`,
  ),
]

const IDENTITIES = ['link domain an ip address']

const RESULTS = ['pass', 'fail', 'softfail', 'neutral', 'none', 'policy', 'temperror', 'permerror']
const ROUTES = [
  ...[
    'us-ascii',
    'utf-8',
    'iso-8859-1',
    'iso-8859-15',
    'windows-1252',
    'windows-1251',
    'koi8-r',
    'gb2312',
  ].map((charset) => `charset ${charset}`),
  ...Array.from({ length: 12 }, (_, hops) => `hops ${hops + 1}`),
  ...['0', '1', '2', '3', 'many'].map((count) => `recipients ${count}`),
  ...['list-id', 'list-unsubscribe', 'in-reply-to', 'references', 'precedence', 'x-mailer', 'user-agent'].map(
    (field) => `header ${field}`,
  ),
  ...['spf', 'dkim', 'dmarc', 'arc'].flatMap((method) => RESULTS.map((result) => `${method} ${result}`)),
]

function attachment(kind: string): string {
  return `attachment ${kind}`
}

/** What the ids stand for. An id that another feature shares, one in a thousand or so, bears the wrong name. */
export const closedNames: ReadonlyMap<number, string> = new Map([
  ...IDENTITIES.map((name) => [lexicalId(name, LEXICAL_ENDS.words, LEXICAL_ENDS.identity), name] as const),
  ...SHAPES.map((name) => [lexicalId(name, LEXICAL_ENDS.identity, LEXICAL_ENDS.shape), name] as const),
  ...ROUTES.map((name) => [lexicalId(name, LEXICAL_ENDS.shape, LEXICAL_ENDS.route), name] as const),
])
