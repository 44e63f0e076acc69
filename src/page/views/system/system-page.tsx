/** How the service is doing: the same figures as /metrics. */
import { useEffect } from 'preact/hooks'
import type { SystemAnswer } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { useAnswer } from '../../use-answer.js'
import { Facts } from './facts.js'
import { LatencyTable } from './latency-table.js'
import { useRate } from './use-rate.js'

const EVERY_MS = 5_000

export function SystemPage() {
  const system = useAnswer<SystemAnswer>('v1/admin/system', false)
  const { reload } = system
  useEffect(() => {
    const timer = setInterval(reload, EVERY_MS)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <>
      <h1>System</h1>
      <Await of={system}>{(answer) => <System answer={answer} />}</Await>
    </>
  )
}

function System({ answer }: { answer: SystemAnswer }) {
  const { verdicts, http, database, encoder, process } = answer
  const judged = verdicts.spam + verdicts.unsure + verdicts.ham
  const mails = useRate(judged)
  return (
    <>
      <p class="lead">
        Hamlet {answer.version} on Node {answer.node}, running since {formats.moment(answer.startedAt)}. The
        same figures are at <code>/metrics</code> for Prometheus; a dashboard for Grafana lies in{' '}
        <code>deploy/</code>.
      </p>
      <div class="tiles">
        <Facts
          title="Mail"
          facts={{
            'judged a second': mails === null ? '…' : formats.decimal(mails, 1),
            'judged since the start': formats.count(judged),
            spam: formats.count(verdicts.spam),
            unsure: formats.count(verdicts.unsure),
            ham: formats.count(verdicts.ham),
            'marks since the start': formats.count(answer.marks),
          }}
        />
        <Facts
          title="Requests"
          facts={{
            all: formats.count(http.requests),
            'refused (4xx)': formats.count(http.clientErrors),
            'errors of the service (5xx)': formats.count(http.serverErrors),
          }}
        />
        <Facts
          title="Database"
          facts={{
            size: known(database.bytes, formats.bytes),
            users: known(database.users, formats.count),
            mails: known(database.messages, formats.count),
            marks: known(database.marks, formats.count),
          }}
        />
        <Facts
          title="Encoder and base"
          facts={{ encoder: encoder.id, base: answer.base, 'mails waiting': formats.count(encoder.queue) }}
        />
        <Facts
          title="Process"
          facts={{
            memory: formats.bytes(process.residentBytes),
            'JavaScript heap': formats.bytes(process.heapBytes),
            'processor time': formats.duration(process.cpuSeconds),
            'event loop delay, 99 %': formats.duration(process.eventLoopP99),
          }}
        />
      </div>
      <h2>Latency</h2>
      <LatencyTable latency={answer.latency} />
    </>
  )
}

/** Nothing is known of a database that does not answer. */
function known(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value)
}
