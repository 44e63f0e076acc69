/** What is asked of "what if", as the form holds it. */
import { withQuery } from '../../api/address.js'
import { startOfDay } from '../user/local-day.js'

export interface Settings {
  source: 'stored' | 'mbox'
  /** Names with commas between them; empty for the users with the most marks. */
  users: string
  /** Per cent; empty to leave it as it is. */
  threshold: string
  /** Empty to leave it as it is. */
  sharedVersion: string
  /** One that is at hand; empty to leave it as it is. */
  encoder: string
  /** Days; empty for no bound. */
  from: string
  to: string
  file: File | null
}

export type WhatIfRequest =
  | { path: string; mbox: File; body?: never }
  | { path: string; body: Record<string, unknown>; mbox?: never }

const DAY_MS = 86_400_000

/** The form can be filled in by a link: `#/what-if?users=anna&threshold=80`. */
export function settingsFrom(query: URLSearchParams): Settings {
  const text = (name: string) => query.get(name) ?? ''
  return {
    source: 'stored',
    users: text('users'),
    threshold: text('threshold'),
    sharedVersion: text('sharedVersion'),
    encoder: text('encoder'),
    from: text('from'),
    to: text('to'),
    file: null,
  }
}

export function requestOf(settings: Settings): WhatIfRequest {
  const threshold = settings.threshold === '' ? undefined : Number(settings.threshold) / 100
  const encoder = settings.encoder === '' ? undefined : settings.encoder
  // A shared head belongs to its encoder.
  const sharedVersion =
    settings.sharedVersion === '' || encoder !== undefined ? undefined : Number(settings.sharedVersion)
  const users = settings.users
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (settings.source === 'mbox' && settings.file) {
    const query = { user: users[0], threshold, sharedVersion, encoder }
    return { path: withQuery('v1/admin/what-if/mbox', query), mbox: settings.file }
  }
  const body = {
    users: users.length === 0 ? undefined : users,
    threshold,
    sharedVersion,
    encoder,
    from: moment(settings.from, 0),
    to: moment(settings.to, DAY_MS),
  }
  return { path: 'v1/admin/what-if', body }
}

/** A day's beginning, or with a whole day more its end. */
function moment(day: string, more: number): number | undefined {
  const start = startOfDay(day)
  return start === null ? undefined : Date.parse(start) + more
}
