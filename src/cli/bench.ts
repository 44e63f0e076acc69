import type { Command } from 'commander'
import { ablationCommand } from './bench-ablation.js'
import { dashboardCommand } from './bench-dashboard.js'
import { driftCommand } from './bench-drift.js'
import { familiesCommand } from './bench-families.js'
import { oneMarkCommand } from './bench-one-mark.js'
import { poisonCommand } from './bench-poison.js'
import { promiseBenchCommand } from './bench-promise.js'
import { sharedCommand } from './bench-shared.js'
import { solveCommand } from './bench-solve.js'
import { topicsCommand } from './bench-topics.js'
import { transferCommand } from './bench-transfer.js'
import { commandGroup } from './command.js'

export function benchCommand(): Command {
  return commandGroup(
    'bench',
    'Measures what Hamlet promises.',
    [
      'hamlet bench one-mark --index spamassassin/index --base ./base-without-spamassassin',
      'hamlet bench families --index spamassassin/index',
    ],
    [
      oneMarkCommand(),
      familiesCommand(),
      topicsCommand(),
      transferCommand(),
      driftCommand(),
      sharedCommand(),
      promiseBenchCommand(),
      poisonCommand(),
      ablationCommand(),
      solveCommand(),
      dashboardCommand(),
    ],
  )
}
