import { defineConfig } from 'vitest/config'

/** Tests that install packages, start servers and train: minutes, not seconds. `.ci/run` runs them after `npm test`. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/integration/*.test.ts'],
    setupFiles: ['test/own-temporary-folder.ts'],
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // One after the other: some build, some measure time, and the machine may have two cores.
    fileParallelism: false,
  },
})
