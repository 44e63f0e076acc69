/** What the calls about one mail, the installation and "what if" answer. */
import type { Judgement, Label, MailLine, Side } from './answers.js'

export interface Blocks {
  embedding: number
  words: number
  identity: number
  shape: number
  bias: number
}

/** A stretch of a text, in UTF-16 units, and what it adds to the logit. */
export interface Span {
  start: number
  end: number
  logit: number
}

export interface Signal {
  kind: 'sender' | 'shape'
  text: string
  logit: number
}

export interface Explained extends MailLine, Side {
  user: string
  logit: number
  parts: { base: number; shared: number; adapter: number }
  threshold: number
  reasons: { kind: string; text: string; logit: number }[]
  encoder: string
  scoredAt: number | null
  label: Label | null
  first: Judgement
  nearest: (MailLine & { label: Label; similarity: number; cosine: number | null; logit: number })[]
  text: string | null
  blocks: Record<'base' | 'shared' | 'adapter', Blocks>
  highlights: { subject: Span[]; text: Span[] }
  signals: Signal[]
}

export interface SharedVersion {
  version: number
  createdAt: number
  encoder: string
  base: string
  users: number
  marks: number
  copiedFrom: number | null
  gate: { heldOut: number; before: number; after: number; published: boolean }
  inForce: boolean
  restorable: boolean
}

export interface Influence {
  user: string
  marks: number
  weight: number
  /** Per cent of all users' weight. */
  share: number
  capped: boolean
}

export interface SharedAnswer {
  inForce: number
  cap: { marks: number; logits: number }
  pending: { changes: number; due: number }
  versions: SharedVersion[]
  influence: Influence[]
}

/** Of one call, in seconds. */
export interface Latency {
  method: string
  route: string
  requests: number
  mean: number
  p50: number
  p90: number
  p99: number
}

export interface SystemAnswer {
  startedAt: number
  version: string
  node: string
  encoder: { id: string; queue: number }
  base: string
  database: { bytes: number; users: number; messages: number; marks: number }
  verdicts: { spam: number; unsure: number; ham: number }
  marks: number
  http: { requests: number; clientErrors: number; serverErrors: number }
  latency: Latency[]
  process: { residentBytes: number; heapBytes: number; cpuSeconds: number; eventLoopP99: number }
}

export type Moves = Record<
  'ham->spam' | 'ham->unsure' | 'unsure->spam' | 'unsure->ham' | 'spam->ham' | 'spam->unsure',
  number
>

export interface WhatIf {
  user: string
  mails: number
  moved: Moves
  errors: { marked: number; before: number; after: number }
  changes: (MailLine & { scoredAt: number | null; label: Label | null; before: Side; after: Side })[]
}

export interface WhatIfAnswer {
  users: WhatIf[]
  totals: { mails: number; moved: Moves }
}

export interface UserLink {
  user: string
  /** Relative to the service. */
  url: string
  expiresAt: number
}
