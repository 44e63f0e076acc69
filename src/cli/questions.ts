import type { Command } from 'commander'
import { command } from './command.js'
import { withApp } from './open-app.js'
import { userOption } from './options.js'
import { type Column, tableLines } from './table.js'

const COLUMNS: Column[] = [
  { title: 'id' },
  { title: 'judged' },
  { title: 'answer' },
  { title: 'sender', width: 30 },
  { title: 'subject' },
]

export function questionsCommand(): Command {
  return command(
    'questions',
    'Lists the three mails of the week whose labels would help most; answer with `hamlet mark`.',
    ['hamlet questions', 'hamlet questions --user anna --json'],
  )
    .addOption(userOption())
    .action(({ user, json }: { user: string; json?: true }) =>
      withApp(async ({ filter }) => {
        const week = await filter.questions.ofThisWeek(user)
        if (json) return console.log(JSON.stringify(week))
        if (week.questions.length === 0) return console.log('Nothing to ask yet: too little new mail.')
        const rows = week.questions.map(({ id, verdict, label, sender, subject }) => {
          return [id, verdict, label ?? '-', sender ?? '', subject ?? '']
        })
        for (const line of tableLines(COLUMNS, rows)) console.log(line)
        console.log(`Answer with: hamlet mark spam --user ${user} --id ${week.questions[0].id}`)
      }),
    )
}
