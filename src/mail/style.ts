/**
 * Whether an element's own attributes hide it from a reader: `hidden`, and inline styles that take text out of sight
 * (no display, no visibility, no size, no opacity, moved off the page, or white on what is white unless said otherwise).
 */
export function isHidden(attributes: Record<string, string>): boolean {
  if (attributes.hidden !== undefined) return true
  const style = attributes.style
  if (!style) return false
  const rules = style.toLowerCase().replace(/\s+/g, '')
  if (/display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0*)?(?:;|!|$)/.test(rules)) return true
  if (/(?:^|;)font-size:[01](?:px|pt|em|%)?(?:;|!|$)/.test(rules)) return !/mso-line-height-rule/.test(rules)
  if (/text-indent:-\d{3}|(?:left|top):-\d{3,}px/.test(rules)) return true
  const color = /(?:^|;)color:([^;!]+)/.exec(rules)?.[1]
  const background = /(?:^|;)background(?:-color)?:([^;!]+)/.exec(rules)?.[1]
  return color !== undefined && background !== undefined && plain(color) === plain(background)
}

function plain(color: string): string {
  if (color === 'white') return '#ffffff'
  if (color === 'black') return '#000000'
  return color.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')
}
