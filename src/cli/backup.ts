import type { Command } from 'commander'
import { command } from './command.js'
import { withApp } from './open-app.js'

export function backupCommand(): Command {
  return command('backup', 'Copies the database into one new file, also while the server runs.', [
    'hamlet backup hamlet-backup.db',
    'hamlet backup /mnt/backups/hamlet.db --json',
  ])
    .argument('<file>', 'where to write the copy; a file that is there already is not overwritten')
    .action((file: string, { json }: { json?: true }) =>
      withApp(async ({ store }) => {
        await store.backup(file)
        console.log(json ? JSON.stringify({ file }) : `The database is copied to ${file}.`)
      }),
    )
}
