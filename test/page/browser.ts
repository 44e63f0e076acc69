/** Debian's Chromium, and a tab in it that notes every complaint and every address. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const EXECUTABLE = '/usr/bin/chromium'
/** Two cores may have other work. */
const PATIENCE_MS = 60_000
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Why the tests in a browser cannot run here, or nothing. CI must run them. */
export const NO_BROWSER =
  !process.env.CI && !existsSync(EXECUTABLE) ? ' (skipped: install Debian’s chromium)' : ''

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })
}

export class Tab {
  private readonly complaints: string[] = []
  private readonly hosts = new Set<string>()

  private constructor(
    readonly page: Page,
    private readonly base: string,
  ) {
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (line) => {
      // What the service refuses, Chromium reports as an error too; the page shows it in a sentence.
      const refused = line.text().startsWith('Failed to load resource')
      if (line.type() === 'error' && !refused) this.complaints.push(line.text())
    })
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host))
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
  }

  /** A tab of a browser that knows nothing yet. */
  static async open(browser: Browser, base: string, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser.newContext({ locale: 'en-GB', ...options })
    return new Tab(await context.newPage(), base)
  }

  /** Opens a view, and signs in where a key is given. */
  async show(hash: string, key?: string): Promise<void> {
    await this.page.goto(`${this.base}${hash}`)
    if (key === undefined) return
    await this.page.getByLabel('Key', { exact: true }).fill(key)
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor()
  }

  /** Waits until nothing is loading. */
  async settled(): Promise<void> {
    await this.page.locator('main h1').first().waitFor()
    await this.page.getByText('Loading …').first().waitFor({ state: 'detached' })
  }

  /** What axe-core finds wrong in the view, serious or worse. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE)
    return this.page.evaluate(`axe.run(document).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ' ' + failureSummary)))`)
  }

  /** How much wider than the window the view is, in pixels. */
  overhang(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - innerWidth')
  }

  /** No script error, nothing that the content security policy stopped, nothing asked of anyone else. */
  expectCalm(): void {
    expect(this.complaints).toEqual([])
    expect([...this.hosts]).toEqual([new URL(this.base).host])
  }

  async close(): Promise<void> {
    await this.page.context().close()
    this.expectCalm()
  }
}
