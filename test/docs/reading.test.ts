/** What people read, as a whole: every link leads somewhere, everything can be reached, and the README stays short. */
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'
import { routes } from '../../gateway/routes.ts'
import {
  anchorsIn,
  blocksIn,
  fencesIn,
  linksIn,
  markdownFiles,
  namedTest,
  prose,
  textOf,
} from './markdown.ts'

/** A relative link as a file of the project and an anchor in it. */
function target(from: string, link: string): { readonly file: string; readonly anchor: string } {
  const [path = '', anchor = ''] = link.split('#')
  const file = path === '' ? from : normalize(join(dirname(from), decodeURIComponent(path)))
  return { file: file.replace(/\/$/, ''), anchor }
}

const isRelative = (link: string): boolean => !/^[a-z]+:/.test(link)

const leadsNowhere = (from: string) => (link: string) => {
  const { file, anchor } = target(from, link)
  if (file.startsWith('..') || !existsSync(join(packageRoot, file))) return true
  return anchor !== '' && !anchorsIn(textOf(file)).has(anchor)
}

test.each(markdownFiles)('every relative link of %s, with its anchor, leads somewhere', (from) => {
  const links = linksIn(textOf(from)).filter(isRelative)
  expect(links.filter(leadsNowhere(from))).toEqual([])
})

test('everything is read without a network: no picture, style or script comes from elsewhere', () => {
  const pictures = markdownFiles.flatMap((file) =>
    [...textOf(file).matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
  )
  expect(pictures.length).toBeGreaterThan(1)
  expect(pictures.filter((target) => !isRelative(target))).toEqual([])
  const active = /<(?:img|link|script|iframe|style)\b[^>]*>/gi
  expect(markdownFiles.flatMap((file) => prose(textOf(file)).match(active) ?? [])).toEqual([])
  expect(textOf('docs/sluis.svg')).not.toMatch(/href=|url\((?!#)|@import|<script|<image/i)
})

test('every Markdown file can be reached from the README, and every one of docs from its index', () => {
  const reached = (first: string): ReadonlySet<string> => {
    const found = new Set([first])
    for (const from of found)
      for (const link of linksIn(textOf(from)).filter(isRelative)) {
        const { file } = target(from, link)
        if (markdownFiles.includes(file)) found.add(file)
      }
    return found
  }
  expect(markdownFiles.filter((file) => !reached('README.md').has(file))).toEqual([])
  const inDocs = markdownFiles.filter((file) => file.startsWith('docs/'))
  expect(inDocs.filter((file) => !reached('docs/README.md').has(file))).toEqual([])
})

test('the list of decisions has every decision, by its number', () => {
  const listed = linksIn(textOf('docs/adr/README.md')).filter((link) => /^\d{4}-/.test(link))
  const there = markdownFiles
    .filter((file) => /^docs\/adr\/\d{4}-/.test(file))
    .map((file) => file.slice('docs/adr/'.length))
  expect(listed).toEqual(there)
})

describe('a block of commands', () => {
  const blocks = markdownFiles.flatMap(blocksIn)
  const place = ({ file, line }: (typeof blocks)[number]): string => `${file}:${String(line)}`

  test('is run by a test, or says before it why not', () => {
    expect(blocks.length).toBeGreaterThan(30)
    const forgotten = blocks.filter(({ tested, reason }) => (tested ?? reason) === undefined)
    expect(forgotten.map(place)).toEqual([])
  })

  test('says of what language it is, so that none is overlooked', () => {
    const without = markdownFiles.flatMap((file) =>
      fencesIn(file).flatMap(({ line, language }) => (language === '' ? [`${file}:${line}`] : [])),
    )
    expect(without).toEqual([])
  })

  test('of a runbook names the test that runs every command of it', () => {
    const guide = 'docs/operations/README.md'
    const [before = ''] = textOf(guide).split('\n## Als er iets misgaat\n')
    const ofRunbooks = blocks.filter(
      ({ file, line }) => file === guide && line > before.split('\n').length,
    )
    expect(new Set(ofRunbooks.map(({ tested }) => tested))).toEqual(
      new Set(['test/docs/runbooks.test.ts']),
    )
  })

  test('names a test that reads its guide, and in its reason only tests that are there', () => {
    const reads = (path: string, file: string): boolean =>
      existsSync(join(packageRoot, path)) &&
      textOf(path).includes(dirname(file) === '.' ? file : dirname(file))
    const wrong = blocks.filter(({ file, tested, reason = '' }) =>
      tested === undefined
        ? (reason.match(/test\/[\w/.-]+\w/g) ?? []).some(
            (path) => !existsSync(join(packageRoot, path)),
          )
        : !reads(tested, file),
    )
    expect(wrong.map(place)).toEqual([])
  })
})

describe('the README', () => {
  const readme = textOf('README.md')

  test('has at most 250 lines, and begins with three sentences, the commands and the first request', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(250)
    const [first = ''] = readme.replace(/^# Sluis\n\n/, '').split('\n\n')
    expect(first.match(/\.(?= |$)/g)).toHaveLength(3)
    expect([...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
      'Two commands',
      'The first request',
      'The whole',
      'Which door is yours',
      'The five systems of the source documents',
      'Glossary',
    ])
  })

  test.each([
    'You supply software',
    'You build a portal',
    'You run it',
    'You are a contact person',
    'You contribute',
  ])('has a door that leads on: %s', (door) => {
    const [, after = ''] = readme.split(`### ${door}\n`)
    const [section = ''] = after.split(/^##/m)
    expect(linksIn(section).length).toBeGreaterThan(0)
  })

  test('names of each of the five systems a file, a page, a command, and a test that is there', () => {
    const rows = readme
      .split('\n')
      .filter((line) => /^\| S\d /.test(line))
      .map((line) => line.split('|').map((cell) => cell.trim()))
    expect(rows.map(([, system = '']) => system.slice(0, 2))).toEqual([
      'S0',
      'S1',
      'S2',
      'S3',
      'S4',
    ])
    for (const [, , asks, where = '', shown = ''] of rows) {
      expect([asks, linksIn(where).length]).toEqual([expect.stringMatching(/./), 1])
      expect(where).toMatch(/`\/[a-z-]+[^`]*`, `npx sluis [a-z]+/)
      const { file, title } = namedTest(shown)
      expect([file, existsSync(join(packageRoot, file))]).toEqual([file, true])
      expect(textOf(file)).toContain(`'${title}`)
    }
  })
})

/** A path as a guide writes it fits a route: `{agb}` stands for any segment. */
const isRoute = (path: string): boolean =>
  routes.some((route) => {
    const said = path.split('/')
    const parts = route.path.split('/')
    return (
      !route.path.startsWith('/:dienst') &&
      said.length === parts.length &&
      parts.every((part, at) => part === said[at] || (part.startsWith(':') && said[at] !== ''))
    )
  })

test.each(['docs/contactpersoon.md', 'README.md'])('every address of %s is a route', (file) => {
  const addresses = [...textOf(file).matchAll(/`(\/[a-z][^`\s]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/^\/(live|ready|metrics|jwks.json)$/.test(path))
  expect(addresses.length).toBeGreaterThan(3)
  expect(addresses.filter((path) => !isRoute(path))).toEqual([])
})
