/** One mail: why it was judged as it was, and the buttons that tell the filter better. */
import { at, withQuery } from '../../api/address.js'
import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { Foreign } from '../../parts/foreign.js'
import { MarkButtons } from '../../parts/mark-buttons.js'
import { VerdictPill } from '../../parts/verdict.js'
import { href } from '../../route.js'
import { useAnswer } from '../../use-answer.js'
import { Highlighted } from './highlighted.js'
import { keptByPromise } from './kept-by-promise.js'
import { Nearest } from './nearest.js'
import { Reasons } from './reasons.js'
import { Signals } from './signals.js'
import { Waterfall } from './waterfall.js'

export function MessageView({ user, base, id }: { user: string; base: string[]; id: string }) {
  const message = useAnswer<Explained>(withQuery(at`v1/messages/${id}`, { user }))
  return (
    <>
      <p class="crumbs">
        {base[0] === 'users' && (
          <>
            <a href={href(['users'])}>Users</a> ›{' '}
            <a href={href(base)}>
              <Foreign text={user} most={40} />
            </a>{' '}
            ›{' '}
          </>
        )}
        <a href={href([...base, 'mail'])}>Mail</a>
      </p>
      <Await of={message}>
        {(mail) => (
          <>
            <Head mail={mail} reload={message.reload} />
            <div class="side-by-side">
              <Waterfall mail={mail} />
              <Reasons reasons={mail.reasons} />
            </div>
            <Highlighted mail={mail} />
            <Signals signals={mail.signals} />
            <Nearest mail={mail} base={base} />
          </>
        )}
      </Await>
    </>
  )
}

function Head({ mail, reload }: { mail: Explained; reload(): void }) {
  const { user, id, subject, sender, scoredAt, first, label } = mail
  const kept = keptByPromise(mail)
  return (
    <header class="message-head">
      <h1>
        <Foreign text={subject} empty="(no subject)" most={200} />
      </h1>
      <p>
        <Foreign text={sender} empty="(no sender)" most={120} />
        {scoredAt !== null && <span class="soft">, came {formats.moment(scoredAt)}</span>}
      </p>
      <dl class="facts">
        <dt>When it came</dt>
        <dd>
          <VerdictPill side={first} />
        </dd>
        <dt>By the present model</dt>
        <dd>
          <VerdictPill side={mail} />
          {kept !== null && <p class="small">{kept}</p>}
        </dd>
        <dt>Is it spam?</dt>
        <dd>
          <MarkButtons key={id} user={user} id={id} label={label} subject={subject ?? id} done={reload} />
        </dd>
      </dl>
    </header>
  )
}
