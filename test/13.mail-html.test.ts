import { describe, expect, it } from 'vitest'
import { readHtml } from '../src/mail/html.js'

const textOf = (html: string) => readHtml(html).text

describe('readHtml', () => {
  it('should give a line a block, and join what is inline', () => {
    expect(textOf('<h1>One</h1><p>two <b>bold</b><i>er</i>\n words<br>three</p><ul><li>a<li>b</ul>')).toBe(
      'One\ntwo bolder words\nthree\na\nb',
    )
  })

  it('should keep the cells of a row apart', () => {
    expect(textOf('<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>')).toBe('1 2\n3')
  })

  it('should decode entities and keep what they hide', () => {
    expect(textOf('V&#105;a&#x67;ra &amp; caf&eacute; &euro;5 a&shy;b&zwnj;c')).toBe(
      'Viagra & café €5 a\u00adb\u200cc',
    )
  })

  it('should keep the lines of preformatted text', () => {
    expect(textOf('<pre>one\n  two</pre>three\nfour')).toBe('one\ntwo\nthree four')
  })

  it('should leave out what is not text', () => {
    const { text, shape } = readHtml(
      '<head><title>t</title><style>p{}</style></head><script>s()</script><!-- c --><p>shown<noscript> too</noscript>',
    )
    expect(text).toBe('shown too')
    expect(shape.scripts).toBe(1)
  })

  it('should show what stands behind a comment that never ends', () => {
    expect(textOf('<!-- a -->one <!--#rotate>two')).toBe('one two')
  })

  it('should mark the mail that is answered as a quotation', () => {
    expect(
      textOf('<p>yes</p><div class="gmail_quote">Ann wrote:<blockquote>will you come?</blockquote></div>'),
    ).toBe('yes\n> Ann wrote:\n> will you come?')
    expect(textOf('<blockquote type="cite">old</blockquote>new<blockquote>a saying</blockquote>')).toBe(
      '> old\nnew\na saying',
    )
  })

  it('should list links with what they show', () => {
    const { links, shape } = readHtml(
      '<a href="https://Evil.example:8080/x?y">www.<b>bank</b>.example</a> <a href="#top">up</a> <a name=n>n</a>' +
        '<a href="mailto:a@b.example">write</a><a href=//cdn.example/p><img alt="a picture" src=x></a>',
    )
    expect(links).toEqual([
      { url: 'https://Evil.example:8080/x?y', host: 'evil.example', text: 'www.bank.example' },
      { url: 'mailto:a@b.example', host: '', text: 'write' },
      { url: '//cdn.example/p', host: 'cdn.example', text: 'a picture' },
    ])
    expect(shape).toMatchObject({ links: 3, images: 1 })
  })

  it('should count images and forms', () => {
    expect(readHtml('<form><img><img></form><form></form>').shape).toMatchObject({ images: 2, forms: 2 })
  })

  it('should cut markup that is nested too deep, not its text', () => {
    expect(textOf(`<p>first</p>${'<b>'.repeat(50_000)}<i>last</i>`)).toMatch(/^first\n.*last$/s)
  })
})

describe('text that a reader cannot see', () => {
  it.each([
    'style="display: none"',
    'style="visibility:hidden"',
    'style="font-size:0px;line-height:1"',
    'style="font-size: 1px"',
    'style="opacity:0"',
    'style="text-indent:-9999px"',
    'style="position:absolute;left:-5000px"',
    'style="mso-hide:all"',
    'hidden',
    'style="color:#fff"',
    'style="color: rgb(255, 255, 255)"',
    'style="color:white;background-color:#fefefe"',
  ])('should be counted and not shown: %s', (attribute) => {
    const { text, shape } = readHtml(`<p>seen</p><div ${attribute}>not <b>seen</b></div>`)
    expect(text).toBe('seen')
    expect(shape.hidden).toBe('not'.length + 'seen'.length)
  })

  it('should include white text inside a white table, by old-style attributes', () => {
    expect(textOf('<table bgcolor="#FFFFFF"><tr><td><font color="white">hidden</font>seen</table>')).toBe(
      'seen',
    )
  })

  it.each([
    ['white on a dark table', '<table bgcolor=#000000><tr><td><font color=#ffffff>seen</font></table>'],
    ['white on a picture', '<table background=stars.gif><tr><td><font color=white>seen</font></table>'],
    ['white on a picture set by style', '<p style="background-image:url(x);color:#fff">seen</p>'],
    ['white on an unknown background', '<div style="background:url(x)"><p style="color:#fff">seen</p></div>'],
    [
      'white where a style sheet may set a background',
      '<style>.b{}</style><a class=b style="color:#fff">seen</a>',
    ],
    ['small but legible', '<p style="font-size:10px">seen</p>'],
    ['faint but legible', '<p style="opacity:0.5">seen</p>'],
    ['black on black-ish names', '<p style="color:blackish">seen</p>'],
  ])('should not include what is %s', (_, html) => {
    expect(textOf(html)).toBe('seen')
  })
})
