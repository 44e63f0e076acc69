/** The words every part of Hamlet speaks. No logic here. */

export type Label = 'spam' | 'ham'
export type Verdict = 'spam' | 'unsure' | 'ham'

/** One mailbox of a From, Reply-To, To or Cc header. `domain` is the lower-case part after the last `@`. */
export interface Address {
  name: string
  address: string
  domain: string
}

/** A link of the body: where it goes (`url`, lower-case `host`) and what the reader sees (`text`). */
export interface Link {
  url: string
  host: string
  text: string
}

/** An attached part; its content is never kept. `size` in bytes. */
export interface Attachment {
  filename: string
  contentType: string
  size: number
}

/** What the HTML of a mail looks like, as counts; all zero for a mail without HTML. */
export interface HtmlShape {
  /** Length of the markup in characters. */
  length: number
  images: number
  links: number
  forms: number
  scripts: number
  /** Characters of text that a reader cannot see (display:none, font-size 0, white on white, …). */
  hidden: number
}

/** A parsed mail: what the encoder and the features see, and nothing of the transport's bytes. */
export interface Mail {
  /** Hash of the message's bytes, the same at every door; see mail/id.ts. */
  id: string
  from: Address | null
  replyTo: Address | null
  /** To and Cc, in order. */
  to: Address[]
  subject: string
  messageId: string | null
  date: Date | null
  /** Readable body without markup, in reading order. */
  body: string
  links: Link[]
  attachments: Attachment[]
  html: HtmlShape
  /** Header fields in order: lower-case names, unfolded values, cut to limits of mail/parse.ts. */
  headers: { name: string; value: string }[]
  /** Charsets that the parts declare, lower case, without repeats. */
  charsets: string[]
  /** Raw bytes of attached `message/rfc822` parts: what a user forwarded "as attachment". */
  forwarded: Buffer[]
  /** The mail has no text of its own: subject, text and links of the first one that it carries stand in its body. */
  isWrapper?: true
}
