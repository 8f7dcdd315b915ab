/**
 * The NL Design System, cut down to what is used: the CSS of the named components of
 * `@utrecht/component-library-css`, and of the theme only the design tokens those components ask for.
 * (All of it is 615 KB; what is used is a tenth.)
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'

const theme = '@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css'
const library = '@utrecht/component-library-css/dist/index.css'
const licence =
  '/*! NL Design System: Utrecht components and voorbeeld design tokens, EUPL-1.2, Gemeente Utrecht, Frameless B.V. and the NL Design System community */'

/** The CSS of the named components (`button`, `table`, ...) and `own`, after the tokens that they use. */
export function designSystemCss(components: readonly string[], own: string): string {
  const find = createRequire(join(packageRoot, 'package.json'))
  const findComponent = createRequire(find.resolve(library))
  const css = components.map((name) =>
    readFileSync(findComponent.resolve(`@utrecht/${name}-css/dist/index.min.css`), 'utf8'),
  )
  const all = [...css, own].join('\n')
  return [licence, tokensFor(all, readFileSync(find.resolve(theme), 'utf8')), all].join('\n')
}

/** The theme's rule with only the tokens that `css` refers to, and those that these refer to. */
function tokensFor(css: string, themeCss: string): string {
  const tokens = new Map(
    [...themeCss.matchAll(/^\s*(--[\w-]+):\s*(.*);\s*$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
  const used = new Set<string>()
  const follow = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/var\(\s*(--[\w-]+)/g)) {
      const value = tokens.get(name)
      if (value === undefined || used.has(name)) continue
      used.add(name)
      follow(value)
    }
  }
  follow(css)
  const lines = [...used].map((name) => `${name}:${tokens.get(name) ?? ''}`)
  return `.voorbeeld-theme{${lines.join(';')}}`
}
