import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { openBrowser, Tab } from './browser.js'
import { fill } from './mail.js'
import { ADMIN, Service } from './service.js'

export interface Dashboard {
  browser: Browser
  service: Service
  page: Page
}

/**
 * A service with mail and an administrator's tab of it for all tests of a block, each of which begins at the users and must end
 * without a complaint. @returns what gives them, once the tests run
 */
export function signedIn(): () => Dashboard {
  let browser: Browser
  let service: Service
  let tab: Tab
  beforeAll(async () => {
    ;[browser, service] = await Promise.all([openBrowser(), Service.start()])
    await fill(service)
    tab = await Tab.open(browser, service.url)
    await tab.show('', ADMIN)
  })
  afterAll(async () => {
    await service?.remove()
    await browser?.close()
  })
  beforeEach(() => tab.show('#/users'))
  afterEach(() => tab.expectCalm())
  return () => ({ browser, service, page: tab.page })
}
