/** Calls of Hamlet's own HTTP service. */

/** What the service refused, in its own words; `status` 0 when it did not answer at all. */
export class Refused extends Error {
  override name = 'Refused'

  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence)
  }
}

/** All throw Refused. */
export interface Client {
  get<T>(path: string, signal?: AbortSignal): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** The body goes out as it is: a mail, or many. */
  send<T>(path: string, body: Blob): Promise<T>
  remove<T>(path: string): Promise<T>
  /** The answer itself, to be read as it comes. */
  open(path: string, signal: AbortSignal): Promise<Response>
}

/**
 * @param keyRefused called, beside the exception, when the key is unknown, revoked or has expired
 * @param send what sends, for tests
 */
export function createClient(
  key: string,
  keyRefused: (refusal: Refused) => void,
  send: typeof fetch = fetch,
): Client {
  async function open(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, Authorization: `Bearer ${key}` }
    const response = await send(path, { ...init, headers }).catch((error: Error) => {
      if (error.name === 'AbortError') throw error
      throw new Refused(0, 'Hamlet does not answer. Is it running?')
    })
    if (response.ok) return response
    const problem = await response.json().catch(() => null)
    const refusal = new Refused(response.status, problem?.detail ?? `Hamlet answered ${response.status}.`)
    if (response.status === 401) keyRefused(refusal)
    throw refusal
  }
  const call = async (path: string, init: RequestInit) => (await open(path, init)).json()
  const write = (method: string) => (path: string, body: unknown) =>
    call(path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  return {
    get: (path, signal) => call(path, { signal: signal ?? null }),
    put: write('PUT'),
    post: write('POST'),
    send: (path, body) => call(path, { method: 'POST', body }),
    remove: (path) => call(path, { method: 'DELETE' }),
    open: (path, signal) => open(path, { signal }),
  }
}
