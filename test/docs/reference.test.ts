/** The reference is whole: every setting, command and key is in it, and it names nothing that is not there. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOfNothing } from '../../gateway/base/fingerprint.ts'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { CommanderError } from 'commander'
import type { Command } from 'commander'
import { decodeJwt } from 'jose'
import { variables } from '../../gateway/config/variables.ts'
import { createIdentityTokens, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { isRunnable, wordsOf } from '../../scripts/commands/findings.ts'
import { makeProgram } from '../../scripts/commands/program.ts'
import { exampleLines, runnableCommands } from '../../scripts/docs/commands.ts'
import { policyReference } from '../../scripts/docs/policy-keys.ts'
import { markdownFiles, textOf } from './markdown.ts'

/** Every SLUIS_… that the files below a folder name. */
function settingsIn(folder: string, kind: RegExp): ReadonlySet<string> {
  const files = readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => kind.test(path) && !/(^|\/)(bin|obj)\//.test(path))
    .map((path) => join(folder, path))
  return new Set(files.flatMap(settingsOf))
}

const settingsOf = (file: string): readonly string[] =>
  textOf(file).match(/\bSLUIS_[A-Z_]*[A-Z]\b/g) ?? []

const inTheTable = new Set(Object.values(variables).map(({ naam }) => naam))

test('every setting the code reads is in the table of settings, or among those of the tools', () => {
  const read = [
    ...settingsIn('gateway', /\.tsx?$/),
    ...settingsIn('scripts', /\.(ts|tsx|mjs|cjs)$/),
  ]
  const ofTools = new Set(settingsOf('docs/contributing.md'))
  expect(read.length).toBeGreaterThan(30)
  expect(read.filter((naam) => !inTheTable.has(naam) && !ofTools.has(naam))).toEqual([])
  expect([...inTheTable, ...ofTools].filter((naam) => !read.includes(naam))).toEqual([])
})

test('every setting a guide names is read by something', () => {
  const read = new Set([
    ...inTheTable,
    ...settingsOf('docs/contributing.md'),
    ...settingsIn('docs/examples', /\.(ts|mjs|py|sh|cs)$/),
  ])
  const named = markdownFiles.flatMap((file) => settingsOf(file).map((naam) => [file, naam]))
  expect(named.filter(([, naam = '']) => !read.has(naam))).toEqual([])
})

test('every key of the policy files has a meaning in the reference, however deep it stands', () => {
  const keys = policyReference().flatMap(({ sleutels }) => sleutels)
  expect(keys.filter(({ betekenis }) => betekenis === '')).toEqual([])
  expect(keys.map(({ pad }) => pad)).toEqual(
    expect.arrayContaining([
      'hulp.naam',
      'autorisaties.*.toekennen',
      'routes[].niveau',
      '[].pakket',
    ]),
  )
})

test('every claim of an identity is in the guide for portal builders', async () => {
  const key = await newIdentityKey()
  const tokens = createIdentityTokens({ issuer: 'x', keys: () => [key], now: Date.now })
  const text = {
    soort: 'account',
    agbCode: agb('12000001'),
    instantieType: 'p',
    instantieNaam: 'x',
  } as const
  const token = await tokens.tokenFor({
    ...text,
    ...{
      gebruikersnummer: gebruikersnr('1'),
      naam: 'x',
      dienst: 'x',
      autorisaties: [],
      policyVersion: '1',
    },
    ...{
      niveau: 'tweefactor',
      gemachtigd: [],
      beveiligdTot: 1,
      fingerprint: fingerprintOfNothing,
      jti: '1',
    },
    sleutel: { thumbprint: 'x', publiek: {} },
  })
  const guide = textOf('docs/portaalbouwers.md')
  const claims = Object.keys(decodeJwt(token))
  expect(claims.length).toBeGreaterThan(15)
  expect(claims.filter((claim) => !guide.includes(`\`${claim}\``))).toEqual([])
})

describe('the commands', () => {
  let commands: readonly Command[]
  beforeAll(async () => {
    commands = await runnableCommands()
  })

  test('each has an example, and says of everything it takes what it is', () => {
    const texts = commands.flatMap((command) => [
      command.description(),
      exampleLines(command).join(''),
      ...command.options.map(({ description }) => description),
      ...command.registeredArguments.map(({ description }) => description),
    ])
    expect(commands.length).toBeGreaterThan(30)
    expect(texts.filter((text) => text === '')).toEqual([])
  })

  test.each([
    'policy',
    'audit',
    'keys',
    'register',
    'account',
    'organisatie',
    'aflevering',
    'bericht',
  ])('L17: the group %s has an example of its own', async (name) => {
    let text = ''
    const { stdout, stderr } = process
    const program = await makeProgram({ streams: { stdout, stderr }, env: {}, now: Date.now })
    const group = program.commands.find((one) => one.name() === name)
    group?.configureOutput({ writeOut: (part) => (text += part) }).outputHelp()
    expect(text).toMatch(new RegExp(`Voorbeeld(?:en)?:\\n {2}sluis ${name} `))
  })

  test('each example is a command line that the program takes', async () => {
    const taken: string[] = []
    const { stdout, stderr } = process
    const program = await makeProgram({ streams: { stdout, stderr }, env: {}, now: Date.now })
    withoutDoing(program, (words) => taken.push(words))
    const lines = commands.flatMap(exampleLines).flatMap(sluisIn)
    for (const words of lines) await program.parseAsync([...words], { from: 'user' })
    expect(taken).toHaveLength(lines.length)
    expect(new Set(taken)).toEqual(new Set(commands.map(wordsOf)))
  })

  test('a word that is none is refused in the same way', async () => {
    const { stdout, stderr } = process
    const program = await makeProgram({ streams: { stdout, stderr }, env: {}, now: Date.now }, 'x')
    withoutDoing(program, () => undefined)
    await expect(program.parseAsync(['policy', 'chek'], { from: 'user' })).rejects.toThrow(
      CommanderError,
    )
  })

  test('the README and the guides name only commands that are there', () => {
    const known = commands.map(wordsOf)
    const named = markdownFiles.flatMap((file) =>
      [...textOf(file).matchAll(/`(?:npx )?sluis ([a-z][a-z-]*(?: [a-z][a-z-]*){0,2})/g)].map(
        ([, words = '']) => `${file}: ${words}`,
      ),
    )
    const isKnown = (line: string): boolean => {
      const words = line.replace(/^[^:]*: /, '')
      return known.some((one) => `${words} `.startsWith(`${one} `) || one.startsWith(`${words} `))
    }
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((line) => !isKnown(line))).toEqual([])
  })
})

/** Reads every command line as it is, and runs nothing. */
function withoutDoing(command: Command, onTaken: (words: string) => void): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined })
  if (command.parent !== null && isRunnable(command))
    command.action(() => {
      onTaken(wordsOf(command))
    })
  for (const one of command.commands) withoutDoing(one, onTaken)
}

/** The words after `sluis` of each of its runs in a line of a shell. */
const sluisIn = (line: string): readonly (readonly string[])[] =>
  line
    .split(/;|\|/)
    .map((part) => /^\s*sluis (.*)$/.exec(part.replace(/\s>.*/, ''))?.[1])
    .filter((part) => part !== undefined)
    .map((part) =>
      [...part.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
    )
