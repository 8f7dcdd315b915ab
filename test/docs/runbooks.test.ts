/**
 * A runbook is a test that runs it: every command under "Als er iets misgaat" is run in the situation it is for, and
 * then the situation is over.
 */
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { packageRoot } from '../../gateway/package-root.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { addClient, putFile } from '../support/more-clients.ts'
import { operatorOf, runbooksOf } from '../support/runbook.ts'
import type { Operator, Ran } from '../support/runbook.ts'
import { useDatabases } from '../support/databases.ts'
import { clientTls } from '../support/client-context.ts'
import {
  ask,
  changePolicy,
  instroom,
  open,
  post,
  startPath,
  startTestGateway,
} from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const guide = readFileSync(join(packageRoot, 'docs/operations/README.md'), 'utf8')
const runbooks = runbooksOf(guide, 'Als er iets misgaat')

/** The commands that the procedures below run, by the runbook. */
const run = new Map<string, string[]>()

let upstream: TestUpstream
let gateway: TestGateway
let shell: Operator

beforeAll(async () => {
  upstream = await startUpstream(answering(201, { location: '/machtigingenportaal/aanvragen/1' }))
  const here = (text: string): string =>
    text.replace(/http:[/]{2}127\.0\.0\.1:80\d\d/, upstream.url)
  gateway = await startTestGateway({
    upstream: upstream.url,
    policy: {
      'diensten/incident-melden.yaml': here,
      'diensten/viplive.yaml': here,
      'diensten/gli-register.yaml': here,
      'instanties/voorbeeld.yaml': (text) =>
        text
          .replace(
            'diensten: [machtigingenportaal]',
            'diensten: [machtigingenportaal, incident-melden]',
          )
          .replace(/("90000001".*autorisaties: \{ )/, '$1incident-melden: [aanleveren], '),
    },
  })
  shell = operatorOf(gateway)
}, 120_000)

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

/** Whether this machine has the programs of a command; `sluis` and what stands in for an installation it has. */
const isHere = (command: string): boolean => {
  const [program = ''] = command.replace(/^sudo /, '').split(' ')
  return ['sluis', 'journalctl'].includes(program) || hasProgram(program)
}
const hasProgram = (program: string): boolean =>
  spawnSync(program, ['--version']).error === undefined

/** A runbook done: it runs each of `commands`, which are the guide's own words, and says what it fills in. */
function procedure(
  runbook: string,
  what: string,
  commands: readonly string[],
  steps: (sh: Operator) => Promise<void>,
): void {
  run.set(runbook, [...(run.get(runbook) ?? []), ...commands])
  const where = commands.every(isHere) ? test : test.skip
  where(
    `O: ${runbook}: ${what}`,
    async () => {
      const left = new Set(commands)
      await steps((line, ...how) => {
        left.delete(line)
        return shell(line, ...how)
      })
      expect([...left]).toEqual([])
    },
    600_000,
  )
}

const patienceMs = 100_000
const code = (answer: Answered): unknown => answer.json['code']
/**
 * Waits until asking gives what is wanted; a connection that was broken is asked again, and not so often that the
 * gateway has too much of it. Fails with what it gave last.
 */
const until = async <T>(ask: () => Promise<T>, wanted: (given: T) => boolean): Promise<T> => {
  const end = Date.now() + patienceMs
  for (;;) {
    const given = await ask().catch((error: unknown) => String(error))
    if (typeof given !== 'string' && wanted(given)) return given
    if (Date.now() > end)
      throw new Error(`what was waited for did not come: ${JSON.stringify(given).slice(-600)}`)
    await wait(250)
  }
}
const manages = (client: string) =>
  ask(gateway, { listener: 'portaal', client, path: '/gebruikersbeheer' })
const blokkades = () => join(gateway.dir, 'policy/blokkades.yaml')

/** A copy of the policy, with the certificates that it names beside it. */
function copyOfPolicy(name: string): string {
  const folder = join(gateway.dir, name)
  for (const part of ['policy', 'certs-dev'])
    cpSync(join(gateway.dir, part), join(folder, part), { recursive: true })
  return join(folder, 'policy')
}

interface Ready {
  readonly onderdelen: readonly {
    readonly onderdeel: string
    readonly status: string
    readonly melding?: string
  }[]
}
const partIn = (ran: Ran, naam: string) =>
  (JSON.parse(ran.stdout) as Ready).onderdelen.find(({ onderdeel }) => onderdeel === naam)
const ready = 'curl --silent http://127.0.0.1:9090/ready'
/** Until the part of /ready is so. */
const readyIs = async (naam: string, status: string) =>
  until(
    async () => partIn(await shell(ready), naam),
    (part) => part?.status === status,
  )

describe('a certificate that is stolen', () => {
  const stolen = 'Een certificaat is gestolen'

  procedure(
    stolen,
    'it is refused at once, its open connections end, and what it did is found; taking the row away lets it in',
    [
      'openssl x509 -in certificaat.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum',
      'sluis policy check /etc/sluis/policy',
      ready,
      'sluis audit export --agb 12000001 --van 2026-11-01 > audit.ndjson',
      'grep 10000002 audit.ndjson',
    ],
    async (sh) => {
      const agent = new Agent({ keepAlive: true, ...clientTls(gateway.dir, 'lezer') })
      const page = {
        listener: 'portaal',
        client: 'lezer',
        path: '/machtigingenportaal/',
      } as const
      expect((await ask(gateway, { ...page, agent })).status).toBe(201)
      const connections = () =>
        Promise.resolve(Object.keys({ ...agent.sockets, ...agent.freeSockets }).length)
      expect(await connections()).toBe(1)

      const pem = join(gateway.dir, 'certs-dev/clients/lezer.pem')
      copyFileSync(pem, join(gateway.dir, 'werkmap/certificaat.pem'))
      const [sum = ''] = (
        await sh(
          'openssl x509 -in certificaat.pem -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum',
        )
      ).stdout.split(' ')
      const row = /^- \{ publiekeSleutel.*$/m.exec(guide)?.[0] ?? ''
      const before = readFileSync(blokkades(), 'utf8')
      putFile(blokkades(), `${before}${row.replace('DE-64-TEKENS-VAN-HIERBOVEN', sum)}\n`)
      await until(
        () => ask(gateway, page),
        (answer) => code(answer) === 'SL109',
      )
      await until(connections, (open) => open === 0)
      agent.destroy()

      expect(await sh('sluis policy check /etc/sluis/policy')).toMatchObject({ code: 0 })
      expect(partIn(await sh(ready), 'beleid')).toMatchObject({ status: 'goed' })
      const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
      await sh('sluis audit export --agb 12000001 --van 2026-11-01 > audit.ndjson', {
        '2026-11-01': from,
      })
      expect((await sh('grep 10000002 audit.ndjson')).stdout).toContain('SL109')

      putFile(blokkades(), before)
      await until(
        () => ask(gateway, page),
        ({ status }) => status === 201,
      )
    },
  )
})

describe('a practice that can arrange nothing', () => {
  const locked = 'Een praktijk kan zelf niets meer regelen'
  /** Practices that the guide tells apart, with who is named anew and the refusal of before. */
  const cases = [
    [
      'managed by contact persons',
      'contactpersonen: ["10000011"]',
      'contactpersonen: ["10000012"]',
    ],
    [
      'with beheer: bestand',
      'contactpersonen: ["10000001", "10000005"]',
      'contactpersonen: ["10000002"]',
    ],
  ] as const

  procedure(locked, `of either kind, who is named in its file manages it`, [], async () => {
    addClient(gateway.dir, 'nieuw', {
      gebruikersnummer: '10000012',
      agbCode: '12000002',
      naam: 'R. Nieuw',
    })
    const clients = ['nieuw', 'lezer']
    for (const client of clients) expect((await manages(client)).status).toBe(403)
    changePolicy(gateway.dir, {
      'instanties/voorbeeld.yaml': (text) =>
        cases
          .reduce((changed, [, van, naar]) => changed.replace(van, naar), text)
          .replace(
            /^( *)- (\{ soort: persoonlijk, gebruikersnummer: )"10000011".*$/m,
            '$&\n$1- $2"10000012", naam: R. Nieuw, autorisaties: {} }',
          ),
    })
    for (const client of clients)
      await until(
        () => manages(client),
        ({ status }) => status === 200,
      )
  })
})

describe('a dienst that cannot be reached', () => {
  const away = 'De dienst is onbereikbaar'
  const dienst = 'diensten/machtigingenportaal.yaml'
  const reach =
    "curl --silent --show-error --output /dev/null --write-out '%{http_code}\\n' http://127.0.0.1:8081/"
  const look = "journalctl --unit=sluis --output=cat | grep 'fout van de dienst erachter'"
  const check = 'sluis policy check'
  const inForce = (
    is: (upstream: { readonly url: string; readonly termijnMs: number }) => boolean,
  ) =>
    until(
      () => {
        const { diensten } = gateway.sluis.gateway.policies.current().policy
        return Promise.resolve(diensten.get('machtigingenportaal')?.upstream)
      },
      (given) => given !== undefined && is(given),
    )
  const opened = (path: string, wanted: unknown) =>
    until(
      () => open(gateway, path),
      (answer) => (code(answer) ?? answer.status) === wanted,
    )

  procedure(
    away,
    'posting goes on, the link stays with who opened it and is delivered once the address is right',
    [reach, look, check],
    async (sh) => {
      changePolicy(gateway.dir, {
        [dienst]: (text) => text.replace(upstream.url, 'http://127.0.0.1:1'),
      })
      await inForce(({ url }) => url === 'http://127.0.0.1:1')
      const path = startPath(await post(gateway, instroom('weg')))
      await opened(path, 'SL501')
      await readyIs('diensten', 'waarschuwing')
      const at = { 'http://127.0.0.1:8081': 'http://127.0.0.1:1' }
      expect(await sh(reach, at)).toMatchObject({ code: 7, stdout: '000\n' })
      expect((await sh(look)).stdout).toContain('machtigingenportaal')
      // Not in the folder in force: what is wrong of a file that is named is told before it is put there.
      const copy = copyOfPolicy('https')
      const written = readFileSync(join(copy, dienst), 'utf8')
      const https = 'https://portaal.example\n  ca: ../ca/weg.pem'
      writeFileSync(join(copy, dienst), written.replace('http://127.0.0.1:1', https))
      expect((await sh(check, {}, { SLUIS_POLICY: copy })).text).toContain('weg.pem')

      changePolicy(gateway.dir, {
        [dienst]: (text) => text.replace('http://127.0.0.1:1', upstream.url),
      })
      await opened(path, 303)
      expect((await sh(reach, { 'http://127.0.0.1:8081': upstream.url })).stdout).toBe('201\n')
      await readyIs('diensten', 'goed')
    },
  )

  procedure(
    away,
    'one that is slow gets what it missed under the same Idempotency-Key',
    [],
    async () => {
      changePolicy(gateway.dir, { [dienst]: (text) => text.replace('termijn: 10s', 'termijn: 1s') })
      await inForce(({ termijnMs }) => termijnMs === 1_000)
      upstream.behave(() => undefined)
      const path = startPath(await post(gateway, instroom('traag')))
      const before = upstream.requests.length
      await opened(path, 'SL502')
      changePolicy(gateway.dir, { [dienst]: (text) => text.replace('termijn: 1s', 'termijn: 10s') })
      upstream.behave(answering(201, { location: '/machtigingenportaal/aanvragen/2' }))
      await opened(path, 303)
      const sent = upstream.requests
        .slice(before)
        .map((request) => request.header('idempotency-key')[0])
      expect([sent.length > 1, new Set(sent).size]).toEqual([true, 1])
    },
  )
})

describe('messages that were not delivered', () => {
  const undelivered = 'Berichten zijn niet afgeleverd'
  const [list, again, allOfDienst, remove] = [
    'sluis aflevering lijst',
    'sluis aflevering opnieuw ID',
    'sluis aflevering opnieuw --dienst incident-melden',
    'sluis aflevering verwijder ID',
  ] as const
  const doctor = 'sluis doctor'

  procedure(
    undelivered,
    'are put back or thrown away, and nothing is left to look at',
    [list, again, allOfDienst, remove, doctor],
    async (sh) => {
      upstream.behave(answering(422))
      const offer = async (referentie: string): Promise<Answered> =>
        post(
          gateway,
          {
            referentie,
            instantie: { agbCode: '12000001' },
            incident: {
              datum: '2026-01-05',
              soort: 'medicatie',
              omschrijving: 'Verkeerde sterkte',
            },
          },
          { path: '/v1/instroom/incident-melden' },
        )
      const posted = [await offer('n-1'), await offer('n-2'), await offer('n-3')]
      const statusOf = (answer: Answered, wanted: string) =>
        until(
          () =>
            ask(gateway, {
              listener: 'instroom',
              client: 'systeem',
              path: String(answer.headers['location']),
            }),
          ({ json }) => json['status'] === wanted,
        )
      for (const one of posted) await statusOf(one, 'niet-afgeleverd')
      await readyIs('afleveringen', 'waarschuwing')
      expect((await sh(doctor)).text).toMatch(
        /afleveringen: niet afgeleverd: 3 voor incident-melden/,
      )
      const [first, second, third] = posted.map(({ json }) => String(json['instroomId']))
      const listed = (await sh(list)).stdout
      for (const id of [first, second, third])
        expect(listed.split('\n').find((line) => line.includes(id ?? ''))).toContain('SL506')

      upstream.behave(answering(201))
      const before = upstream.requests.length
      expect(await sh(remove, { ID: third ?? '' })).toMatchObject({ code: 0 })
      expect(await sh(again, { ID: first ?? '' })).toMatchObject({ code: 0 })
      await statusOf(posted[0] as Answered, 'afgeleverd')
      expect(await sh(allOfDienst)).toMatchObject({ code: 0 })
      await statusOf(posted[1] as Answered, 'afgeleverd')
      const keys = upstream.requests
        .slice(before)
        .map((request) => request.header('idempotency-key')[0])
      expect(keys).toEqual([first, second])
      await readyIs('afleveringen', 'goed')
    },
  )
})

describe('a change of the policy that is refused', () => {
  const refused = 'Een beleidswijziging is geweigerd'
  const check = 'sluis policy check /etc/sluis/policy'

  procedure(
    refused,
    'a block works all the same; the place of the fault is told, and mended it is in force; an earlier policy comes back',
    [
      check,
      'sluis policy check KOPIE',
      'sluis policy test KOPIE',
      'sluis policy diff KOPIE',
      'sluis policy history',
      'sluis policy history restore VERSIE NIEUWE-MAP',
    ],
    async (sh) => {
      const name = 'instanties/voorbeeld.yaml'
      const placed = join(gateway.dir, 'policy', name)
      const before = readFileSync(placed, 'utf8')
      const wrong = before.replace('soort: praktijk', 'soort: praktik')
      const place = /voorbeeld\.yaml:\d+:\d+: .*\(bedoelt u `praktijk`\?\)/

      // In a copy nothing happens yet.
      const copy = copyOfPolicy('kopie')
      writeFileSync(join(copy, name), wrong)
      const fill = { KOPIE: copy }
      expect(await sh('sluis policy check KOPIE', fill)).toMatchObject({
        code: 1,
        text: expect.stringMatching(place) as unknown,
      })
      writeFileSync(join(copy, name), before.replace('[raadplegen]', '[indienen]'))
      expect(await sh('sluis policy check KOPIE', fill)).toMatchObject({ code: 0 })
      expect((await sh('sluis policy test KOPIE', fill)).text).toContain('SL205')
      expect((await sh('sluis policy diff KOPIE', fill)).text).toContain('10000002')

      putFile(placed, wrong)
      await readyIs('beleid', 'waarschuwing')
      const blocked = readFileSync(blokkades(), 'utf8')
      putFile(blokkades(), `${blocked}- { gebruikersnummer: "10000001", reden: "pas kwijt" }\n`)
      await until(
        () => manages('indiener'),
        (answer) => code(answer) === 'SL109',
      )
      expect(await sh(check)).toMatchObject({
        code: 1,
        text: expect.stringMatching(place) as unknown,
      })
      putFile(blokkades(), blocked)
      putFile(placed, before)
      await readyIs('beleid', 'goed')
      expect(await sh(check)).toMatchObject({ code: 0 })

      const versie = /\b[0-9a-f]{6,64}\b/.exec((await sh('sluis policy history')).stdout)?.[0] ?? ''
      const restore = 'sluis policy history restore VERSIE NIEUWE-MAP'
      const restored = await sh(restore, { VERSIE: versie, 'NIEUWE-MAP': 'hersteld' })
      const [, folder = ''] = /staat in (.*)\.$/m.exec(restored.stdout) ?? []
      expect(existsSync(join(gateway.dir, 'werkmap', folder, name))).toBe(true)
    },
  )
})

describe('a zelftest that fails', () => {
  const doctor = 'sluis doctor'

  procedure(
    'De zelftest is mislukt',
    'what stands on the port is named, and once it is gone every attack is refused',
    [doctor],
    async (sh) => {
      const [cert, key] = ['server.pem', 'server.key'].map((name) =>
        readFileSync(join(gateway.dir, 'certs-dev', name)),
      )
      const intruder = createServer({ cert, key }, (_, response) => response.end('welkom'))
      await new Promise<void>((resolve) => intruder.listen(0, '127.0.0.1', resolve))
      const port = String((intruder.address() as AddressInfo).port)
      const wrong = await sh(doctor, {}, { SLUIS_PORTAAL_PORT: port })
      await new Promise((resolve) => {
        intruder.close(resolve)
        intruder.closeAllConnections()
      })
      expect(wrong).toMatchObject({
        code: 1,
        text: expect.stringMatching(/portaal: geen certificaat.*verwacht.*SL101/) as unknown,
      })
      expect((await sh(doctor)).text).toMatch(/zelftest.*aanvallen afgeslagen/)
    },
  )
})

describe('a database that is away', () => {
  const gone = 'De database is weg'
  const look = ['df /var/lib/sluis', 'sudo ls -l /var/lib/sluis'] as const
  const whole = "sudo sqlite3 /var/lib/sluis/sluis.db 'PRAGMA integrity_check'"

  procedure(
    gone,
    'nothing is accepted that is not on disk, and it goes on by itself when there is room',
    look,
    async (sh) => {
      const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 30_000 })
      // What a full disk makes of every write.
      const full = "begin select raise(abort, 'database or disk is full'); end"
      await database.writer.raw(`create trigger vol before insert on audit ${full}`)
      await database.writer.raw(`create trigger vol_2 before update on audit_writer ${full}`)
      const refused = await post(gateway, instroom('vol'))
      expect([refused.status, code(refused)]).toEqual([503, 'SL505'])
      await readyIs('database', 'fout')
      expect(await sh(look[0])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/%/) as unknown,
      })
      expect((await sh(look[1])).stdout).toContain('sluis.db')
      for (const trigger of ['vol', 'vol_2']) await database.writer.raw(`drop trigger ${trigger}`)
      await database.close()
      await readyIs('database', 'goed')
      expect((await post(gateway, instroom('vol'))).status).toBe(201)
    },
  )

  procedure(
    gone,
    'one that is damaged is seen as such, and a back-up put back is whole',
    [whole],
    async (sh) => {
      const [made, , ...restore] = ['Back-up en terugzetten'].flatMap((title) => {
        const [, section = ''] = guide.split(`\n## ${title}\n`)
        return [...(section.split(/\n## /)[0] ?? '').matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(
          ([, block = '']) => block.trim().split('\n'),
        )
      })
      upstream.behave(answering(201, { location: '/machtigingenportaal/aanvragen/3' }))
      const kept = await post(gateway, instroom('bewaard'))
      expect(await sh(made ?? '')).toMatchObject({ code: 0 })
      await gateway.sluis.drain(1_000)
      await gateway.sluis.close()
      const file = join(gateway.dir, 'data/sluis.db')
      const bytes = readFileSync(file)
      bytes.fill(0xff, 4096, Math.min(bytes.length, 40 * 4096))
      writeFileSync(file, bytes)
      for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
      expect((await sh(whole)).text).not.toMatch(/^ok$/m)

      const [, ...lines] = restore
      const stopped = lines.slice(
        0,
        lines.findIndex((line) => line.includes('systemctl start')),
      )
      expect(lines.at(-1)).toBe('sluis audit verify')
      await sh(stopped.join('\n'))
      await gateway.start()
      expect((await sh('sluis audit verify')).text).toContain('De audit klopt')
      expect((await sh(whole)).stdout).toBe('ok\n')
      expect((await open(gateway, startPath(kept))).status).toBe(303)
    },
  )
})

describe('a database server (PostgreSQL)', () => {
  const fresh = useDatabases('postgres')

  procedure(
    'De database is weg',
    'psql with the address that Sluis has says whether the server answers',
    ["psql ADRES-UIT-SLUIS_DATABASE --command 'select 1'"],
    async (sh) => {
      const line = "psql ADRES-UIT-SLUIS_DATABASE --command 'select 1'"
      const address = await fresh()
      expect(await sh(line, { 'ADRES-UIT-SLUIS_DATABASE': address })).toMatchObject({ code: 0 })
      const nowhere = address.replace(/:\d+\//, ':1/')
      expect((await sh(line, { 'ADRES-UIT-SLUIS_DATABASE': nowhere })).code).not.toBe(0)
    },
  )
})

test.each([...runbooks])('O: every command of "%s" is run', (runbook, commands) => {
  expect(run.has(runbook)).toBe(true)
  expect([...new Set(run.get(runbook))].sort()).toEqual([...new Set(commands)].sort())
})
