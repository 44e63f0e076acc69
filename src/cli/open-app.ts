import type { App } from '../app.js'
import { readConfig } from '../config.js'

/**
 * Does work on the database that the settings name, without a server, and closes it whatever happens. What is loaded
 * for it (the model's runtime, the database) is loaded here, so that `--help` and `text` do without.
 */
export async function withApp<T>(work: (app: App) => Promise<T>): Promise<T> {
  const { createApp } = await import('../app.js')
  const app = await createApp(readConfig(process.env))
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}
