/** What may stand in an SVG that is only a drawing (SVG 2, https://www.w3.org/TR/SVG2/): elements, attributes, styles. */

/** The name space of SVG. */
export const drawings = 'http://www.w3.org/2000/svg'

const links = 'http://www.w3.org/1999/xlink'

/** They draw; none of them runs, moves, links, loads, or holds another language. */
const elements: ReadonlySet<string> = new Set(
  (
    'svg g defs title desc path rect circle ellipse line polyline polygon text tspan style use symbol ' +
    'linearGradient radialGradient stop clipPath mask'
  ).split(' '),
)

export const isDrawing = (element: string): boolean => elements.has(element)

/** Prefixed attributes, with the form of their value. */
const prefixed: readonly (readonly [string, RegExp])[] = [
  ['xmlns', new RegExp(`^${drawings}$`)],
  ['xmlns:svg', new RegExp(`^${drawings}$`)],
  ['xmlns:xlink', new RegExp(`^${links}$`)],
  ['xml:space', /^(?:default|preserve)$/],
  ['xml:lang', /^[A-Za-z-]{1,35}$/],
  ['href', /^#[\w.-]+$/],
  ['xlink:href', /^#[\w.-]+$/],
]
const formOf: ReadonlyMap<string, RegExp> = new Map(prefixed)

/** These hold words: nothing in them is looked up. */
const isWords = (name: string): boolean => /^(?:id|class|role|data-.*|aria-.*)$/.test(name)

/** Why an attribute may not be there, in Dutch. `value` without references. */
export function attributeFault(name: string, value: string): string | undefined {
  const form = formOf.get(name)
  if (form !== undefined)
    return form.test(value) ? undefined : `\`${name}\` mag hier niet naar iets anders verwijzen`
  if (/^on/i.test(name)) return `het attribuut \`${name}\` (script) mag er niet in`
  if (!/^[a-z][A-Za-z\d-]*$/.test(name) || /^(?:src|base|ping|target)$/.test(name))
    return `het attribuut \`${name}\` mag er niet in`
  return isWords(name) ? undefined : valueFault(value)
}

/** Why the text of a style sheet may not be there. */
export const styleFault = (text: string): string | undefined =>
  text.includes('@')
    ? 'een regel met `@` (zoals `@import` of `@font-face`) mag niet in `style`'
    : valueFault(text)

/** Functions of CSS that load nothing. */
const functions: ReadonlySet<string> = new Set(
  'rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy'.split(
    ' ',
  ),
)

function valueFault(value: string): string | undefined {
  if (value.includes('\\')) return 'een `\\` mag niet in een stijl of attribuut'
  for (const [, name = '', argument = ''] of value.matchAll(/([\w-]+)\((\s*["']?.?)/gs)) {
    const isOwn = name.toLowerCase() === 'url' && argument.endsWith('#')
    if (!isOwn && !functions.has(name.toLowerCase()))
      return `\`${name}()\` mag er niet in: het logo haalt niets van elders`
  }
  return undefined
}
