/** Numbers and times in the reader's own language. */

export interface Formats {
  count(value: number): string
  /** Of a figure in per cent: 3.2 gives "3.2%". */
  percent(value: number): string
  /** A difference in percentage points, with its sign. */
  points(value: number): string
  /** Of a share, 0 to 1. */
  probability(value: number): string
  /** A logit, with its sign. */
  logit(value: number): string
  decimal(value: number, digits?: number): string
  bytes(value: number): string
  /** Of seconds: "1.2 ms", "3 s". */
  duration(seconds: number): string
  day(time: number): string
  moment(time: number): string
  /** "3 hours ago", "in 2 days"; within a minute, "now". */
  ago(time: number, now?: number): string
}

/** Nothing is ever shown as certain: 0.99999 is "> 99.9%". */
const SUREST = 0.001

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const STEPS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** @param locale the reader's own when left out */
export function createFormats(locale?: string, timeZone?: string): Formats {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options)
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options)
  const whole = number({})
  const percent = number({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const fine = number({ style: 'percent', maximumSignificantDigits: 2 })
  const points = number({ signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const logit = number({ signDisplay: 'exceptZero', minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const unit = (value: number, name: string) =>
    number({ style: 'unit', unit: name, unitDisplay: 'short', maximumSignificantDigits: 3 }).format(value)
  const day = date({ dateStyle: 'medium' })
  const moment = date({ dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  return {
    count: (value) => whole.format(value),
    percent: (value) => (value > 0 && value < 0.05 ? fine : percent).format(value / 100),
    points: (value) => points.format(value),
    probability(value) {
      const shown = Math.min(1 - SUREST, Math.max(SUREST, value))
      const sign = value < SUREST ? '< ' : value > 1 - SUREST ? '> ' : ''
      return sign + percent.format(shown)
    },
    logit: (value) => logit.format(value),
    decimal: (value, digits = 3) => number({ maximumFractionDigits: digits }).format(value),
    bytes(value) {
      const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(value, 1)) / 3))
      return unit(value / 1_000 ** step, UNITS[step] as string)
    },
    duration: (seconds) => (seconds < 1 ? unit(1_000 * seconds, 'millisecond') : unit(seconds, 'second')),
    day: (time) => day.format(time),
    moment: (time) => moment.format(time),
    ago(time, now = Date.now()) {
      const seconds = (time - now) / 1_000
      const [name, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? [
        'second',
        Number.POSITIVE_INFINITY,
      ]
      return relative.format(Math.round(seconds / length), name)
    },
  }
}

export const formats = createFormats()
