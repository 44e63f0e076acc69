import type { Head } from '../api/answers.js'

export const HEAD_TITLES: Record<Head, string> = { base: 'Base', shared: 'Base + shared', own: 'Own model' }
