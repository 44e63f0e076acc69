/** Reads a text/event-stream (HTML standard, 9.2) from a fetch, since EventSource sends no Authorization header. */

export interface StreamEvent {
  event: string
  data: string
}

/** Yields the events as they come; comments only show that the connection lives: `alive` is called for any bytes. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  alive: () => void,
): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      alive()
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n')
      rest = blocks.pop() as string
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    reader.releaseLock()
  }
}

function parseBlock(block: string): StreamEvent | null {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line))
  const values = (name: string) =>
    fields.flatMap((field) => (field?.[1] === name ? [field[2] as string] : []))
  const data = values('data')
  return data.length === 0 ? null : { event: values('event').at(-1) ?? 'message', data: data.join('\n') }
}
