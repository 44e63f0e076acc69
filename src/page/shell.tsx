/** The frame around every view: name, navigation, state of the connection. */
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Foreign } from './parts/foreign.js'
import { href, type Place, usePlace } from './route.js'
import { useSession } from './session.js'
import { ComparePage } from './views/compare/compare-page.js'
import { OwnPage } from './views/own/own-page.js'
import { SharedPage } from './views/shared/shared-page.js'
import { SystemPage } from './views/system/system-page.js'
import { TransferPage } from './views/transfer/transfer-page.js'
import { UserPage } from './views/user/user-page.js'
import { UsersPage } from './views/users/users-page.js'
import { WhatIfPage } from './views/what-if/what-if-page.js'
import { visible } from './visible.js'

const VIEWS: { name: string; title: string; view: ComponentType<{ place: Place }> }[] = [
  { name: 'users', title: 'Users', view: UsersPage },
  { name: 'compare', title: 'Compare', view: ComparePage },
  { name: 'transfer', title: 'Transfer', view: TransferPage },
  { name: 'shared', title: 'Shared head', view: SharedPage },
  { name: 'what-if', title: 'What if', view: WhatIfPage },
  { name: 'system', title: 'System', view: SystemPage },
]

export function Shell({ signOut }: { signOut(): void }) {
  const { key, connection } = useSession()
  const place = usePlace()
  const admin = key.scope === 'admin'
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="top">
        <a class="wordmark" href={href([admin ? 'users' : 'own'])}>
          Hamlet
        </a>
        {admin ? <Navigation current={place.path[0] ?? 'users'} /> : <Foreign text={key.user} />}
        <p class={`connection ${connection}`} role="status">
          {connection === 'lost' ? 'Connection lost, retrying …' : connection === 'live' ? 'live' : ''}
        </p>
        <button type="button" class="quiet" onClick={signOut}>
          Sign out
        </button>
      </header>
      <Content place={place} admin={admin} />
    </>
  )
}

function Navigation({ current }: { current: string }) {
  return (
    <nav aria-label="Views">
      {VIEWS.map(({ name, title }) => (
        <a key={name} href={href([name])} aria-current={name === current ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}

/** A new view takes the focus, so that a screen reader begins with it. */
function Content({ place, admin }: { place: Place; admin: boolean }) {
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  const address = place.path.join('/')
  // The address decides.
  useEffect(() => {
    document.title = [visible(place.path.at(-1) ?? '', 60), 'Hamlet'].filter(Boolean).join(' · ')
    if (!first.current) {
      main.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
    first.current = false
  }, [address])
  return (
    <main id="main" ref={main} tabIndex={-1}>
      <View place={place} admin={admin} />
    </main>
  )
}

function View({ place, admin }: { place: Place; admin: boolean }) {
  if (!admin) return <OwnPage place={place} />
  const [name = 'users', user] = place.path
  if (name === 'users' && user !== undefined) return <UserPage place={place} />
  const found = VIEWS.find((view) => view.name === name)
  if (!found) return <h1>There is no view at this address</h1>
  return <found.view place={place} />
}

function skip(): void {
  document.getElementById('main')?.focus()
}
