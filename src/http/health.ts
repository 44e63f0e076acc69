/** What machines ask: is it alive, is it ready, how is it doing, what can it do. */
import { z } from 'zod'
import { Unavailable } from '../errors.js'
import { route } from './route.js'

export const healthRoutes = [
  route({
    method: 'get',
    path: '/healthz',
    access: 'open',
    summary: 'Is the process alive?',
    answer: z.strictObject({ status: z.literal('alive') }),
    handle: () => ({ status: 'alive' as const }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    access: 'open',
    summary: 'Can it judge mail now?',
    answer: z.strictObject({ status: z.literal('ready') }),
    refusals: [503],
    async handle(_, { store }) {
      try {
        await store.ping()
      } catch (cause) {
        throw new Unavailable('The database does not answer.', { cause })
      }
      return { status: 'ready' as const }
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    access: 'local',
    summary: 'Figures for Prometheus',
    description:
      'Without a key from this machine itself (and not through a proxy); with an admin key from anywhere.',
    answer: z.string(),
    media: 'text/plain; version=0.0.4; charset=utf-8',
    handle: (_, { metrics }) => metrics.registry.metrics(),
  }),
  route({
    method: 'get',
    path: '/openapi.json',
    access: 'open',
    summary: 'This document',
    answer: z.record(z.string(), z.unknown()),
    handle: (_, { document }) => document,
  }),
]
