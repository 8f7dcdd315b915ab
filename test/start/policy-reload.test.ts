/** A set on disk that the gateway would not start with does not come into force while it runs either. */
import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import type { CurrentPolicy } from '../../gateway/policy/current.ts'
import { signSet } from '../../gateway/policy/files/signature.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { answered, clientAt } from '../support/http.ts'
import { changePolicy, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({
    policy: {
      'beleid.yaml': (text) => text.replace('policyTests: vrij', 'policyTests: verplicht'),
      'cases/toegang.yaml': (text) => `${text}${messageCases}`,
    },
  })
})

afterAll(async () => {
  await gateway.stop()
})

/** Messages are judged as the listener does; what only the AGB register knows is left out at a load. */
const messageCases = `
- naam: een bericht zonder zorgverlener voldoet niet aan het schema
  certificaat: { soort: systeem, gebruikersnummer: "90000001", agbCode: "12000001" }
  dienst: machtigingenportaal
  bericht: { referentie: x }
  verwacht: SL302
- naam: de zorgverlener bestaat niet
  certificaat: { soort: systeem, gebruikersnummer: "90000001", agbCode: "12000001" }
  dienst: machtigingenportaal
  bericht:
    referentie: x
    instantie: { agbCode: "12000001" }
    zorgverlener: { agbCode: "12199999" }
    verzekerde: { bsn: "999990019", geboortedatum: "1980-01-31", uzovi: "3332" }
    verstrekking: { prestatiecodelijst: "010", prestatiecode: F492A }
  verwacht: SL306
`

const practices = 'instanties/voorbeeld.yaml'
const policies = (): CurrentPolicy => gateway.sluis.gateway.policies as CurrentPolicy
const status = () => gateway.sluis.operators.parts()
const inDir = (path: string): string => join(gateway.dir, path)

const changed: (() => void)[] = []

afterEach(async () => {
  for (const undo of changed.splice(0)) undo()
  await gateway.sluis.reload()
})

function change(path: string, edit: (text: string) => string): void {
  let before = ''
  changePolicy(gateway.dir, { [path]: (text) => edit((before = text)) })
  changed.push(() => {
    writeFileSync(inDir(`policy/${path}`), before)
  })
}

/** What a reader of the demo portal gets. */
const reading = async (): Promise<unknown> => {
  const reader = clientAt(gateway, 'portaal', 'lezer')
  const { json, status } = await reader.get('/machtigingenportaal/').then(answered)
  return json['code'] ?? status
}

async function refusedAfterReload(): Promise<readonly string[]> {
  await gateway.sluis.reload()
  const told = gateway.log.filter((line) => line.includes(logTexts.policyRefused)).at(-1) ?? '{}'
  return (JSON.parse(told) as { problemen?: readonly string[] }).problemen ?? []
}

describe('a set whose own cases must pass', () => {
  test('is in force when they do, those with a message too', () => {
    expect(policies().current().beleid.policyTests).toBe('verplicht')
  })

  test('is refused when one fails, and the last good one stays', async () => {
    const { version } = policies().current()
    change(practices, (text) => text.replace('[raadplegen]', '[]'))
    const problems = await refusedAfterReload()
    expect(problems).toContainEqual(
      expect.stringMatching(/cases\/\S+\.yaml:\d+:\d+: het geval ".*" wordt SL204, verwacht was /),
    )
    expect(policies().current().version).toBe(version)
    expect(await reading()).toBe('SL501')
    expect(JSON.stringify(await status())).toContain('cases/')
  })

  test('is taken with the cases that go with it', async () => {
    const { version } = policies().current()
    change('cases/toegang.yaml', (text) => `${text}\n# gezien\n`)
    await gateway.sluis.reload()
    expect(policies().current().version).not.toBe(version)
  })
})

