/** Threads inside. */
const INSIDE = 0
/** 1 once closed. */
const CLOSED = 1
/** A thread that died inside never comes out; no load and no run takes that long. In milliseconds. */
const PATIENCE = 10_000

/**
 * Where the pool's threads go through to native code. A thread that is ended while it loads or runs a model takes the whole
 * process down: the runtime's return to JavaScript that is no more throws, and nothing can catch it. So whoever ends
 * threads, the process itself included, closes the gate first.
 */
export class Gate {
  /** @param cells what the threads share: hand it on to each. */
  constructor(readonly cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))) {}

  /** @throws Error when the gate is closed, and whatever `work` throws */
  async through<T>(work: () => Promise<T>): Promise<T> {
    // In before the look at the door: whoever closes it either sees this thread inside or is seen by it.
    Atomics.add(this.cells, INSIDE, 1)
    try {
      if (Atomics.load(this.cells, CLOSED) === 1) throw new Error('The encoder is stopping.')
      return await work()
    } finally {
      Atomics.sub(this.cells, INSIDE, 1)
      Atomics.notify(this.cells, INSIDE)
    }
  }

  /**
   * Lets nobody in any more and blocks until all are out: at most for a model's load, or a few texts. It does not give
   * way to other work, because a process that exits has no other time.
   */
  close(): void {
    Atomics.store(this.cells, CLOSED, 1)
    for (;;) {
      const inside = Atomics.load(this.cells, INSIDE)
      if (inside === 0 || Atomics.wait(this.cells, INSIDE, inside, PATIENCE) === 'timed-out') return
    }
  }
}
