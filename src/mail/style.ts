/** How an element shows its text. Colours are [red, green, blue] from 0 to 255, null where they are not known. */
export interface Look {
  hidden: boolean
  color: Color
  background: Color
}

type Color = [number, number, number] | null

/** Black on white, as mail programs show what has no style. */
export const PAGE: Look = { hidden: false, color: [0, 0, 0], background: [255, 255, 255] }

/** Colours that differ by no more than this in each channel cannot be told apart by a reader. */
const INDISTINCT = 12

const OUT_OF_SIGHT =
  /display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0*)?(?:;|!|$)|text-indent:-\d{3}|(?:left|top):-\d{3,}px|(?:^|;)font-size:[01](?:px|pt|em|%)?(?:;|!|$)/
const COLOR = /(?:^|;)color:([^;!]+)/
const BACKGROUND = /(?:^|;)background(?:-color|-image)?:([^;!]+)/
/** A gap of no height that Outlook is told to draw, not text that is hidden. */
const SPACER = /mso-line-height-rule/

/**
 * The look of an element inside `parent`, from its own attributes: out of sight by style (no display, no size, no
 * opacity, moved off the page), or of the colour of its background. `sheet`: the page has a style sheet, which may set a
 * background that the attributes do not show, so that only colours set together count.
 */
export function lookOf(parent: Look, attributes: Record<string, string>, sheet: boolean): Look {
  const { style, color, bgcolor, background: picture } = attributes
  const rules = style?.toLowerCase().replace(/\s+/g, '') ?? ''
  const ownColor = COLOR.exec(rules)?.[1] ?? color
  const ownBackground = BACKGROUND.exec(rules)?.[1] ?? bgcolor ?? (picture && 'picture')
  const look: Look = {
    hidden:
      parent.hidden || attributes.hidden !== undefined || (OUT_OF_SIGHT.test(rules) && !SPACER.test(rules)),
    color: ownColor === undefined ? parent.color : parseColor(ownColor),
    background: ownBackground === undefined ? parent.background : parseColor(ownBackground),
  }
  const telling = sheet ? ownColor !== undefined && ownBackground !== undefined : ownColor !== undefined
  if (telling && areIndistinct(look.color, look.background)) look.hidden = true
  return look
}

function parseColor(text: string): Color {
  const color = text.trim().toLowerCase()
  if (color === 'white') return [255, 255, 255]
  if (color === 'black') return [0, 0, 0]
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(color)?.[1]
  if (hex) {
    const digits = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex
    return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as [number, number, number]
  }
  const channels = /^rgb\((\d{1,3}),(\d{1,3}),(\d{1,3})\)$/.exec(color)
  return channels ? [Number(channels[1]), Number(channels[2]), Number(channels[3])] : null
}

function areIndistinct(a: Color, b: Color): boolean {
  return a !== null && b !== null && a.every((channel, at) => Math.abs(channel - b[at]) <= INDISTINCT)
}
