import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NO_BROWSER, openBrowser, Tab } from '../page/browser.js'
import { ADMIN, Service } from '../page/service.js'

const SCRIPT = '<img src=x onerror=alert(1)><script>alert(2)</script>'
const OVERRIDE = 'invoice\u202Egnp.exe'
const LONG = 'x'.repeat(10_000)

describe.skipIf(NO_BROWSER)(`a dashboard in trouble${NO_BROWSER}`, () => {
  let browser: Browser
  let service: Service
  let tab: Tab
  let page: Page

  beforeAll(async () => {
    ;[browser, service] = await Promise.all([openBrowser(), Service.start()])
  })
  afterAll(async () => {
    await service?.remove()
    await browser?.close()
  })
  beforeEach(async () => {
    tab = await Tab.open(browser, service.url)
    page = tab.page
  })
  afterEach(() => tab.close())

  const mail = (subject: string, text: string, sender = 'a@shop.example') =>
    `From: ${sender}\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`
  const mark = (user: string, label: string, body: string) =>
    service.call('POST', `v1/users/${encodeURIComponent(user)}/marks?label=${label}`, body)
  const row = (name: string) => page.getByRole('rowheader', { name, exact: true })

  it('should show on an empty installation a line that works when it is pasted', async () => {
    await tab.show('', ADMIN)
    await page.getByRole('heading', { name: 'No mail yet' }).waitFor()
    expect(await tab.barriers()).toEqual([])
    const line = `${await page.locator('#curl').textContent()}`
    const { stdout } = await promisify(execFile)('sh', ['-c', line])
    expect(JSON.parse(stdout)).toMatchObject({ user: 'anna', verdict: expect.any(String) })
    await row('anna').waitFor()
  })

  it('should show one user without marks in every view', async () => {
    await tab.show('', ADMIN)
    const said = {
      '#/users/anna': 'A learning curve needs more marks',
      '#/users/anna/marks': 'No mail is marked',
      '#/users/anna/questions': 'No questions this week',
      '#/compare': 'nobody to compare',
      '#/compare?user=anna': 'nothing to measure',
      '#/transfer': 'no model to carry over',
      '#/shared': 'No version yet',
    }
    for (const [hash, sentence] of Object.entries(said)) {
      await tab.show(hash)
      await page.getByText(sentence).waitFor()
    }
  })

  it('should say why marks of one class alone cannot be weighed', async () => {
    for (let i = 0; i < 12; i++) await mark('only-spam', 'spam', mail(`Offer ${i}`, `Buy ${i} cheap watches`))
    await tab.show('#/compare?user=only-spam', ADMIN)
    await page.getByText('All marks are of one class').waitFor()
    await expect.poll(() => page.locator('figure canvas').count()).toBe(2)
  })

  it('should show scripts, overrides and endless names as the text that they are', async () => {
    for (const subject of [SCRIPT, OVERRIDE, LONG]) {
      await mark(
        SCRIPT,
        'spam',
        mail(subject, `${subject} text`, `"${subject.slice(0, 900)}" <x@evil.example>`),
      )
      await mark(`b${OVERRIDE}`, 'ham', mail(subject, 'text'))
    }
    const topic = JSON.stringify({ description: SCRIPT, verdict: 'spam' })
    await service.call(
      'PUT',
      `v1/users/${encodeURIComponent(SCRIPT)}/topics/${encodeURIComponent(SCRIPT)}`,
      topic,
    )
    await tab.show('', ADMIN)
    await row('binvoice[U+202E]gnp.exe').waitFor()
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
    const user = encodeURIComponent(SCRIPT)
    const views = ['', '/mail', '/marks', '/questions', '/topics', '/settings', '/model'].map(
      (view) => `#/users/${user}${view}`,
    )
    const { messages } = await service.call('GET', `v1/users/${user}/messages`)
    views.push(...messages.map(({ id }: { id: string }) => `#/users/${user}/messages/${id}`))
    views.push(
      `#/compare?user=${user}&user=${encodeURIComponent(`b${OVERRIDE}`)}`,
      '#/transfer',
      '#/shared',
      '#/what-if',
    )
    for (const view of views) {
      await tab.show(view)
      await tab.settled()
      expect(await page.locator('main img, main script').count(), view).toBe(0)
      expect(await page.locator('main').textContent(), view).not.toContain('\u202E')
      expect(await tab.overhang(), view).toBe(0)
    }
    await tab.show(`#/users/${user}/mail`)
    await page.getByText('(10000 characters)').waitFor()
    expect(await tab.barriers()).toEqual([])
  })

  it('should ask for a key, and say why it is refused', async () => {
    await tab.show('')
    await page.getByLabel('Key', { exact: true }).fill('hamlet_00000000_wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('unknown or was revoked').waitFor()
    const { key } = await service.call('POST', 'v1/admin/keys', '{"scope":"hook"}')
    await page.getByLabel('Key', { exact: true }).fill(key)
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('may only score mail').waitFor()
    expect(await tab.barriers()).toEqual([])
  })

  it('should ask anew when the key is revoked, and forget what it showed', async () => {
    const { id, key } = await service.call('POST', 'v1/admin/keys', '{"scope":"admin"}')
    await tab.show('#/users', key)
    await row('anna').waitFor()
    await service.call('DELETE', `v1/admin/keys/${id}`)
    await page.getByRole('link', { name: 'System' }).click()
    await page.getByRole('alert').getByText('unknown or was revoked').waitFor()
    await page.getByLabel('Key', { exact: true }).waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    expect(await page.getByText('anna').count()).toBe(0)
  })

  it('should keep what it shows while the service is away, and be live again by itself', async () => {
    await tab.show('#/users', ADMIN)
    await row('anna').waitFor()
    const state = page.locator('.connection')
    await expect.poll(() => state.textContent()).toBe('live')
    await service.stop()
    await page.getByText('Connection lost, retrying …').waitFor()
    expect(await row('anna').isVisible()).toBe(true)
    expect(await tab.barriers()).toEqual([])
    await service.start()
    await service.call('POST', 'v1/score?user=later', mail('While you were away', 'hello'))
    await expect.poll(() => state.textContent()).toBe('live')
    await row('later').waitFor()
  })
})
