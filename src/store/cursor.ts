/** Opaque cursors: the sort key of a page's last row. They mean the same whatever rows come or go. */
import { BadInput } from '../errors.js'
import type { Page } from './store.js'

export type SortKey = (string | number)[]

export function encodeCursor(key: SortKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * The sort key after which the page starts; `first` for a page without a cursor. `first` also says which types to expect.
 * @throws BadInput when the cursor was not made by encodeCursor.
 */
export function startOf<Key extends SortKey>(page: Page, first: Key): Key {
  if (page.after === undefined) return first
  try {
    const key: unknown = JSON.parse(Buffer.from(page.after, 'base64url').toString())
    if (
      Array.isArray(key) &&
      key.length === first.length &&
      key.every((part, i) => typeof part === typeof first[i])
    ) {
      return key as Key
    }
  } catch {
    // Not JSON: the same sentence as for other JSON.
  }
  throw new BadInput(
    'The cursor is none that Hamlet gave: take `next` of the page before, or leave it out for the first page.',
  )
}

/** Cuts what was read with one row more than `limit`, and says where the next page starts. */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => SortKey,
): { rows: Row[]; next: string | null } {
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit),
    next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  }
}

/** @throws TypeError: a limit is the program's, never a person's. */
export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new TypeError('Expected limit to be a positive integer')
}
