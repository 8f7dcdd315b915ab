/** A policy folder on disk for tests: the small good set below, with some files changed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadPolicy } from '../../gateway/policy/load.ts'
import type { LoadResult, PolicySet } from '../../gateway/policy/load.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { makePki, writePki } from '../support/certificates.ts'

/** 21 November 2026, noon. */
export const now = (): number => Date.parse('2026-11-21T12:00:00Z')

export const baseline: Readonly<Record<string, string>> = {
  'certificaten.yaml': `profielen:
  - naam: persoonlijk
    soort: persoonlijk
    uitgever: ../certs/ca-persoonlijk.pem
    anker: ../certs/root.pem
    crl: ../certs/ca-persoonlijk.crl.pem
    intrekking: hard
    eisen:
      beleid: ["2.999.1.1"]
    velden:
      gebruikersnummer: { uit: subject.serialNumber, patroon: "(\\\\d{8})" }
      agbCode: { uit: subject.organizationIdentifier, patroon: "AG:NL-(\\\\d{8})" }
  - naam: systeem
    soort: systeem
    uitgever: [../certs/ca-systeem.pem]
    anker: ../certs/root.pem
    crl: [../certs/ca-systeem.crl.pem, "http://crl.example/systeem.crl"]
    velden:
      gebruikersnummer: { uit: subject.serialNumber, patroon: "(\\\\d{8})" }
      agbCode: { uit: subject.organizationIdentifier, patroon: "AG:NL-(\\\\d{8})" }
`,
  'diensten/portaal.yaml': `dienst: portaal
naam: Portaal
autorisaties:
  raadplegen: { omschrijving: Lezen }
  indienen: { omschrijving: Schrijven, omvat: [raadplegen] }
instanties:
  soorten: [praktijk, instelling]
  zorgsoorten: ["12", "06"]
instroom:
  schema: instroom-machtiging
  autorisatie: { systeem: indienen, persoonlijk: indienen }
  geldig: 15m
upstream:
  url: http://127.0.0.1:8081
  instroom: /portaal/instroom
  termijn: 10s
host: portaal.example
routes:
  - { methodes: [GET, HEAD], pad: "/portaal/**", autorisatie: raadplegen }
  - { methodes: [POST], pad: /portaal/aanvragen, autorisatie: indienen, agbCode: instantie.agbCode }
quota: { perInstantie: { aantal: 600, per: 1m } }
`,
  'instanties/praktijken.yaml': `- agbCode: "12000001"
  naam: Tandartspraktijk De Sluis
  soort: praktijk
  overeenkomst: { van: 2026-01-01, tot: 2099-12-31 }
  diensten: [portaal]
  beheer: bestand
  contactpersonen: ["10000001"]
  certificaten:
    - { soort: persoonlijk, gebruikersnummer: "10000001", autorisaties: { portaal: [indienen] } }
    - { soort: persoonlijk, gebruikersnummer: "10000002", autorisaties: { portaal: [raadplegen] } }
    - { soort: systeem, gebruikersnummer: "90000001", autorisaties: { portaal: [indienen] }, ipAdressen: ["127.0.0.0/8"] }
`,
  'blokkades.yaml': `- { gebruikersnummer: "10000009", reden: pas kwijt }
`,
  'cases/gevallen.yaml': `- naam: wie mag raadplegen kan niet indienen
  certificaat: { soort: persoonlijk, gebruikersnummer: "10000002", agbCode: "12000001" }
  dienst: portaal
  autorisatie: indienen
  verwacht: SL205
`,
}

export interface PolicyFolder {
  /** The policy folder itself. */
  readonly dir: string
  write(name: string, content: string | Buffer): void
  remove(): void
}

/** Good at {@link now} and at any date on which a test runs: some ask by the one, some by the real clock. */
export const pki = makePki({ validFrom: Date.UTC(2026, 0), validTo: Date.UTC(2099, 11, 31) })

/** Lays out the baseline with the changes; null leaves a file out. */
export function makeFolder(
  changes: Readonly<Record<string, string | Buffer | null>> = {},
): PolicyFolder {
  const root = mkdtempSync(join(tmpdir(), 'sluis-policy-'))
  const dir = join(root, 'policy')
  writePki(join(root, 'certs'), pki)
  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), content)
  }
  mkdirSync(dir)
  for (const [name, content] of Object.entries({ ...baseline, ...changes }))
    if (content !== null) write(name, content)
  return {
    dir,
    write,
    remove: () => {
      rmSync(root, { recursive: true })
    },
  }
}

/** The baseline's file with one piece of text replaced; throws when the piece is not in it. */
export function edited(name: string, from: string, to: string): Record<string, string> {
  const text = baseline[name] ?? ''
  if (!text.includes(from)) throw new Error(`${name} holds no ${from}`)
  return { [name]: text.replace(from, to) }
}

/** Problems as lines, with the folder left out of their paths. */
export const problemLines = (result: LoadResult, dir: string): readonly string[] =>
  'problems' in result
    ? result.problems.map((problem) => formatProblem(problem).replaceAll(`${dir}/`, ''))
    : []

/** Loads a folder that is expected to be good. */
export async function loadGood(dir: string): Promise<PolicySet> {
  const result = await loadPolicy(dir, { now })
  if ('problems' in result) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.set
}
