import type { App } from '../app.js'
import { readConfig } from '../config.js'

/**
 * Does work on the database that the settings name (those of the environment, where none are given), and closes it
 * whatever happens; no server is needed. What is loaded for it, the model's runtime above all, is loaded here, so that
 * `--help` and `text` do without.
 */
export async function withApp<T>(work: (app: App) => Promise<T>, settings = process.env): Promise<T> {
  const { createApp } = await import('../app.js')
  const app = await createApp(readConfig(settings))
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
