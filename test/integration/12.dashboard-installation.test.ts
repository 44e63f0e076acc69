import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { NO_BROWSER, Tab } from '../page/browser.js'
import { signedIn } from '../page/dashboard.js'
import { FIRST, SECOND, USERS } from '../page/mail.js'
import type { Service } from '../page/service.js'

describe.skipIf(NO_BROWSER)(`what one does on the dashboard, by clicking${NO_BROWSER}`, () => {
  const dashboard = signedIn()
  let browser: Browser
  let service: Service
  let page: Page
  beforeAll(() => {
    ;({ browser, service, page } = dashboard())
  })

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const view = (name: string) =>
    page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name }).click()

  it('should let one choose users to compare, and leave them out again', async () => {
    await view('Compare')
    await page.getByRole('link', { name: 'The two users with the most marks' }).click()
    await page.getByRole('heading', { name: 'What they disagree on' }).waitFor()
    await page
      .getByRole('link', { name: /^Leave out/ })
      .first()
      .click()
    await page.getByRole('heading', { name: 'What they disagree on' }).waitFor({ state: 'detached' })
    const chosen = page.getByRole('list', { name: 'Chosen users' }).getByRole('listitem')
    expect(await chosen.count()).toBe(1)
    const other = USERS.find((user) => !page.url().includes(user)) as string
    await page.getByLabel('Add a user').fill(other)
    await button('Add').click()
    await expect.poll(() => chosen.count()).toBe(2)
    await page.getByLabel('Add a user').fill('nobody-of-that-name')
    await button('Add').click()
    await page.getByRole('alert').getByText('nobody-of-that-name').waitFor()
  })

  it('should lead from a cell of the matrix to its mails', async () => {
    await view('Transfer')
    const cells = page.locator('.heat td a')
    await expect.poll(() => cells.count()).toBe(USERS.length ** 2)
    await cells.first().click()
    await page.getByRole('link', { name: 'All marked mail' }).click()
    await page.locator('tbody tr').first().getByRole('link').click()
    await page.getByRole('heading', { name: 'How the score adds up' }).waitFor()
  })

  it('should roll the shared head back, once that is confirmed', async () => {
    await view('Shared head')
    const confirm = () => page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
    const { inForce } = await service.call('GET', 'v1/admin/shared')
    expect(inForce).toBeGreaterThan(0)
    await button('Do without a shared head').click()
    await button('Cancel').click()
    await button('Do without a shared head').click()
    await confirm()
    await button('Do without a shared head').waitFor({ state: 'detached' })
    await button(`Roll back to ${inForce}`).click()
    await confirm()
    await page.getByText('again:').first().waitFor()
    expect((await service.call('GET', 'v1/admin/shared')).inForce).toBeGreaterThan(inForce)
  })

  it('should show what another threshold would move, and change nothing', async () => {
    await view('What if')
    await page.getByLabel('Users, with commas').fill(FIRST)
    await page.getByLabel('Threshold in per cent').fill('0.1')
    await button('Show what would change').click()
    await page.getByRole('heading', { name: 'What would move' }).waitFor()
    expect(await page.locator('tbody tr').first().textContent()).toContain(FIRST)
    // Of one user they are shown, of several when one asks.
    const moved = page.getByRole('table', { name: 'Mails that would move' })
    await moved.waitFor()
    await page.getByLabel('Users, with commas').fill(`${FIRST}, ${SECOND}`)
    await button('Show what would change').click()
    await moved.waitFor({ state: 'detached' })
    await page.locator('summary', { hasText: FIRST }).click()
    await moved.waitFor()
    expect((await service.call('GET', `v1/users/${FIRST}`)).settings.threshold).toBeNull()
  })

  it('should try an encoder that is at hand, and say what was read by it', async () => {
    const { messages } = await service.call('GET', `v1/users/${FIRST}`)
    await view('What if')
    await page.getByLabel('Users, with commas').fill(FIRST)
    await page.getByLabel('Encoder').selectOption('embedded')
    expect(await page.getByLabel('Shared head').isDisabled()).toBe(true)
    await button('Show what would change').click()
    await page.getByText('marks were embedded anew').waitFor()
    expect(await page.locator('td[data-label="Mails"]').textContent()).toBe(`${messages}`)
    expect(await page.getByText('their text was not kept').count()).toBe(0)
  })

  it('should judge an uploaded mbox without keeping it', async () => {
    const { messages } = await service.call('GET', `v1/users/${FIRST}`)
    const mail = (n: number) =>
      `From x@shop.example Mon Jun  2 10:00:00 2025\nFrom: x@shop.example\nSubject: Pills ${n}\n\nBuy cheap pills now\n\n`
    await view('What if')
    await page.getByLabel('an mbox file').check()
    await page.getByLabel('User whose model judges').fill(FIRST)
    await page.getByLabel('Mbox file, or one mail').setInputFiles({
      name: 'mail.mbox',
      mimeType: 'application/mbox',
      buffer: Buffer.from(mail(1) + mail(2)),
    })
    await page.getByLabel('Threshold in per cent').fill('99.9')
    await button('Show what would change').click()
    await expect.poll(() => page.locator('td[data-label="Mails"]').textContent()).toBe('2')
    expect((await service.call('GET', `v1/users/${FIRST}`)).messages).toBe(messages)
  })

  it('should show new mail and marks without being reloaded', async () => {
    const mails = page.locator('tr', { hasText: 'new-colleague' }).locator('td[data-label="Mail"]')
    await page.getByRole('rowheader', { name: FIRST }).waitFor()
    await service.call('POST', 'v1/score?user=new-colleague', 'Subject: Hello\n\nWelcome!')
    await mails.waitFor()
    expect(await mails.textContent()).toBe('1')
    await service.call('DELETE', 'v1/users/new-colleague')
    await mails.waitFor({ state: 'detached' })
  })

  it('should show how the system does', async () => {
    await view('System')
    const call = page.locator('tr', { hasText: 'POST /v1/score' })
    await call.waitFor()
    expect(await call.locator('td[data-label="99 % within"]').textContent()).toMatch(/^[\d.,]+ (ms|s|sec)/)
  })

  it('should give a user a link to a page of their own, and nothing else', async () => {
    await page.getByRole('rowheader', { name: SECOND }).getByRole('link').click()
    await page.getByRole('link', { name: 'Model' }).click()
    await button('Make a link').click()
    const link = `${await page.locator('.secret').textContent()}`
    const own = await Tab.open(browser, service.url)
    await own.page.goto(link)
    await own.page.getByRole('heading', { name: SECOND }).waitFor()
    expect(own.page.url()).not.toContain('hamlet_')
    expect(await own.page.getByRole('navigation', { name: 'Views' }).count()).toBe(0)
    await own.page
      .getByRole('button', { name: /^Mark as spam/ })
      .first()
      .click()
    await own.page.getByText('→').first().waitFor()
    for (const tab of ['Marks', 'Questions', 'Topics', 'Settings', 'Model']) {
      await own.page.getByRole('link', { name: tab }).click()
      await own.settled()
      expect(await own.barriers(), tab).toEqual([])
    }
    await own.page.getByRole('button', { name: 'Erase my model' }).waitFor()
    await own.show(`#/users/${FIRST}`)
    await own.page.getByRole('heading', { name: SECOND }).waitFor()
    expect(await own.page.getByText(FIRST).count()).toBe(0)
    await own.close()
  })

  it('should forget the key when one signs out', async () => {
    await button('Sign out').click()
    await page.reload()
    await page.getByLabel('Key', { exact: true }).waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })
})
