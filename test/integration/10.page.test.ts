import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Door, mail, openDoor } from '../http/door.js'

const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
}

describe('the dashboard in a browser', () => {
  let browser: Browser
  let door: Door
  let page: Page
  let complaints: string[]
  let hosts: Set<string>

  beforeAll(async () => {
    browser = await chromium.launch(CHROMIUM)
  })
  afterAll(() => browser.close())

  beforeEach(async () => {
    door = await openDoor()
    page = await browser.newPage()
    complaints = []
    hosts = new Set()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (line) => {
      const refused = line.text().startsWith('Failed to load resource')
      if (line.type() === 'error' && !refused) complaints.push(line.text())
    })
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    await page.goto(door.url)
  })
  afterEach(async () => {
    // No script error, nothing that the content security policy stopped, nothing asked of anyone else.
    expect(complaints).toEqual([])
    expect([...hosts]).toEqual([`127.0.0.1:${door.port}`])
    await page.close()
    await door.close()
  })

  async function logIn(key = door.admin): Promise<void> {
    await page.getByLabel('Admin key').fill(key)
    await page.keyboard.press('Enter')
  }

  /** Ben calls everything spam, Anna every third mail; what is new to the filter is not called spam. */
  async function fillUsers(): Promise<void> {
    for (let i = 0; i < 6; i++) {
      const spam = i % 3 === 0 ? 'spam' : 'ham'
      await door.call('POST', `/v1/users/anna/marks?label=${spam}`, { body: mail(`Mail ${i}`, `text ${i}`) })
      await door.call('POST', '/v1/users/ben/marks?label=spam', { body: mail(`Mail ${i}`, `text ${i}`) })
    }
    await door.call('POST', `/v1/score?user=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, {
      body: mail('Only scored', 'text'),
    })
  }

  const names = () => page.locator('tbody th').allTextContents()

  it('should ask for the admin key, and say why another is refused', async () => {
    await logIn('hamlet_00000000_wrong')
    await page.getByRole('alert').getByText('unknown or was revoked').waitFor()
    await logIn(await door.newKey('hook'))
    await page.getByRole('alert').getByText('needs an admin key').waitFor()
    expect(await page.getByLabel('Admin key').inputValue()).toBe('')
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  it('should show how to send the first mail, by a line that works when pasted', async () => {
    await logIn()
    const line = await page.locator('#curl').textContent()
    const { stdout } = await promisify(execFile)('sh', ['-c', `${line}`.replace('KEY', door.admin)])
    expect(JSON.parse(stdout)).toMatchObject({ user: 'anna', verdict: expect.any(String) })
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByRole('rowheader', { name: 'anna' }).waitFor()
  })

  it('should show each user, the worst first, and all together', async () => {
    await fillUsers()
    await logIn()
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    const { users, totals } = (await door.call('GET', '/v1/admin/accuracy')).body
    const wrong = (user: string) => {
      const { own, marks } = users.find((row: { user: string }) => row.user === user)
      return (own.hamLost + own.spamMissed) / marks
    }
    const worst = ['anna', 'ben'].toSorted((a, b) => wrong(b) - wrong(a))
    expect(wrong('anna')).not.toBe(wrong('ben'))
    expect(await names()).toEqual([...worst, '<img src=x onerror=alert(1)>'])
    for (const row of users) {
      const shown = page.locator('tbody tr', {
        has: page.getByRole('rowheader', { name: row.user, exact: true }),
      })
      expect(await shown.locator('.marks').textContent()).toBe(String(row.marks))
      for (const head of ['base', 'shared', 'own']) {
        const { hamLost, spamMissed } = row[head]
        const text = row.marks === 0 ? '–' : `${((100 * (hamLost + spamMissed)) / row.marks).toFixed(1)}%`
        expect(await shown.locator(`.${head} .rate`).textContent()).toBe(text)
      }
    }
    expect(await page.locator('tfoot .marks').textContent()).toBe(String(totals.marks))
    expect(await page.locator('tfoot th').textContent()).toBe('All 3 users')
    // Ben's base is wrong about every mail: the longest bar.
    await page.getByRole('columnheader', { name: 'Base', exact: true }).getByRole('button').click()
    expect((await names())[0]).toBe('ben')
    const longest = page.locator('tbody tr').first().locator('rect.base')
    expect(await longest.getAttribute('width')).toBe('100')
  })

  it('should sort by any column, either way, and say so to screen readers', async () => {
    await fillUsers()
    await logIn()
    const heading = page.getByRole('columnheader', { name: 'User' })
    await heading.getByRole('button').click()
    expect(await names()).toEqual(['<img src=x onerror=alert(1)>', 'anna', 'ben'])
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    await heading.getByRole('button').press('Enter')
    expect(await names()).toEqual(['ben', 'anna', '<img src=x onerror=alert(1)>'])
    expect(await heading.getAttribute('aria-sort')).toBe('descending')
    await page.getByRole('button', { name: 'Messages' }).click()
    expect((await names()).at(-1)).toBe('<img src=x onerror=alert(1)>')
  })

  it('should show ham lost and spam missed by themselves', async () => {
    await fillUsers()
    await logIn()
    await page.getByLabel('spam missed').check()
    const ben = page.locator('tbody tr', { has: page.getByRole('rowheader', { name: 'ben' }) })
    expect(await ben.locator('.base .counts').textContent()).toBe('6 of 6')
    await page.getByLabel('ham lost').check()
    expect(await ben.locator('.base .counts').textContent()).toBe('no marks')
  })

  it('should ask again for a key that was revoked, and forget what it showed', async () => {
    await fillUsers()
    const { id, key } = (await door.call('POST', '/v1/admin/keys', { body: '{"scope":"admin"}' })).body
    await logIn(key)
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    await door.call('DELETE', `/v1/admin/keys/${id}`)
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').getByText('unknown or was revoked').waitFor()
    expect(await page.getByLabel('Admin key').isVisible()).toBe(true)
    expect(await page.locator('table').isVisible()).toBe(false)
    expect(await names()).toEqual([])
  })

  it('should keep what it shows while the server does not answer', async () => {
    await fillUsers()
    await logIn()
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    await page.route('**/v1/**', (route) => route.abort())
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').getByText('does not answer').waitFor()
    expect(await names()).toContain('ben')
    await page.unroute('**/v1/**')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByRole('alert').waitFor({ state: 'hidden' })
  })

  it('should keep the key over a reload, until log-out', async () => {
    await fillUsers()
    await logIn()
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    await page.reload()
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.reload()
    await page.getByLabel('Admin key').waitFor()
    expect(await names()).toEqual([])
  })

  it('should fit a phone, and follow the dark', async () => {
    await fillUsers()
    await logIn()
    await page.getByRole('rowheader', { name: 'ben' }).waitFor()
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).not.toBe(light)
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })
})
