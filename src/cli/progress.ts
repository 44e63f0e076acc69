import { SingleBar } from 'cli-progress'

/** Nothing is drawn for what is done before this many milliseconds. */
const PATIENCE = 1000

const FORMAT = '{what} {bar} {percentage}% · {done} · {eta_formatted} left'

/**
 * A progress bar on standard error: only on a terminal, and only once the work has taken more than a second. Where
 * standard output is a terminal too, results are printed above the bar.
 */
export class Progress {
  readonly #bar = new SingleBar({
    format: FORMAT,
    stream: process.stderr,
    barsize: 24,
    linewrap: true,
    forceRedraw: true,
    clearOnComplete: true,
    etaBuffer: 100,
  })
  readonly #started = Date.now()
  #value = 0
  #drawn = false

  /** `total` is in whatever unit `advance` counts; 0 where it is not known, and then no bar is drawn. */
  constructor(
    private readonly what: string,
    private readonly total: number,
  ) {}

  /** Seconds since the work began, never 0. */
  get seconds(): number {
    return Math.max(1, Date.now() - this.#started) / 1000
  }

  /** `done` says in words how far it is, such as `1,204 mails`. */
  advance(amount: number, done: string): void {
    this.#value = Math.min(this.total, this.#value + amount)
    if (!this.#drawn && this.total > 0 && process.stderr.isTTY && Date.now() - this.#started > PATIENCE) {
      this.#drawn = true
      this.#bar.start(this.total, this.#value, { what: this.what, done })
    } else if (this.#drawn) {
      this.#bar.update(this.#value, { done })
    }
  }

  /** Prints one line of results on standard output. */
  print(line: string): void {
    if (process.stdout.isTTY) this.clear()
    process.stdout.write(`${line}\n`)
  }

  /** Makes room for a line of anyone's; the bar is drawn again below it. */
  clear(): void {
    if (this.#drawn) process.stderr.write('\r\u001b[2K')
  }

  stop(): void {
    if (this.#drawn) this.#bar.stop()
  }
}
