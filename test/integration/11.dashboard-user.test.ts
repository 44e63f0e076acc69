import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { NO_BROWSER } from '../page/browser.js'
import { signedIn } from '../page/dashboard.js'
import { FIRST, SECOND } from '../page/mail.js'
import type { Service } from '../page/service.js'

describe.skipIf(NO_BROWSER)(`what one does with a user on the dashboard, by clicking${NO_BROWSER}`, () => {
  const dashboard = signedIn()
  let service: Service
  let page: Page
  beforeAll(() => {
    ;({ service, page } = dashboard())
  })

  const statistics = (user = FIRST) => service.call('GET', `v1/users/${user}`)
  const button = (name: string | RegExp, inside: Page | Locator = page) =>
    inside.getByRole('button', { name })
  const rows = () => page.locator('tbody tr')
  const card = (title: string) => page.locator('.card', { has: page.getByRole('heading', { name: title }) })
  const open = async (user: string, view: string) => {
    await page.getByRole('rowheader', { name: user }).getByRole('link').click()
    await page.getByRole('navigation', { name: 'Of this user' }).getByRole('link', { name: view }).click()
    await page.getByRole('heading', { level: 2 }).first().waitFor()
  }

  it('should sort, filter and search users, each with an address of its own', async () => {
    await page.getByRole('columnheader', { name: 'User' }).getByRole('link').click()
    await expect
      .poll(() => rows().locator('th').allTextContents())
      .toEqual(
        (await service.call('GET', 'v1/admin/users?sort=user')).users.map(
          ({ user }: { user: string }) => user,
        ),
      )
    const heading = page.getByRole('columnheader', { name: 'User' })
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    await heading.getByRole('link').click()
    await expect.poll(() => heading.getAttribute('aria-sort')).toBe('descending')
    await page.getByLabel('Part of a user’s name').fill(SECOND.slice(0, 4))
    await expect.poll(() => rows().locator('th').allTextContents()).toEqual([SECOND])
    expect(page.url()).toContain(`q=${SECOND.slice(0, 4)}`)
    await page.getByRole('link', { name: 'Without marks' }).click()
    await page.getByText('No user is left').waitFor()
    await page.goBack()
    await expect.poll(() => rows().locator('th').allTextContents()).toEqual([SECOND])
  })

  it('should mark a mail, show what that changed, and take it back', async () => {
    await open(FIRST, 'Mail')
    const row = rows().filter({
      has: page.locator('button[aria-pressed="false"] + button[aria-pressed="false"]'),
    })
    const before = await statistics()
    const mail = row.first()
    const name = await mail.getByRole('link').textContent()
    const same = rows()
      .filter({ hasText: name as string })
      .first()
    await button(/^Mark as spam/, same).click()
    await same.getByText('→').waitFor()
    expect((await statistics()).spam).toBe(before.spam + 1)
    await button(/^Take back/, same).click()
    await same.locator('button[aria-pressed="true"]').waitFor({ state: 'detached' })
    await expect.poll(async () => (await statistics()).marks).toBe(before.marks)
  })

  it('should explain a mail and mark it there', async () => {
    await open(FIRST, 'Marks')
    await rows().first().getByRole('link').click()
    await page.getByRole('heading', { name: 'How the score adds up' }).waitFor()
    await page.getByText('By kind of feature').click()
    await page.getByRole('rowheader', { name: 'meaning' }).waitFor()
    const pressed = page.locator('.message-head button[aria-pressed="true"]')
    const label = await pressed.textContent()
    await page.locator('.message-head button[aria-pressed="false"]').click()
    await expect.poll(() => pressed.textContent()).not.toBe(label)
    await page.locator('.message-head button[aria-pressed="false"]').click()
    await expect.poll(() => pressed.textContent()).toBe(label)
  })

  it('should set and remove a topic', async () => {
    await open(FIRST, 'Topics')
    await page.getByLabel('Name').fill('loans')
    await page.getByLabel('Description').fill('Offers of loans and mortgages')
    await button('Set topic').click()
    await page.getByRole('rowheader', { name: 'loans' }).waitFor()
    await button('Remove loans').click()
    await page.getByText('No topics yet').waitFor()
  })

  it('should answer a question', async () => {
    await open(SECOND, 'Questions')
    const answer = button(/^Mark as ham/).first()
    await answer.click()
    const changed = page.getByText('→').first()
    await changed.waitFor()
    // The list is drawn anew two seconds after the mark; what it changed can still be read.
    await page.waitForTimeout(3_000)
    expect(await changed.isVisible()).toBe(true)
  })

  it('should set a threshold, and give it up again', async () => {
    await open(FIRST, 'Settings')
    await page.getByLabel('Probability in per cent').fill('80')
    await button('Set threshold').click()
    await expect.poll(async () => (await statistics()).threshold).toBe(0.8)
    await button('As for everybody').click()
    await expect.poll(async () => (await statistics()).settings.threshold).toBeNull()
  })

  it('should ask for a promise, and give it up again', async () => {
    await open(FIRST, 'Settings')
    await page.getByLabel('At most 1 good mail').fill('200')
    await button('Ask for it').click()
    await page.getByText('At most 1 good mail in 200 goes to Junk').waitFor()
    await button('No promise').click()
    await page.getByText('No promise is asked for').waitFor()
  })

  it('should download a model, and import it again only when that is confirmed', async () => {
    await open(FIRST, 'Model')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Download the model').click(),
    ])
    const file = await download.path()
    const model = JSON.parse(await readFile(file, 'utf8'))
    expect(model).toMatchObject({ format: 'hamlet-user', user: FIRST })
    await page.getByLabel('Import a file').setInputFiles({
      name: 'no.json',
      mimeType: 'application/json',
      buffer: Buffer.from('not a model'),
    })
    await button('Import', page.getByRole('dialog')).click()
    await page.getByText('This file holds no JSON').waitFor()
    await page.getByLabel('Import a file').setInputFiles(file)
    await button('Import', page.getByRole('dialog')).click()
    await page.getByText(`Imported: ${model.marks.length} marks`).waitFor()
  })

  it('should start from another user’s model, and take that back', async () => {
    await open(FIRST, 'Model')
    await card('Start from another').getByLabel('User').fill(SECOND)
    await button('Start from it').click()
    await button('Take it back').click()
    await expect.poll(async () => (await statistics()).prior).toBeNull()
  })

  it('should reset only when that is typed, so that undo can bring the marks back', async () => {
    const { marks } = await statistics(SECOND)
    const before = new Date().toISOString()
    await open(SECOND, 'Model')
    await button('Forget all marks').click()
    const dialog = page.getByRole('dialog')
    expect(await button('Forget them', dialog).isDisabled()).toBe(true)
    await button('Cancel', dialog).click()
    expect((await statistics(SECOND)).marks).toBe(marks)
    await button('Forget all marks').click()
    await dialog.getByRole('textbox').fill('reset')
    await button('Forget them', dialog).click()
    await page.getByText(`${marks} marks were forgotten`).waitFor()
    expect((await statistics(SECOND)).marks).toBe(0)
    await service.call('POST', `v1/users/${SECOND}/undo`, JSON.stringify({ to: before }))
    expect((await statistics(SECOND)).marks).toBe(marks)
  })

  it('should show what an undo would change before it does it', async () => {
    const { marks } = await statistics()
    await open(FIRST, 'Marks')
    await button('Show what would change').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('mails change').waitFor()
    await button('Cancel', dialog).click()
    expect((await statistics()).marks).toBe(marks)
    await button('Show what would change').click()
    await button('Undo them', dialog).click()
    await page.getByText('changes were undone').waitFor()
    // All marks were made today.
    expect((await statistics()).marks).toBe(0)
  })

  it('should make a key for the user alone, show it once, and revoke it', async () => {
    await open(FIRST, 'Model')
    await page.getByLabel('Note').fill('for the phone')
    await button('Make a key').click()
    const key = `${await page.locator('.toolbar .secret').textContent()}`
    const may = async (user: string) =>
      (await fetch(new URL(`v1/users/${user}`, service.url), { headers: { Authorization: `Bearer ${key}` } }))
        .status
    expect([await may(FIRST), await may(SECOND)]).toEqual([200, 403])
    await rows().filter({ hasText: 'for the phone' }).getByRole('button').click()
    await page.getByText('was revoked').waitFor()
    expect(await may(FIRST)).toBe(401)
  })

  it('should erase only when that is typed', async () => {
    await open(SECOND, 'Model')
    await button('Erase this user').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('erase it')
    expect(await button('Erase', dialog).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('erase')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor()
    await expect.poll(() => rows().locator('th').allTextContents()).not.toContain(SECOND)
  })
})
