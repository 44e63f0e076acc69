import type { Head } from '../api/answers.js'

/** The heads, from what all users have in common to what is one user's own. */
export const HEADS = ['base', 'shared', 'own'] as const satisfies readonly Head[]
export type ByHead<T> = Record<Head, T>

export const HEAD_TITLES: ByHead<string> = { base: 'Base', shared: 'Base + shared', own: 'Own model' }
