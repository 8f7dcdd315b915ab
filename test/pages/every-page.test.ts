/** No page is left out of what the browser tests look at: the examples, or the walk over the toegang listener. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(packageRoot, folder, path), 'utf8'))

const examples = filesIn('scripts/pages').join('\n')
const walk = readFileSync(join(packageRoot, 'test/browser/toegang.test.ts'), 'utf8')

/** Pages that need a sign-in, a mail or a key to be reached are opened there for every reader: by the name of their state. */
const walked: Readonly<Record<string, string>> = {
  signInPage: 'signing in',
  codePage: 'a code',
  meldcodePage: 'a meldcode',
  registerPage: 'asking for an account',
  forgotPage: 'a forgotten password',
  setupPage: 'a set-up',
  setupCodePage: 'a set-up with QR',
  accountPage: 'the account',
  changePage: 'a change of ${actie}',
  lijstPage: 'my organisations',
  nieuwPage: 'a new organisation',
  keuzePage: 'what is chosen from the register',
  linkPage: 'a link: e-mail',
  aanvaardPage: 'a link: invitation',
  aanmeldPage: 'a link: organisation',
  bevestigPage: 'a link: confirmation',
}

/** Functions that draw a whole page: a frame and what to show in it, to text. */
const pages = filesIn('gateway')
  .flatMap((text) => [
    ...text.matchAll(/^export (?:const|function) (\w+Page)\b(?: = )?\(\s*frame: Frame\b/gm),
  ])
  .map(([, name = '']) => name)
  .filter((name) => !['renderPage', 'toegangPage'].includes(name))

test('the pages are found', () => {
  expect(pages.length).toBeGreaterThan(40)
})

test.each(pages.map((name) => [name]))('%s is looked at in a browser', (name) => {
  const state = walked[name]
  expect(
    state === undefined
      ? new RegExp(`(?:\\b${name}\\(|: ${name},)`).test(examples)
      : walk.includes(`['${state}'`) ||
          walk.includes(`[\`${state}\``) ||
          walk.includes(`'${state}',`),
  ).toBe(true)
})
