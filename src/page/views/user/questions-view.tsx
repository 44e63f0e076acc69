import { at } from '../../api/address.js'
import type { Question, QuestionsAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { mailColumn, markColumn } from '../../parts/mail-columns.js'
import { type Column, Table } from '../../parts/table.js'
import { VerdictPill } from '../../parts/verdict.js'
import { useAnswer } from '../../use-answer.js'
import type { UserViewProps } from './user-view-props.js'

const WHY = {
  informative: 'its answer teaches the filter most',
  random: 'drawn at random, to see how good the filter is',
}

/** The three mails of the week that the filter asks about. */
export function QuestionsView({ user, base, reload }: UserViewProps) {
  const questions = useAnswer<QuestionsAnswer>(at`v1/users/${user}/questions`)
  const columns: Column<Question>[] = [
    mailColumn(base),
    { title: 'Verdict', cell: (question) => <VerdictPill side={question} /> },
    { title: 'Why this one', cell: ({ kind }) => WHY[kind] },
    markColumn('Is it spam?', user, reload),
  ]
  return (
    <>
      <h2>Three questions a week</h2>
      <p class="lead">
        Two mails whose answers help most, and one drawn at random. Their answers are ordinary marks; because
        the filter chose the mails, not the user, they also tell how often it errs on all mail.
      </p>
      <Await of={questions}>
        {({ questions, until }) => (
          <>
            <Table
              caption="This week’s questions"
              columns={columns}
              rows={questions}
              id={({ id }) => id}
              empty="No questions this week: they need three mails to choose from."
            />
            <p class="small">The next ones come on {formats.day(until)}.</p>
          </>
        )}
      </Await>
    </>
  )
}
