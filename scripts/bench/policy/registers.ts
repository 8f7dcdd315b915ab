/** Policies of many instanties, laid in folders of their own. */
import { agb, type AgbCode } from '../../../gateway/identity/agb-code.ts'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../gateway/package-root.ts'
import { makeDevelopmentPki } from '../../certs/development-pki.ts'
import { atExit } from '../machine/afterwards.ts'

export const holdersEach = 10
const perFile = 1_000
export const now = (): number => Date.now()

/** A folder with a policy of so many instanties, in files of a thousand; the caller removes it. */
export function layPolicy(instanties: number, granted: (nr: number) => boolean = always): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-bench-'))
  atExit(() => {
    rmSync(dir, { recursive: true, force: true })
  })
  makeDevelopmentPki(join(dir, 'certs-dev'), { now: now(), log: () => undefined })
  const policy = join(dir, 'policy')
  cpSync(join(packageRoot, 'policy'), policy, { recursive: true })
  for (const name of ['cases', 'instanties', 'blokkades.yaml'])
    rmSync(join(policy, name), { recursive: true })
  mkdirSync(join(policy, 'instanties'))
  for (let from = 0; from < instanties; from += perFile) {
    const size = Math.min(perFile, instanties - from)
    const texts = Array.from({ length: size }, (_, index) => practice(from + index, granted))
    writeFileSync(join(policy, `instanties/${String(from).padStart(7, '0')}.yaml`), texts.join(''))
  }
  return dir
}

const always = (): boolean => true

export const practiceCode = (nr: number): AgbCode => agb(`12${String(nr + 1).padStart(6, '0')}`)
export const numberOf = (nr: number, holder: number): string =>
  String(10_000_000 + nr * holdersEach + holder)

/** The first of a practice may submit, whatever the others may. */
const rightsOf = (index: number, granted: boolean): Readonly<Record<string, readonly string[]>> =>
  index === 0 || granted ? { machtigingenportaal: [index === 0 ? 'indienen' : 'raadplegen'] } : {}

/** One line of JSON for each, as a generated register is best written (docs/adr/0011). */
function practice(nr: number, granted: (nr: number) => boolean): string {
  const holders = Array.from({ length: holdersEach - 1 }, (_, index) => ({
    soort: 'persoonlijk',
    gebruikersnummer: numberOf(nr, index),
    naam: `Medewerker ${String(index)}`,
    autorisaties: rightsOf(index, granted(nr)),
  }))
  const system = {
    soort: 'systeem',
    gebruikersnummer: numberOf(nr, holdersEach - 1),
    autorisaties: { machtigingenportaal: ['indienen'] },
    ipAdressen: ['10.0.0.0/8'],
  }
  const instantie = {
    agbCode: practiceCode(nr),
    naam: `Praktijk ${String(nr)}`,
    soort: 'praktijk',
    overeenkomst: { van: '2026-01-01', tot: '2099-12-31' },
    diensten: ['machtigingenportaal'],
    beheer: 'bestand',
    contactpersonen: [numberOf(nr, 0)],
    certificaten: [...holders, system],
  }
  return `- ${JSON.stringify(instantie)}\n`
}
