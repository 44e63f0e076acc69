/** Calls to Hamlet's own HTTP service. The key lives in this tab and goes with it. */

const KEY = 'hamlet-key'

export const key = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
}

/** What the service refused, in its own words; `status` 0 when it did not answer at all. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence)
    this.status = status
  }
}

/** @returns the JSON of the answer. @throws Refused */
export async function get(path) {
  let response
  try {
    response = await fetch(path, { headers: { Authorization: `Bearer ${key.get()}` } })
  } catch {
    throw new Refused(0, 'Hamlet does not answer. Is it running?')
  }
  const body = await response.json().catch(() => null)
  if (!response.ok) throw new Refused(response.status, body?.detail ?? `Hamlet answered ${response.status}.`)
  return body
}
