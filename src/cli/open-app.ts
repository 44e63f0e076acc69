import type { App } from '../app.js'
import { type Config, readConfig } from '../config.js'

/**
 * Does work on the database that the settings name, and closes it whatever happens; no server is needed. A command
 * says what matters itself, so only warnings are logged unless HAMLET_LOG asks for more; `changes` to the settings are
 * the command's own. What is loaded for the work, the model's runtime above all, is loaded here, so that `--help` and
 * `text` do without.
 */
export async function withApp<T>(work: (app: App) => Promise<T>, changes: Partial<Config> = {}): Promise<T> {
  const { createApp } = await import('../app.js')
  const app = await createApp({ ...readConfig({ HAMLET_LOG: 'warn', ...process.env }), ...changes })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
