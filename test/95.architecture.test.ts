import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What the import rules find wrong in the folder `src` under a base folder, as `rule: from -> to`. */
async function violations(baseDir: string): Promise<string[]> {
  const options = await extractOptions(join(root, '.dependency-cruiser.cjs'))
  const tsConfig = extractTsConfig(join(root, 'tsconfig.json'))
  const { output } = await cruise(['src'], { ...options, baseDir }, undefined, { tsConfig })
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
  )
}

async function filesUnder(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

describe('the import rules', () => {
  it('should hold for src', async () => {
    expect(await violations(root)).toEqual([])
  })

  describe('on a tree that breaks them', () => {
    let folder: string
    let found: string[]
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'hamlet-architecture-'))
      const files = {
        'package.json': await readFile(join(root, 'package.json'), 'utf8'),
        'src/types.ts': 'export type Label = string\n',
        'src/cli/main.ts': "import '../app.js'\n",
        'src/app.ts':
          "import './heads/head.js'\nimport './http/server.js'\nimport './mail/one.js'\nimport './misc/x.js'\n",
        'src/heads/head.ts':
          "import type { Label } from '../types.js'\nimport 'node:fs'\nexport type A = Label\n",
        'src/http/server.ts':
          "import 'commander'\nimport '../store/sqlite.js'\nimport './none.js'\nimport 'fast-check'\n",
        'src/store/sqlite.ts': 'export const sqlite = 1\n',
        'src/mail/one.ts': "import './two.js'\n",
        'src/mail/two.ts': "import './one.js'\n",
        'src/mail/dead.ts': 'export const dead = 1\n',
        'src/page/main.ts': "import type { Label } from '../types.js'\nexport type B = Label\n",
        'src/page/api/answers.ts':
          "export type { Label } from '../../types.js'\nexport { sqlite } from '../../store/sqlite.js'\n",
        'src/misc/x.ts': "import '../types.js'\n",
      }
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true })
        await writeFile(join(folder, name), text)
      }
      await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
      found = await violations(folder)
    })
    afterAll(() => rm(folder, { recursive: true }))

    it('should let the page take the types of answers from the server', () => {
      expect(found.filter((violation) => violation.includes('answers.ts -> src/types.ts'))).toEqual([])
    })

    it.each([
      ['a part that a part may not know', 'imports-of-heads: src/heads/head.ts -> src/types.ts'],
      ['a concrete store in a door', 'imports-of-http: src/http/server.ts -> src/store/sqlite.ts'],
      ['a library of another part', /^owner-of-commander: src\/http\/server\.ts -> .*commander/],
      ['a library without an owner', /^no-library-without-owner: src\/http\/server\.ts -> .*fast-check/],
      ['a library of the tests', /^no-development-library: src\/http\/server\.ts -> .*fast-check/],
      ['the file system in a head', /^no-world-in-heads: src\/heads\/head\.ts -> (node:)?fs/],
      ['a cycle', 'no-cycle: src/mail/one.ts -> src/mail/two.ts'],
      ['a missing file', 'no-missing-file: src/http/server.ts -> ./none.js'],
      ['a dead file', /^no-dead-file: .* -> src\/mail\/dead\.ts|^no-dead-file: src\/mail\/dead\.ts/],
      ['a type of the server beside the answers', 'imports-of-page: src/page/main.ts -> src/types.ts'],
      [
        'what the server runs among the answers',
        'answers-are-types: src/page/api/answers.ts -> src/store/sqlite.ts',
      ],
      ['a part that no rule knows', 'no-unknown-part: src/misc/x.ts -> src/types.ts'],
    ])('should refuse %s', (_, violation) => {
      expect(found).toContainEqual(
        typeof violation === 'string' ? violation : expect.stringMatching(violation),
      )
    })
  })
})

describe('the size of things', () => {
  const MOST_LINES_OF_A_FILE = 250
  const MOST_LINES_OF_A_FUNCTION = 60
  const sources = async () => [...(await filesUnder('src', '.ts')), ...(await filesUnder('src', '.tsx'))]

  it(`should be at most ${MOST_LINES_OF_A_FILE} lines for a file of src`, async () => {
    const long: string[] = []
    for (const file of await sources()) {
      const lines = (await readFile(join(root, file), 'utf8')).trimEnd().split('\n').length
      if (lines > MOST_LINES_OF_A_FILE) long.push(`${file}: ${lines} lines`)
    }
    expect(long).toEqual([])
  })

  it(`should be at most ${MOST_LINES_OF_A_FUNCTION} lines for a function of src`, async () => {
    const long: string[] = []
    for (const file of await sources()) {
      long.push(...longFunctions(file, await readFile(join(root, file), 'utf8'), MOST_LINES_OF_A_FUNCTION))
    }
    expect(long).toEqual([])
  })

  it('should be noticed for every kind of function', () => {
    const body = `{\n${'  call()\n'.repeat(3)}}`
    const source = [
      `function one() ${body}`,
      `const two = () => ${body}`,
      `class C { three() ${body}\nconstructor() ${body} }`,
      'function short() {}',
    ].join('\n')
    const names = longFunctions('x.ts', source, 4).map((line) => line.split(' ')[1])
    expect(names).toEqual(['one', 'two', 'three', 'constructor'])
  })

  function longFunctions(file: string, text: string, most: number): string[] {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const long: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body) {
        const first = source.getLineAndCharacterOfPosition(node.getStart()).line
        const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1
        const holder = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : null)
        const name = ts.isConstructorDeclaration(node) ? 'constructor' : (holder?.getText() ?? 'a function')
        if (lines > most) long.push(`${file}:${first + 1} ${name} has ${lines} lines`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return long
  }
})

describe('the names of things', () => {
  it('should be kebab-case for every file and folder of src', async () => {
    const files = await filesUnder('src', '')
    const odd = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.[a-z]+$/.test(basename(file)))
    expect(odd).toEqual([])
  })

  it('should give each test file a number to be read by', async () => {
    const tests = await filesUnder('test', '.test.ts')
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter((file) => !/^\d\d\.[a-z0-9]+(-[a-z0-9]+)*\.test\.ts$/.test(basename(file)))).toEqual(
      [],
    )
  })
})

describe('the tests', () => {
  it('should be neither switched off nor focused', async () => {
    const call = /\b(?:it|test|describe)\s*\.\s*(?:skip|only|todo)\b/
    const bad: string[] = []
    for (const file of await filesUnder('test', '.ts')) {
      if (call.test(await readFile(join(root, file), 'utf8'))) bad.push(file)
    }
    expect(bad).toEqual([])
    expect(call.test('it.' + 'only(')).toBe(true)
    expect(call.test('describe.' + 'skipIf(')).toBe(false)
  })
})
