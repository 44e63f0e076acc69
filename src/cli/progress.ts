import { MultiBar, type SingleBar } from 'cli-progress'

/** Nothing is drawn for what is done before this many milliseconds. */
const PATIENCE = 1000

const FORMAT = '{what} {bar} {percentage}% · {done} · {eta_formatted} left'

/**
 * A progress bar on standard error: only on a terminal, and only once the work has taken more than a second. What is
 * printed on the terminal meanwhile stands above the bar.
 */
export class Progress {
  readonly #bars = new MultiBar({
    format: FORMAT,
    stream: process.stderr,
    barsize: 24,
    linewrap: true,
    forceRedraw: true,
    clearOnComplete: true,
    etaBuffer: 100,
  })
  #bar: SingleBar | null = null
  readonly #started = Date.now()
  #value = 0

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
    if (this.#bar !== null) this.#bar.update(this.#value, { done })
    else if (this.total > 0 && process.stderr.isTTY && Date.now() - this.#started > PATIENCE) {
      this.#bar = this.#bars.create(this.total, this.#value, { what: this.what, done })
    }
  }

  /** Prints one line of results on standard output. */
  print(line: string): void {
    this.#write(process.stdout, line)
  }

  /** Prints one line on standard error. */
  complain(line: string): void {
    this.#write(process.stderr, line)
  }

  stop(): void {
    if (this.#bar === null) return
    this.#bars.update() // Prints what waits to stand above the bar.
    this.#bars.stop()
  }

  #write(output: NodeJS.WriteStream, line: string): void {
    if (this.#bar !== null && output.isTTY) this.#bars.log(`${line}\n`)
    else output.write(`${line}\n`)
  }
}
