/** The dashboard and alert rules: every metric and label they name is on the page of a gateway that runs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { packageRoot } from '../../gateway/package-root.ts'
import { codes, errorEntry } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { ask, instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const folder = join(packageRoot, 'docs/operations')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly ernst: string }
  readonly annotations: { readonly summary: string; readonly actie?: string }
}
const rules = (
  parse(readFileSync(join(folder, 'prometheus-alerts.yaml'), 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[]
  }
).groups.flatMap((group) => group.rules)

interface Dashboard {
  readonly panels: readonly {
    readonly id: number
    readonly title: string
    readonly gridPos: { readonly x: number; readonly w: number }
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
  }[]
  readonly annotations: {
    readonly list: readonly { readonly name: string; readonly expr: string }[]
  }
}
const dashboard = JSON.parse(
  readFileSync(join(folder, 'grafana-dashboard.json'), 'utf8'),
) as Dashboard

const queries: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => [`panel ${title}`, expr] as const),
  ),
  ...dashboard.annotations.list.map(({ name, expr }) => [`annotation ${name}`, expr] as const),
]

let gateway: TestGateway
/** Labels each metric has samples with, by its name; those without a sample yet have none. */
const page = new Map<string, Set<string>>()

async function readPage(): Promise<void> {
  const text = await (await fetch(`${gateway.sluis.addresses.beheer}/metrics`)).text()
  for (const line of text.split('\n')) {
    const type = /^# TYPE (\S+)/.exec(line)?.[1]
    if (type !== undefined) page.set(type, page.get(type) ?? new Set())
    const [, name = '', labels = ''] = /^([a-z_]\w*)(?:\{(.*)\})? /.exec(line) ?? []
    const known = page.get(name) ?? page.get(baseOf(name))
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known?.add(label)
  }
}

const baseOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '')

beforeAll(async () => {
  gateway = await startTestGateway()
  await open(gateway, startPath(await post(gateway, instroom('meten'))))
  await ask(gateway, { listener: 'portaal', client: 'lezer', path: '/machtigingenportaal/' })
  await post(gateway, instroom('geweigerd'), { client: 'systeem-2' })
  await readPage()
})

afterAll(async () => {
  await gateway.stop()
})

/** The metrics of a query with the labels it selects by. */
const selectorsOf = (expr: string) =>
  [...expr.matchAll(/\b((?:sluis|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', inner = '']) => ({
      name,
      labels: [...inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  )

/** What Prometheus itself adds. */
const added = new Set(['job', 'instance', 'le'])

describe.each(queries)('%s', (_, expr) => {
  test('names metrics and labels that are there', () => {
    const selectors = selectorsOf(expr)
    if (selectors.length === 0) expect(expr).toMatch(/^up\{/)
    const groupedBy = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    )
    for (const { name, labels } of selectors) {
      const known = page.get(name) ?? page.get(baseOf(name))
      expect([name, known !== undefined]).toEqual([name, true])
      if (known === undefined || known.size === 0) continue
      for (const label of [...labels, ...groupedBy])
        expect([name, label, added.has(label) || known.has(label)]).toEqual([name, label, true])
    }
  })

  test('is whole: its brackets are in pairs, and its codes are documented', () => {
    for (const [left, right] of ['()', '{}', '[]'])
      expect(expr.split(String(left)).length).toBe(expr.split(String(right)).length)
    for (const [code] of expr.matchAll(/SL\d+/g)) expect(codes).toContain(code)
  })
})

test('an expression that names no metric of ours would be seen', () => {
  expect(page.has('sluis_bestaat_niet_total')).toBe(false)
  expect(selectorsOf('rate(sluis_bestaat_niet_total{code="SL101"}[5m])')).toEqual([
    { name: 'sluis_bestaat_niet_total', labels: ['code'] },
  ])
  expect(page.get('sluis_decisions_total')).toEqual(
    new Set(['luisteraar', 'dienst', 'uitkomst', 'code']),
  )
})

test('every alert has a name of its own, a summary, and one of two grades', () => {
  const names = rules.map(({ alert }) => alert)
  expect(new Set(names).size).toBe(names.length)
  for (const { alert, labels, annotations } of rules) {
    expect([alert, annotations.summary.length > 20]).toEqual([alert, true])
    expect(['kritiek', 'waarschuwing']).toContain(labels.ernst)
  }
})

test('what an alert refers to in the operations guide is a heading there', () => {
  const guide = readFileSync(join(folder, 'README.md'), 'utf8')
  const referred = rules.flatMap(({ annotations }) =>
    [...(annotations.actie ?? '').matchAll(/docs\/operations\/README\.md, (.+)$/g)].map(
      ([, heading = '']) => heading,
    ),
  )
  expect(referred.length).toBeGreaterThan(5)
  for (const heading of referred) expect(guide).toMatch(new RegExp(`^##+ ${heading}$`, 'm'))
})

test('the panels fit the width of the dashboard, each under its own number', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
})

test('O: the guide has a table of what shows where, and every part, alert and code in it is there', async () => {
  const guide = readFileSync(join(folder, 'README.md'), 'utf8')
  const [, section = ''] =
    /### Wat zich waar laat zien\n([\s\S]*?)\nDe andere codes/.exec(guide) ?? []
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
  expect(rows.length).toBeGreaterThan(15)
  const answer = await fetch(`${gateway.sluis.addresses.beheer}/ready`)
  const { onderdelen } = (await answer.json()) as {
    readonly onderdelen: readonly { readonly onderdeel: string }[]
  }
  // The clock of a test is no clock of a machine.
  const parts = new Set([...onderdelen.map(({ onderdeel }) => onderdeel), 'klok'])
  const named = (cell = ''): readonly string[] =>
    [...cell.matchAll(/`([A-Za-z]+)`/g)].map(([, name = '']) => name)
  const told = new Set(rows.flatMap((row) => named(row[3])))
  expect([...told].sort()).toEqual([...parts].sort())
  const alerts = new Set(rules.map(({ alert }) => alert))
  for (const row of rows) {
    for (const alert of named(row[4])) expect(alerts).toContain(alert)
    for (const [code] of (row[2] ?? '').matchAll(/SL\d+/g)) expect(codes).toContain(code)
  }
  // What only the operator can mend is in the table, but for what is about one account.
  const isOfOperator = (code: Code): boolean =>
    errorEntry(code).wie === 'beheerder' && errorEntry(code).stage !== 'aanmelding'
  const all = rows.map((row) => row[2] ?? '').join(' ')
  for (const code of codes.filter((one) => isOfOperator(one))) expect(all).toContain(code)
})
