import type { App } from '../app.js'
import { readConfig } from '../config.js'

/** A command says what matters itself; only warnings are logged, unless the environment asks for more. */
function quietly(): NodeJS.ProcessEnv {
  return { HAMLET_LOG: 'warn', ...process.env }
}

/**
 * Does work on the database that the settings name (those of the environment, where none are given), and closes it
 * whatever happens; no server is needed. What is loaded for it, the model's runtime above all, is loaded here, so that
 * `--help` and `text` do without.
 */
export async function withApp<T>(work: (app: App) => Promise<T>, settings = quietly()): Promise<T> {
  const { createApp } = await import('../app.js')
  const app = await createApp(readConfig(settings))
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
