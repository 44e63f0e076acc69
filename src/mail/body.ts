import type { HtmlShape, Link } from '../types.js'
import { bytesText } from './charset.js'
import { readHtml } from './html.js'
import { linksInText, MAX_LINKS } from './links.js'

/** Text beyond this is not kept: in the corpora only collections of press articles are longer. */
export const MAX_TEXT_CHARACTERS = 200_000
/** Lines of a plain part that are compared with the HTML beside it. */
const MAX_ADDED_LINES = 200
const NO_HTML: HtmlShape = { length: 0, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 }
const MARKUP = /^\s*<(?:!doctype html|html|head|body|meta|style|table|center|font|div|p)\b/i

export interface Body {
  text: string
  links: Link[]
  html: HtmlShape
}

/** The readable parts of a mail. `alternative`: the plain text says the same as the HTML. */
export interface Readable {
  plain: string
  html: string
  alternative: boolean
  attached: { contentType: string; content: Buffer }[]
}

/**
 * The body as a reader sees it: the HTML's text where there is HTML, followed by the lines of a plain part beside it
 * (such as a list's footer) that the HTML lacks; else the plain text; else the first attached text. Plain text that
 * begins as an HTML page is read as one.
 */
export function readBody(parts: Readable): Body {
  const plain = parts.plain.slice(0, MAX_TEXT_CHARACTERS)
  const markup = parts.html || (MARKUP.test(plain) ? plain : '')
  if (markup === '') return plainBody(plain.trim() === '' ? attachedText(parts.attached) : plain)
  const { text, links, shape } = readHtml(markup)
  const both = markup === plain ? text : join(text, plain, parts.alternative)
  // An address that a link shows is not one that it leads to.
  const shown = new Set(links.flatMap((link) => linksInText(link.text).map(({ url }) => url)))
  const bare = linksInText(both).filter(({ url }) => !shown.has(url))
  return {
    text: both.slice(0, MAX_TEXT_CHARACTERS),
    links: [...links, ...bare].slice(0, MAX_LINKS),
    html: shape,
  }
}

function plainBody(text: string): Body {
  return { text, links: linksInText(text), html: NO_HTML }
}

function attachedText(attached: Readable['attached']): string {
  const part = attached.find(({ contentType }) => contentType === 'text/plain')
  return part ? bytesText(part.content.subarray(0, MAX_TEXT_CHARACTERS)) : ''
}

function join(html: string, plain: string, alternative: boolean): string {
  if (html === '') return plain
  if (alternative || plain === '') return html
  const known = letters(html)
  const added = plain.split('\n', MAX_ADDED_LINES).filter((line) => !known.includes(letters(line)))
  return [html, ...added].join('\n')
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '')
}
