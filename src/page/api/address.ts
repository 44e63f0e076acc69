/** Addresses of calls, relative to the page, so that it works behind a proxy under any path. */

export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

/** Writes an address; what stands in braces is data, and is percent-encoded: at`v1/users/${user}`. */
export function at(texts: TemplateStringsArray, ...names: string[]): string {
  return String.raw({ raw: texts }, ...names.map(encodeURIComponent))
}

/** The address with a query; what is null, undefined or empty is left out. */
export function withQuery(path: string, query: Query): string {
  const search = searchOf(query)
  return search === '' ? path : `${path}?${search}`
}

export function searchOf(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  return search.toString()
}
