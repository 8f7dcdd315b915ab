/** The package in an empty folder, and the lessons and commands of the guides, done there as they say. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startPackedDemo } from '../support/packed-demo.ts'
import type { PackedDemo } from '../support/packed-demo.ts'
import { waitFor } from '../support/serving.ts'
import { visitorOf } from '../support/visitor.ts'
import { blocksIn } from './markdown.ts'
import { arrive, follow, press, walkSteps } from './page-walk.ts'
import type { Shown, WalkStep } from './page-walk.ts'

const own = 'test/docs/packed-demo.test.ts'
let demo: PackedDemo

beforeAll(async () => {
  demo = await startPackedDemo()
}, 300_000)
afterAll(async () => {
  await demo.stop()
  demo.remove()
})

test('the package holds what it runs on, and nothing that breaks, measures or tests it', () => {
  for (const path of ['policy/beleid.yaml', 'schemas/policy-dienst.schema.json', 'docs/naslag.md'])
    expect(demo.packed).toContain(path)
  const unwanted =
    /^dist\/scripts\/(bench|crash|docs|pages)|(^|\/)test\/|^(?!docs\/examples\/).*\.tsx?$|\.map$/
  expect(demo.packed.filter((path) => unwanted.test(path))).toEqual([])
})

test('the demo starts in an empty folder, with a policy of its own', () => {
  expect(existsSync(join(demo.dir, 'policy/diensten/viplive.yaml'))).toBe(true)
})

const withCurl = spawnSync('curl', ['--version']).error === undefined ? test : test.skip

/** The newest link to start that was shown, as a reader copies it. */
const copied =
  'startUrl=$(grep -o "https://localhost:[0-9]*/start/[A-Za-z0-9_-]*" antwoorden | tail -n 1)\n'

/** Runs the blocks of a guide that this file runs, one after the other; gives what each printed. */
function answersOf(file: string): readonly string[] {
  const blocks = blocksIn(file).filter(({ tested }) => tested === own)
  const script = blocks
    .map(({ text }) => `${text.includes('"$startUrl"') ? copied : ''}${text}echo ======`)
    .join('\n')
  const { status, stdout, stderr } = demo.shell(
    `export SLUIS_DATA_KEY=$(cat data/demo.key)\nexec > >(tee -a antwoorden)\n${script}`,
  )
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split('======\n')
}

withCurl('the lesson of the first instroom is as it says', () => {
  const [who, waiting, refused, decided, form, audit] = answersOf('docs/eerste-instroom.md')
  expect(who).toContain('"agbCode":"12000001"')
  expect(waiting).toContain('"status":"klaargezet"')
  expect(refused).toContain('"code":"SL205"')
  expect(decided).toContain('SL205')
  expect(form).toContain('F492A')
  expect(audit?.match(/"geweigerd","SL205"/g)).toHaveLength(1)
  expect(audit).not.toContain('999990019')
})

/** The newest message to somebody that is not the one before it. */
const message = (to: RegExp, before: string): Promise<string> =>
  waitFor(async () => {
    const text = (await (await fetch(demo.postvak)).text()).replace(/<[^>]*>/g, ' ')
    const newest = text.split('Aan ').find((one) => to.test(one.slice(0, 80)))
    return newest === before ? undefined : newest
  })

const mailbox = /^de link in de mail aan `(.*)`$/

/** Takes the steps of a guide, one after the other; gives where it ends. */
async function walk(steps: readonly WalkStep[]): Promise<Shown> {
  const browser = visitorOf(demo)
  let shown: Shown = await arrive(browser, '/aanmelden')
  let read = ''
  const goTo = async (pagina: string): Promise<void> => {
    const [, address] = mailbox.exec(pagina) ?? []
    if (address !== undefined) {
      read = await message(new RegExp(`^ *${address.replaceAll('.', '\\.')}`), read)
      shown = await arrive(browser, /\/link\/[A-Za-z0-9_-]+/.exec(read)?.[0] ?? '')
      return
    }
    for (const part of pagina.split(', dan ').filter((one) => one !== ''))
      shown = part.startsWith('`')
        ? await arrive(browser, part.slice(1, -1))
        : await follow(browser, shown, part)
  }
  for (const { stap, pagina, invullen, knop } of steps) {
    await goTo(pagina)
    if (invullen.some((what) => what.endsWith('sms'))) read = await message(/^ *\+31/, read)
    const code = /\b\d{6}\b/.exec(read)?.[0] ?? ''
    if (knop !== '') shown = await press(browser, shown, { invullen, knop, code })
    expect({ stap, path: shown.path, text: shown.answer.text }).toMatchObject({
      text: expect.not.stringContaining('error-summary') as unknown,
    })
    if (shown.answer.status !== 200) throw new Error(`step ${stap}: ${shown.answer.text}`)
  }
  return shown
}

withCurl(
  'the lesson of the first account is as it says, in the browser and for the service desk',
  async () => {
    const last = await walk(walkSteps('docs/eerste-account.md'))
    expect(last.answer.text).toContain('Incident melden')
    const [desk] = answersOf('docs/eerste-account.md')
    expect(desk).toMatch(/02000001.*actief/)
    expect(desk).toContain('A. Zout')
  },
)

withCurl(
  'the first request and the commands of the README do what it says, beside the demo',
  () => {
    const [posted, form, operated] = answersOf('README.md')
    expect(posted).toContain('"status":"klaargezet"')
    expect(form).toContain('F492A')
    expect(operated).toContain('Het beleid is goed')
    expect(operated).toContain('De audit klopt')
    expect(operated).toContain('SL205')
  },
)

test('the commands of the guides of the policy and of the audit do what they say', () => {
  const [certificate, holder, signed] = answersOf('policy/README.md')
  expect(certificate).toContain('geweigerd: SL205')
  expect(holder).toContain('geweigerd: SL205')
  expect(signed).toMatch(/[A-Za-z0-9+/]{43}=/)
  demo.shell('cp policy/register/agb.csv agb.csv')
  const [whole, outside, , pruned, register] = answersOf('docs/operations/audit.md')
  expect(whole).toContain('De audit klopt')
  expect(outside).toContain('De audit klopt')
  expect(pruned).toContain('Opgeschoond: 0 regels')
  expect(register).toContain('Proef: het register is niet gewijzigd')
  const written = demo.shell('head -c 120 audit.ndjson audit.csv audit.json').stdout
  expect(written).toMatch(/"schrijver".*==> audit\.csv <==.*"resourceType":\s*"Bundle"/s)
})

test('it ends at Ctrl-C, with exit code 0', async () => {
  expect(await demo.stop()).toBe(0)
}, 60_000)
