/**
 * What the README says of calls, commands, settings and figures is made from the program and from what its benches wrote.
 * `npm run readme` writes it anew.
 */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../src/cli/program.js'
import { settings } from '../src/config.js'
import { CAP } from '../src/heads/shared.js'
import { scored } from '../src/http/schemas.js'
import { routes } from '../src/http/server.js'
import { figures } from './readme-figures.js'

const file = new URL('../README.md', import.meta.url)

describe('the README', () => {
  it('should list every call, command, setting and figure as the program and its benches have them', async () => {
    const readme = await readFile(file, 'utf8')
    const called = withBlock(readme, 'calls', callTable())
    const listed = withBlock(withBlock(called, 'commands', commandTable()), 'settings', settingTable())
    const current = withBlock(listed, 'figures', [
      figures((titles, rows) => table(titles, rows.map(row)).join('')),
    ])
    await expect(current).toMatchFileSnapshot(file.pathname)
  })

  it('should name only commands that exist', async () => {
    const known = new Set(createProgram().commands.map((command) => command.name()))
    const named = (await readFile(file, 'utf8')).matchAll(/\bhamlet ([a-z]+)\b/g)
    expect([...named].map(([, name]) => name).filter((name) => !known.has(name))).toEqual([])
  })

  it('should name only settings that exist', async () => {
    const known = new Set(['HAMLET_CORPORA', ...settings.map(({ name }) => name)])
    const named = (await readFile(file, 'utf8')).matchAll(/\bHAMLET_[A-Z_]+\b/g)
    expect([...named].map(([name]) => name).filter((name) => !known.has(name))).toEqual([])
  })

  it('should show a score with all its fields, and none that is not there', async () => {
    const [, example] = (await readFile(file, 'utf8')).match(/```json\n([^`]+)```/) ?? []
    expect(scored.parse(JSON.parse(example))).toMatchObject({ promise: null })
  })

  it('should say for how many marks one user counts in the shared head', async () => {
    expect(await readFile(file, 'utf8')).toMatch(new RegExp(`count for at\\s+most ${CAP} there`))
  })

  it('should link only to files that exist', async () => {
    const links = (await readFile(file, 'utf8')).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)
    for (const [, link] of links) await expect(readFile(new URL(link, file)), link).resolves.toBeDefined()
  })
})

/** Puts lines between `<!-- name -->` and `<!-- /name -->`. */
function withBlock(text: string, name: string, lines: string[]): string {
  const block = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  expect(text, `the README has no block <!-- ${name} -->`).toMatch(block)
  return text.replace(block, (_, begin, end) => [begin, ...lines, '\n', end].join(''))
}

function callTable(): string[] {
  const rows = routes.map(({ method, path, summary }) =>
    row([`\`${method.toUpperCase()} ${path}\``, summary]),
  )
  return table(['call', 'what it does'], rows)
}

function commandTable(): string[] {
  const rows = leaves(createProgram()).map(([path, command]) => {
    const usage = command
      .usage()
      .replace(/^\[options\] ?/, '')
      .replaceAll('|', '\\|')
    return row([`\`${`hamlet ${path} ${usage}`.trim()}\``, command.description()])
  })
  return table(['command', 'what it does'], rows)
}

/** The commands that do something, with their names from the program down. */
function leaves(parent: Command, path = ''): [string, Command][] {
  return parent.commands.flatMap((command): [string, Command][] => {
    const name = `${path} ${command.name()}`.trim()
    return command.commands.length === 0 ? [[name, command]] : leaves(command, name)
  })
}

function settingTable(): string[] {
  const rows = settings.map(({ name, fallback, help }) =>
    row([`\`${name}\``, fallback ? `\`${fallback}\`` : '', help]),
  )
  return table(['variable', 'default', 'meaning'], rows)
}

function table(titles: string[], rows: string[]): string[] {
  return [row(titles), '\n', row(titles.map(() => '---')), ...rows.flatMap((line) => ['\n', line])]
}

function row(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}
