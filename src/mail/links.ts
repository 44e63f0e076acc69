import type { Link } from '../types.js'

/** Links beyond this are counted but not kept. */
export const MAX_LINKS = 200

const URL_IN_TEXT = /\b(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"'`\\^{|}]{1,2000}/gi

/** Lower-case host of a URL; '' when it has none (mailto:, cid:, a relative path). */
export function hostOf(url: string): string {
  const host = /^(?:[a-z][a-z0-9+.-]{0,20}:)?\/\/(?:[^/?#@\s]*@)?([^/?#:\s\\]+)/i.exec(url.trim())?.[1]
  if (host) return host.toLowerCase()
  return /^www\.[^/?#:\s]+/i.exec(url)?.[0].toLowerCase() ?? ''
}

/** URLs that stand in plain text, with the closing punctuation of the sentence left out. */
export function linksInText(text: string): Link[] {
  const links: Link[] = []
  for (const [match] of text.matchAll(URL_IN_TEXT)) {
    if (links.length >= MAX_LINKS) break
    const url = trimUrl(match)
    links.push({ url, host: hostOf(url), text: url })
  }
  return links
}

/** Replaces each URL in `text` by what `replace` makes of it. */
export function replaceUrls(text: string, replace: (url: string) => string): string {
  return text.replace(URL_IN_TEXT, (match) => {
    const url = trimUrl(match)
    return replace(url) + match.slice(url.length)
  })
}

function trimUrl(url: string): string {
  return url.replace(/[.,;:!?)\]>'"*_]{1,20}$/, '')
}