describe('P25: the logo of who operates it', () => {
  const drawing = (fill: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><path d="M0 0h20v10z" fill="${fill}"/></svg>`
  const draw = (text: string): void => {
    writeFileSync(inDir('policy/logo.svg'), text)
  }
  const home = async (): Promise<{ readonly src: string; readonly alt: string }> => {
    const reader = clientAt(gateway, 'portaal', 'lezer')
    const { text } = await reader.get('/').set('accept', 'text/html')
    const { src = '', alt = '' } =
      /<img class="sluis-logo" src="(?<src>[^"]*)" alt="(?<alt>[^"]*)"/.exec(text)?.groups ?? {}
    return { src, alt }
  }
  const image = (path: string) => clientAt(gateway, 'portaal').get(path)

  test('is on every page, to strangers too, and can do nothing but be looked at', async () => {
    draw(drawing('red'))
    changed.push(() => {
      rmSync(inDir('policy/logo.svg'))
    })
    change('beleid.yaml', (text) => text.replace('hulp:', 'hulp:\n  logo: logo.svg'))
    await gateway.sluis.reload()
    const { src, alt } = await home()
    expect(alt).toBe('Servicedesk Voorbeeld')
    const answer = await image(src).expect(200)
    expect(String(answer.body)).toBe(drawing('red'))
    expect(answer.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'x-content-type-options': 'nosniff',
    })
  })

  test('is another version when it changes, and the last good one stays when it must', async () => {
    draw(drawing('red'))
    changed.push(() => {
      rmSync(inDir('policy/logo.svg'))
    })
    change('beleid.yaml', (text) => text.replace('hulp:', 'hulp:\n  logo: logo.svg'))
    await gateway.sluis.reload()
    const [{ version }, { src }] = [policies().current(), await home()]
    draw(drawing('green'))
    await gateway.sluis.reload()
    const after = [policies().current().version, (await home()).src]
    expect(after).not.toContain(version)
    expect(after).not.toContain(src)
    draw(drawing('green').replace('d=', 'onclick="x()" d='))
    expect(await refusedAfterReload()).toEqual([
      expect.stringMatching(/beleid\.yaml:\d+:9: `logo\.svg`: regel 1: het attribuut `onclick`/),
    ])
    expect([policies().current().version, (await home()).src]).toEqual(after)
  })
})

describe('a gateway that asks for a signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

  test('does not start with an unsigned policy, or with a key that is none', async () => {
    await expect(startTestGateway({ env: { SLUIS_BELEID_SLEUTELS: key } })).rejects.toThrow(
      /handtekening\.json:1:1: dit beleid is niet ondertekend/,
    )
    await expect(startTestGateway({ env: { SLUIS_BELEID_SLEUTELS: 'weg.pem' } })).rejects.toThrow(
      /SLUIS_BELEID_SLEUTELS: `weg\.pem`/,
    )
  })

  test('does with one that is signed, and refuses what is changed without signing', async () => {
    const signed = await startTestGateway()
    await signed.sluis.close()
    const set = signed.sluis.gateway.policies.current()
    const file = join(signed.dir, 'policy/handtekening.json')
    writeFileSync(file, JSON.stringify(signSet(set, privateKey, Date.now())))
    Object.assign(signed.env, { SLUIS_BELEID_SLEUTELS: key })
    await signed.restart()
    const { version } = signed.sluis.gateway.policies.current()
    expect(version).toBe(set.version)
    changePolicy(signed.dir, { [practices]: (text) => text.replace('[raadplegen]', '[indienen]') })
    await signed.sluis.reload()
    expect(signed.sluis.gateway.policies.current().version).toBe(version)
    expect(signed.log.join('')).toContain('is gewijzigd sinds het ondertekende beleid')
    await signed.stop()
  })
})

describe('a set that names a revocation list', () => {
  const list = 'certs-dev/ca-persoonlijk.crl.pem'
  const aside = (path: string): void => {
    renameSync(inDir(path), inDir(`${path}.weg`))
    changed.push(() => {
      renameSync(inDir(`${path}.weg`), inDir(path))
    })
  }
  const touch = (): void => {
    change('blokkades.yaml', (text) => `${text}\n# gezien\n`)
  }

  test('that is not there is refused at the place that names it', async () => {
    const { version } = policies().current()
    change('certificaten.yaml', (text) => text.replace('ca-persoonlijk.crl.pem', 'weg.crl.pem'))
    expect(await refusedAfterReload()).toEqual([
      expect.stringMatching(
        /policy\/certificaten\.yaml:\d+:\d+: \S+weg\.crl\.pem: .+ \(profiel dev-persoonlijk, intrekking hard\)$/,
      ),
    ])
    expect(policies().current().version).toBe(version)
    expect(await reading()).toBe('SL501')
  })

  test('that broke or vanished meanwhile is refused, until the list is back', async () => {
    const { version } = policies().current()
    for (const damage of [
      () => {
        aside(list)
      },
      () => {
        aside(list)
        writeFileSync(inDir(list), 'geen lijst')
      },
    ]) {
      damage()
      touch()
      expect(await refusedAfterReload()).toContainEqual(
        expect.stringContaining('ca-persoonlijk.crl.pem'),
      )
      expect(policies().current().version).not.toBe('')
      rmSync(inDir(list), { force: true })
      copyFileSync(inDir(`${list}.weg`), inDir(list))
      // Nothing of the policy changes: the list alone has it looked at again.
      await until(() => policies().status().refused === undefined)
      for (const undo of changed.splice(0)) undo()
      await gateway.sluis.reload()
      expect(policies().current().version).toBe(version)
    }
  })

  test('for a profile that does without is taken', async () => {
    change('certificaten.yaml', (text) =>
      text
        .replace('ca-persoonlijk.crl.pem', 'weg.crl.pem')
        .replace('intrekking: hard', 'intrekking: zacht'),
    )
    const { version } = policies().current()
    await gateway.sluis.reload()
    expect(policies().status().refused).toBeUndefined()
    expect(policies().current().version).not.toBe(version)
    expect(policies().status().warnings.map(formatProblem)).toContainEqual(
      expect.stringContaining('is er (nog) niet'),
    )
  })
})

async function until(holds: () => boolean): Promise<void> {
  const began = performance.now()
  while (!holds()) {
    if (performance.now() - began > 5_000) throw new Error('it never came to hold')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
