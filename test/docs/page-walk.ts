/** The steps that a guide has people take in a browser, read from its tables and taken as it says. */
import type { Answered } from '../support/answered.ts'
import type { Visitor } from '../support/visitor.ts'
import { textOf } from './markdown.ts'

/** A row: where one is, what one fills in, and what one presses. */
export interface WalkStep {
  readonly stap: string
  readonly pagina: string
  readonly invullen: readonly string[]
  readonly knop: string
}

/** The rows of a guide whose first cell is a number. */
export const walkSteps = (file: string): readonly WalkStep[] =>
  textOf(file)
    .split('\n')
    .filter((line) => /^\| \d+ /.test(line))
    .map((line) => {
      const [, stap = '', pagina = '', invullen = '', knop = ''] = line
        .split('|')
        .map((cell) => cell.trim())
      return { stap, pagina, invullen: invullen === '' ? [] : invullen.split('; '), knop }
    })

const plain = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .trim()

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]

/** The tag of the field with this label. */
function labelled(form: string, label: string): string {
  const labels = [...form.matchAll(/<label[^>]*for="([^"]*)"[^>]*>([\s\S]*?)<\/label>/g)]
  const id = labels.find(([, , text = '']) => plain(text) === label)?.[1]
  const field = [...form.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)].find(
    ([tag]) => attribute(tag, 'id') === id,
  )
  if (id === undefined || field === undefined)
    throw new Error(`no field ${label} in ${plain(form)}`)
  return field[0]
}

/** What stands in a form before anybody touches it, as a browser would send it. */
const standing = (form: string): readonly (readonly [string, string])[] =>
  [...form.matchAll(/<input\b[^>]*>/g)]
    .filter(([tag]) => !/type="(?:radio|checkbox)"/.test(tag) || / checked/.test(tag))
    .flatMap(([tag]) => {
      const name = attribute(tag, 'name')
      return name === undefined ? [] : [[name, attribute(tag, 'value') ?? ''] as const]
    })

/** What `Label: value` and `kies Label` put in a form; a value without backticks comes from a message. */
function filled(form: string, what: string, code: string): readonly [string, string] {
  const [, chosen] = /^kies (.*)$/.exec(what) ?? []
  const [, label = '', said = ''] = /^(.*?): (.*)$/.exec(what) ?? []
  const tag = labelled(form, chosen ?? label)
  const name = attribute(tag, 'name') ?? ''
  if (chosen !== undefined) return [name, attribute(tag, 'value') ?? '']
  return [name, /^`(.*)`$/.exec(said)?.[1] ?? code]
}

/** Where a page is now, and what it shows. */
export interface Shown {
  readonly path: string
  readonly answer: Answered
}

const pathOf = (location: unknown): string =>
  String(location).replace(/^https:\/\/[^/]+/, '') || '/'

/** Goes to a path and wherever it leads. */
export async function arrive(browser: Visitor, path: string): Promise<Shown> {
  const answer = await browser.get(path)
  const { location } = answer.headers
  return answer.status === 303 ? arrive(browser, pathOf(location)) : { path, answer }
}

/** Follows the link with this name. */
export function follow(browser: Visitor, { answer }: Shown, name: string): Promise<Shown> {
  const links = [...answer.text.matchAll(/<a\b[^>]*href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)]
  const href = links.find(([, , text = '']) => plain(text) === name)?.[1]
  if (href === undefined) throw new Error(`no link ${name} in ${plain(answer.text)}`)
  return arrive(browser, href)
}

/** Fills in the form with this button, and presses it. */
export async function press(
  browser: Visitor,
  { answer, path }: Shown,
  { invullen, knop, code }: Pick<WalkStep, 'invullen' | 'knop'> & { readonly code: string },
): Promise<Shown> {
  const forms = [...answer.text.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)]
  const found = forms.find(([, , form = '']) =>
    [...form.matchAll(/<button[^>]*>([\s\S]*?)<\/button>/g)].some(
      ([, text = '']) => plain(text) === knop,
    ),
  )
  if (found === undefined) throw new Error(`no button ${knop} in ${plain(answer.text)}`)
  const [, attributes = '', form = ''] = found
  const button = [...form.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].find(
    ([, , text = '']) => plain(text) === knop,
  )
  const [, own = ''] = button ?? []
  const pressed = attribute(own, 'name')
  const fields = Object.fromEntries([
    ...standing(form),
    ...invullen.map((what) => filled(form, what, code)),
    ...(pressed === undefined ? [] : [[pressed, attribute(own, 'value') ?? ''] as const]),
  ])
  const action = attribute(attributes, 'action') ?? path
  const sent = await browser.post(action, fields)
  if (sent.status === 303) return arrive(browser, pathOf(sent.headers['location']))
  return { path: action, answer: sent }
}
