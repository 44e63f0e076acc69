/** The views of one user; an administrator and the user see the same ones, but for what needs an admin key. */
import type { ComponentType } from 'preact'
import { at } from '../../api/address.js'
import type { Statistics } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Await } from '../../parts/await.js'
import { Choices } from '../../parts/choices.js'
import { Foreign } from '../../parts/foreign.js'
import { href, type Place } from '../../route.js'
import { useSession } from '../../session.js'
import { useAnswer } from '../../use-answer.js'
import { MessageView } from '../message/message-view.js'
import { MailView } from './mail-view.js'
import { MarksView } from './marks-view.js'
import { ModelView } from './model-view.js'
import { OverviewView } from './overview-view.js'
import { QuestionsView } from './questions-view.js'
import { SettingsView } from './settings-view.js'
import { TopicsView } from './topics-view.js'
import type { UserViewProps } from './user-view-props.js'

interface Tab {
  name: string
  title: string
  view: ComponentType<UserViewProps>
  /** Shows what only an admin key may ask for. */
  admin?: true
}

const TABS: Tab[] = [
  { name: 'overview', title: 'Accuracy', view: OverviewView, admin: true },
  { name: 'mail', title: 'Mail', view: MailView },
  { name: 'marks', title: 'Marks', view: MarksView },
  { name: 'questions', title: 'Questions', view: QuestionsView },
  { name: 'topics', title: 'Topics', view: TopicsView },
  { name: 'settings', title: 'Settings', view: SettingsView },
  { name: 'model', title: 'Model', view: ModelView },
]

interface Props {
  user: string
  base: string[]
  /** What follows the base in the address. */
  rest: string[]
  place: Place
  /** The view shown where the address names none. */
  first: string
}

export function UserViews({ user, base, rest, place, first }: Props) {
  const statistics = useAnswer<Statistics>(at`v1/users/${user}`)
  const [name = first, id] = rest
  if (name === 'messages' && id !== undefined) return <MessageView user={user} base={base} id={id} />
  return (
    <>
      {base[0] === 'users' && (
        <p class="crumbs">
          <a href={href(['users'])}>Users</a>
        </p>
      )}
      <h1>
        <Foreign text={user} />
      </h1>
      <Await of={statistics}>
        {(known) => (
          <>
            <Summary statistics={known} />
            <Tabs base={base} current={name} />
            <View name={name} props={{ user, statistics: known, base, place, reload: statistics.reload }} />
          </>
        )}
      </Await>
    </>
  )
}

function Summary({ statistics: { messages, marks, spam, ham, prior } }: { statistics: Statistics }) {
  return (
    <p class="lead">
      {formats.count(messages)} mails, {formats.count(marks)} marks: {formats.count(spam)} spam,{' '}
      {formats.count(ham)} ham.
      {prior && (
        <>
          {' '}
          Started from the model of <Foreign text={prior.from} most={40} /> on {formats.day(prior.takenAt)}.
        </>
      )}
    </p>
  )
}

function Tabs({ base, current }: { base: string[]; current: string }) {
  const { key } = useSession()
  const tabs = TABS.filter((tab) => key.scope === 'admin' || !tab.admin)
  const choices = tabs.map(({ name, title }) => ({ name, title, href: href([...base, name]) }))
  return <Choices label="Of this user" choices={choices} current={current} />
}

function View({ name, props }: { name: string; props: UserViewProps }) {
  const tab = TABS.find((tab) => tab.name === name)
  if (!tab) return <p class="lead">There is nothing at this address. Choose above.</p>
  return <tab.view {...props} />
}
