import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NO_BROWSER, openBrowser, Tab } from '../page/browser.js'
import { FIRST, fill, SECOND, USERS } from '../page/mail.js'
import { ADMIN, Service } from '../page/service.js'
import { viewsOf } from '../page/views.js'

describe.skipIf(NO_BROWSER)(`every view of the dashboard, in a browser${NO_BROWSER}`, () => {
  let browser: Browser
  let service: Service
  let tab: Tab
  let views: Record<string, string>

  beforeAll(async () => {
    ;[browser, service] = await Promise.all([openBrowser(), Service.start()])
    await fill(service)
    await service.call(
      'PUT',
      `v1/users/${FIRST}/topics/loans`,
      JSON.stringify({ description: 'Offers of loans and credit', verdict: 'spam' }),
    )
    const { messages } = await service.call('GET', `v1/users/${FIRST}/messages?limit=1`)
    views = { ...viewsOf(FIRST, SECOND, messages[0].id), 'an address of nothing': '#/nothing' }
    tab = await Tab.open(browser, service.url)
    await tab.show('', ADMIN)
  })
  afterAll(async () => {
    await tab?.close()
    await service?.remove()
    await browser?.close()
  })

  it('should have no barrier to anyone, in light and in dark', async () => {
    for (const [name, hash] of Object.entries(views)) {
      await tab.show(hash)
      await tab.settled().catch(() => expect.unreachable(`${name} does not load`))
      expect(await tab.page.getByRole('alert').allTextContents(), name).toSatisfy((said: string[]) =>
        said.every((text) => text === ''),
      )
      for (const colorScheme of ['light', 'dark'] as const) {
        await tab.page.emulateMedia({ colorScheme })
        expect(await tab.barriers(), `${name}, ${colorScheme}`).toEqual([])
      }
    }
  })

  it('should fit a phone', async () => {
    await tab.page.setViewportSize({ width: 360, height: 740 })
    for (const [name, hash] of Object.entries(views)) {
      await tab.show(hash)
      await tab.settled()
      expect(await tab.overhang(), name).toBe(0)
    }
    await tab.page.setViewportSize({ width: 1280, height: 800 })
  })

  it('should follow the dark', async () => {
    const background = () => tab.page.evaluate('getComputedStyle(document.body).backgroundColor')
    await tab.page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    await tab.page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).not.toBe(light)
  })

  it('should show numbers as the reader writes them', async () => {
    const german = await Tab.open(browser, service.url, { locale: 'de-DE' })
    await german.show('#/users', ADMIN)
    await german.page.getByRole('rowheader', { name: FIRST }).waitFor()
    expect(await german.page.locator('.interval strong').first().textContent()).toMatch(/^\d+,\d\s%$/)
    await german.close()
  })

  it('should show each user with the figures of the call, the worst first', async () => {
    await tab.show('#/users')
    const { users } = await service.call('GET', 'v1/admin/users')
    const rows = tab.page.locator('tbody tr')
    await rows.nth(USERS.length - 1).waitFor()
    expect(await rows.locator('th').allTextContents()).toEqual(
      users.map(({ user }: { user: string }) => user),
    )
    for (const [at, { marked, marks }] of users.entries()) {
      const row = rows.nth(at)
      const { percent, low, high } = marked.own.errors
      const text = await row.locator('td[data-label="Errors, marked"]').textContent()
      for (const figure of [percent, low, high]) expect(text).toContain(`${figure.toFixed(1)}%`)
      expect(await row.locator('td[data-label="Marks"]').textContent()).toBe(String(marks))
    }
  })

  it('should give every chart as a table too, with a curve that was drawn', async () => {
    await tab.show(`#/compare?user=${FIRST}&user=${SECOND}`)
    const charts = tab.page.locator('figure')
    await expect.poll(() => charts.count()).toBe(6)
    for (const chart of await charts.all()) {
      expect(await chart.locator('canvas').evaluate(isDrawn)).toBe(true)
      await chart.getByText('As a table').click()
      expect(await chart.locator('tbody tr').count()).toBeGreaterThan(1)
    }
  })

  it('should show the logit of a message as a sum', async () => {
    await tab.show(views['a message'] as string)
    const numbers = tab.page.locator('.waterfall td.number')
    await numbers.nth(3).waitFor()
    const [base, shared, own, sum] = (await numbers.allTextContents()).map(Number) as [
      number,
      number,
      number,
      number,
    ]
    expect(base + shared + own).toBeCloseTo(sum, 1)
    expect(await tab.page.locator('.mail-text mark').count()).toBeGreaterThan(0)
  })
})

/** Whether anything but emptiness is on a canvas; runs in the browser. */
function isDrawn(canvas: HTMLElement | SVGElement): boolean {
  const { width, height } = canvas as HTMLCanvasElement
  const context = (canvas as HTMLCanvasElement).getContext('2d')
  return context?.getImageData(0, 0, width, height).data.some((byte) => byte > 0) ?? false
}
