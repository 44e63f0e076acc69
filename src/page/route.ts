/** The address of a view: `#/users/anna/marks?after=…`. Every view has one, so that it can be sent to someone. */
import { useEffect, useState } from 'preact/hooks'
import { type Query, searchOf } from './api/address.js'

export interface Place {
  /** Decoded: `['users', 'anna', 'marks']`. */
  path: string[]
  query: URLSearchParams
}

export function readPlace(hash: string): Place {
  const [path = '', search = ''] = split(hash.replace(/^#\/?/, ''))
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(search) }
}

/** @returns the address, with `#`; what is null or empty in the query is left out */
export function href(path: readonly string[], query: Query = {}): string {
  const search = searchOf(query)
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

/** The same view with other settings. */
export function hrefWith({ path, query }: Place, changes: Query): string {
  const names = new Set([...query.keys(), ...Object.keys(changes)])
  const all = [...names].map((name) => [name, name in changes ? changes[name] : query.getAll(name)] as const)
  return href(path, Object.fromEntries(all))
}

/** The place that the address bar names, now and after every change. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const changed = () => setHash(location.hash)
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return readPlace(hash)
}

export function goTo(address: string): void {
  location.hash = address
}

function split(text: string): [string, string] {
  const at = text.indexOf('?')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A part of an address that someone cut in the middle is shown as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
