import { type Handler, Parser } from 'htmlparser2'
import type { HtmlShape, Link } from '../types.js'
import { hostOf, MAX_LINKS } from './links.js'
import { type Look, lookOf, PAGE } from './style.js'

/** Markup beyond this is not read: twice the longest newsletter of the corpora, which has 376,000. */
export const MAX_HTML_CHARACTERS = 1_000_000
/** Deeper markup is read without its tags: htmlparser2's cost grows with the square of the depth; browsers stop at 512. */
export const MAX_HTML_DEPTH = 512
/** The parser is fed in pieces, so that a page nested too deep is noticed before it costs much. */
const PIECE = 16_384

const VOID = words('area base br col embed hr img input link meta param source track wbr')
const UNREAD = words('script style title head template select svg math object')
const BLOCK =
  words(`address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4
  h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead tr ul`)
const CELL = words('td th option')

export interface HtmlText {
  /** What a reader sees, a line a block; quoted mail with `> ` before its lines. */
  text: string
  links: Link[]
  shape: HtmlShape
}

/** An element that is open, with what its descendants inherit. */
interface Open {
  name: string
  look: Look
  unread: boolean
  quoted: boolean
  preformatted: boolean
}

const ROOT: Open = { name: '', look: PAGE, unread: false, quoted: false, preformatted: false }

/** Reads HTML as a person would: visible text in order, links with what they show, and counts of the rest. */
export function readHtml(markup: string): HtmlText {
  const html = closeComments(markup.slice(0, MAX_HTML_CHARACTERS))
  const reader = new Reader()
  const parser = new Parser(reader)
  let at = 0
  while (at < html.length && reader.depth <= MAX_HTML_DEPTH) {
    parser.write(html.slice(at, at + PIECE))
    at += PIECE
  }
  if (reader.depth <= MAX_HTML_DEPTH) parser.end()
  else reader.ontext(html.slice(at).replace(/^[^<>]*>|<[^<>]*>/g, ' '))
  return reader.finish(markup.length)
}

class Reader implements Partial<Handler> {
  #shape: HtmlShape = { length: 0, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 }
  #links: Link[] = []
  #lines: string[] = []
  #line = ''
  #open: Open[] = [ROOT]
  #link: Link | null = null
  #sheet = false

  get depth(): number {
    return this.#open.length
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    this.#breakAt(name)
    const parent = this.#inside()
    const element: Open = {
      name,
      look: lookOf(parent.look, attributes, this.#sheet),
      unread: parent.unread || UNREAD.has(name),
      quoted: parent.quoted || isQuote(name, attributes),
      preformatted: parent.preformatted || name === 'pre',
    }
    if (!VOID.has(name)) this.#open.push(element)
    if (name === 'img') this.#image(attributes, element)
    else if (name === 'a' || name === 'area') this.#startLink(attributes.href?.trim() ?? '')
    else if (name === 'form') this.#shape.forms++
    else if (name === 'script') this.#shape.scripts++
    else if (name === 'style' || name === 'link') this.#sheet = true
  }

  ontext(data: string): void {
    const { unread, look, preformatted } = this.#inside()
    if (unread) return
    if (look.hidden) {
      this.#shape.hidden += data.replace(/\s+/g, ' ').trim().length
      return
    }
    const [first, ...more] = preformatted ? data.split('\n') : [data]
    this.#line += first
    for (const line of more) {
      this.#endLine()
      this.#line = line
    }
    if (this.#link) this.#link.text += data
  }

  onclosetag(name: string): void {
    this.#breakAt(name)
    if (name === 'a') this.#link = null
    if (VOID.has(name)) return
    while (this.#open.length > 1 && this.#open.pop()?.name !== name);
  }

  finish(length: number): HtmlText {
    this.#endLine()
    for (const link of this.#links) link.text = link.text.replace(/\s+/g, ' ').trim()
    return { text: this.#lines.join('\n'), links: this.#links, shape: { ...this.#shape, length } }
  }

  #inside(): Open {
    return this.#open.at(-1) ?? ROOT
  }

  #breakAt(name: string): void {
    if (BLOCK.has(name)) this.#endLine()
    else if (CELL.has(name)) this.#line += ' '
  }

  #endLine(): void {
    const text = this.#line.replace(/\s+/g, ' ').trim()
    this.#line = ''
    if (text !== '') this.#lines.push(this.#inside().quoted ? `> ${text}` : text)
  }

  #image({ alt }: Record<string, string>, { look, unread }: Open): void {
    this.#shape.images++
    if (!alt || look.hidden || unread) return
    this.#line += ` ${alt} `
    if (this.#link) this.#link.text += ` ${alt} `
  }

  #startLink(url: string): void {
    if (url === '' || url.startsWith('#')) return
    this.#shape.links++
    if (this.#links.length >= MAX_LINKS) return
    this.#link = { url, host: hostOf(url), text: '' }
    this.#links.push(this.#link)
  }
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

function words(list: string): Set<string> {
  return new Set(list.split(/\s+/))
}
