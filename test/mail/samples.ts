/** Raw bytes of a mail: header lines and body, one byte a character (Latin-1), as they travel. */
export function raw(headers: string[], body = ''): Buffer {
  return Buffer.from(`${headers.join('\n')}\n\n${body}`, 'latin1')
}

/** A multipart of the given type whose parts are written out, headers and all. */
export function multipart(type: string, parts: string[], headers: string[] = []): Buffer {
  const body = parts.map((part) => `--frontier\n${part}\n`).join('')
  return raw(
    ['From: Ann <ann@example.org>', ...headers, `Content-Type: multipart/${type}; boundary="frontier"`],
    `${body}--frontier--\n`,
  )
}

/** A mail that is one HTML page. */
export function page(html: string): Buffer {
  return raw(
    ['Subject: page', 'Content-Type: text/html; charset=utf-8'],
    Buffer.from(html).toString('latin1'),
  )
}

/**
 * What `run` returns, and how long it kept the processor, in milliseconds: unlike the time on the clock it says the
 * same on a busy machine.
 */
export async function processorTime<T>(run: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const before = process.cpuUsage()
  const result = await run()
  const { user, system } = process.cpuUsage(before)
  return { result, milliseconds: (user + system) / 1000 }
}
