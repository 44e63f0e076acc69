/** Days as a date field has them, in the reader's time zone. */

/** `2026-11-05` */
export function localDay(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The day's first moment in ISO 8601, or null when the field is empty or wrong. */
export function startOfDay(day: string): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return null
  const start = new Date(Number(year), Number(month) - 1, Number(date))
  return Number.isNaN(start.getTime()) ? null : start.toISOString()
}
