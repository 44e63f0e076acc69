import { Parser } from 'htmlparser2'
import type { HtmlShape, Link } from '../types.js'
import { hostOf, MAX_LINKS } from './links.js'
import { isHidden } from './style.js'

/** Markup beyond this is not read: about ten times the longest newsletter. */
export const MAX_HTML_CHARACTERS = 1_000_000
/** Deeper markup is read as text: htmlparser2's cost grows with the square of the depth, and browsers stop at 512. */
export const MAX_HTML_DEPTH = 512
/** The parser is fed in pieces, so that a page nested too deep is noticed before it costs anything. */
const PIECE = 16_384

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
const UNREAD = new Set('script style title head template noscript select svg math object'.split(' '))
const BLOCK = new Set(
  'address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
)
const CELL = new Set(['td', 'th', 'option'])

export interface HtmlText {
  /** What a reader sees, a line a block. */
  text: string
  links: Link[]
  shape: HtmlShape
}

interface Open {
  name: string
  hidden: boolean
  unread: boolean
  quoted: boolean
  preformatted: boolean
}

/** Reads HTML as a person would: visible text in order, links with what they show, and counts of the rest. */
export function readHtml(markup: string): HtmlText {
  const html = closeComments(markup.slice(0, MAX_HTML_CHARACTERS))
  const shape: HtmlShape = { length: markup.length, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 }
  const links: Link[] = []
  const open: Open[] = []
  const lines: string[] = []
  let line = ''
  let link: Link | null = null

  const endLine = () => {
    const text = line.replace(/\s+/g, ' ').trim()
    line = ''
    if (text !== '') lines.push(open.at(-1)?.quoted ? `> ${text}` : text)
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const parent = open.at(-1)
        const hidden = parent?.hidden === true || isHidden(attributes)
        const unread = parent?.unread === true || UNREAD.has(name)
        if (BLOCK.has(name)) endLine()
        else if (CELL.has(name)) line += ' '
        if (!VOID.has(name)) {
          const quoted = parent?.quoted === true || isQuote(name, attributes)
          const preformatted = parent?.preformatted === true || name === 'pre'
          open.push({ name, hidden, unread, quoted, preformatted })
        }
        if (name === 'img') {
          shape.images++
          const alt = attributes.alt?.trim()
          if (alt && !hidden && !unread) line += ` ${alt} `
          if (alt && link) link.text += ` ${alt}`
        } else if (name === 'form') shape.forms++
        else if (name === 'script') shape.scripts++
        else if (name === 'a' || name === 'area') {
          const url = attributes.href?.trim()
          if (!url || url.startsWith('#')) return
          shape.links++
          if (links.length >= MAX_LINKS) return
          link = { url, host: hostOf(url), text: '' }
          links.push(link)
        }
      },
      ontext(data) {
        const parent = open.at(-1)
        if (parent?.unread) return
        if (parent?.hidden) {
          shape.hidden += data.replace(/\s+/g, ' ').trim().length
          return
        }
        const [first, ...more] = parent?.preformatted ? data.split('\n') : [data]
        line += first
        for (const each of more) {
          endLine()
          line = each
        }
        if (link) link.text += data
      },
      onclosetag(name) {
        if (BLOCK.has(name)) endLine()
        else if (CELL.has(name)) line += ' '
        if (name === 'a') link = null
        while (!VOID.has(name) && open.length > 0 && open.pop()?.name !== name);
      },
    },
    { decodeEntities: true },
  )
  let at = 0
  for (; at < html.length && open.length <= MAX_HTML_DEPTH; at += PIECE)
    parser.write(html.slice(at, at + PIECE))
  if (at >= html.length) parser.end()
  else line += html.slice(at).replace(/<[^<>]*>/g, ' ')

  endLine()

  for (const each of links) each.text = each.text.replace(/\s+/g, ' ').trim()
  return { text: lines.join('\n'), links, shape }
}

/** What mail programs wrap the mail in that is answered. */
function isQuote(name: string, { type, class: classes }: Record<string, string>): boolean {
  return (name === 'blockquote' && type === 'cite') || /\b(?:gmail_quote|yahoo_quoted)\b/.test(classes ?? '')
}

/** A comment that never ends would swallow the rest; the mail programs that it was written for end it at `>`. */
function closeComments(html: string): string {
  const start = html.lastIndexOf('<!--')
  return start < 0 || html.includes('-->', start) ? html : `${html.slice(0, start)}<!${html.slice(start + 4)}`
}
