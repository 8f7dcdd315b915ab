import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { overlayKey } from '../../gateway/decision/overlay-key.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openPolicy } from '../../gateway/policy/current.ts'
import type { CurrentPolicy, PolicyOptions } from '../../gateway/policy/current.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import type { Problem } from '../../gateway/decision/problem.ts'
import { makeCa } from '../support/certificates.ts'
import { withoutDescriptors } from '../support/no-descriptors.ts'
import { baseline, edited, makeFolder, now } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const practices = 'instanties/praktijken.yaml'

let folder: PolicyFolder
let policy: CurrentPolicy
let changes: PolicySet[]
let refusals: (readonly Problem[])[]

async function open(dir: string): Promise<CurrentPolicy> {
  const opened = await openPolicy({
    dir,
    now,
    onChange: (set) => changes.push(set),
    onRefused: (problems) => refusals.push(problems),
  })
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
  return opened.policy
}

/** Another watch on the same folder. */
async function opened(options: Partial<PolicyOptions>): Promise<{ policy: CurrentPolicy }> {
  const result = await openPolicy({ dir: folder.dir, now, ...options })
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result
}

beforeEach(async () => {
  changes = []
  refusals = []
  folder = makeFolder()
  policy = await open(folder.dir)
})

afterEach(async () => {
  await policy.close()
  folder.remove()
})

/** Waits until something holds and gives how long that took; fails after two seconds. */
async function until(holds: () => boolean): Promise<number> {
  const began = performance.now()
  while (!holds()) {
    if (performance.now() - began > 2000) throw new Error('it never came to hold')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return performance.now() - began
}

/** A case that needs its message judged. */
const messageCase = `- naam: een bericht
  certificaat: { soort: systeem, gebruikersnummer: "90000001", agbCode: "12000001" }
  dienst: portaal
  bericht: { referentie: x }
  verwacht: SL302
`

const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700))

const granted = (nummer: string): readonly string[] =>
  policy
    .current()
    .policy.instanties.get(agb('12000001'))
    ?.houders.get(`persoonlijk/${nummer}`)
    ?.autorisaties.get('portaal') ?? []

const nameOf = (): string | undefined =>
  policy.current().policy.instanties.get(agb('12000001'))?.naam

const withName = (naam: string): string => (baseline[practices] ?? '').replace('De Sluis', naam)

describe('a change on disk', () => {
  test.each<[string, (text: string) => void]>([
    [
      'written in place',
      (text) => {
        folder.write(practices, text)
      },
    ],
    [
      'written beside it and renamed',
      (text) => {
        folder.write('instanties/.nieuw', text)
        renameSync(join(folder.dir, 'instanties/.nieuw'), join(folder.dir, practices))
      },
    ],
    [
      'of the same size and with its old time put back',
      (text) => {
        const { atime, mtime } = statSync(join(folder.dir, practices))
        folder.write(practices, text)
        utimesSync(join(folder.dir, practices), atime, mtime)
      },
    ],
    [
      'a file taken away and another put in its place',
      (text) => {
        unlinkSync(join(folder.dir, practices))
        folder.write('instanties/anders.yml', text)
      },
    ],
    [
      'a link that points elsewhere',
      (text) => {
        folder.write('../elders.yaml', text)
        unlinkSync(join(folder.dir, practices))
        symlinkSync('../../elders.yaml', join(folder.dir, practices))
      },
    ],
  ])('takes effect within a second: %s', async (_, change) => {
    const { version } = policy.current()
    change(withName('De Kluis'))
    expect(await until(() => nameOf() === 'Tandartspraktijk De Kluis')).toBeLessThan(900)
    expect(policy.current().version).not.toBe(version)
    expect(changes.at(-1)?.version).toBe(policy.current().version)
    expect(policy.status().refused).toBeUndefined()
  })

  test('follows the symlink swap of a Kubernetes volume', async () => {
    const root = mkdtempSync(join(folder.dir, '../volume-'))
    const lay = (name: string, naam: string): void => {
      for (const [file, text] of Object.entries({ ...baseline, [practices]: withName(naam) })) {
        mkdirSync(join(root, name, file, '..'), { recursive: true })
        writeFileSync(join(root, name, file), text)
      }
    }
    lay('..v1', 'Een')
    lay('..v2', 'Twee')
    symlinkSync('..v1', join(root, '..data'))
    for (const name of ['certificaten.yaml', 'diensten', 'instanties', 'blokkades.yaml', 'cases'])
      symlinkSync(join('..data', name), join(root, name))
    await policy.close()
    policy = await open(root)
    expect(nameOf()).toBe('Tandartspraktijk Een')
    symlinkSync('..v2', join(root, '..data_tmp'))
    renameSync(join(root, '..data_tmp'), join(root, '..data'))
    expect(await until(() => nameOf() === 'Tandartspraktijk Twee')).toBeLessThan(900)
  })

  test('sees another CA file', async () => {
    const { version } = policy.current()
    writeFileSync(join(folder.dir, '../certs/ca-systeem.pem'), '')
    await until(() => policy.status().refused !== undefined)
    expect(refusals.at(-1)).toMatchObject([
      { line: 15, column: 16, melding: 'het bestand `../certs/ca-systeem.pem` is leeg' },
    ])
    expect(policy.current().version).toBe(version)
  })

  test('does not use a file that is half written', async () => {
    const text = withName('De Kluis')
    folder.write(practices, '')
    for (let end = 0; end < text.length; end += Math.ceil(text.length / 12)) {
      folder.write(practices, text.slice(0, end))
      await new Promise((resolve) => setTimeout(resolve, 15))
      expect(granted('10000002')).toEqual(['raadplegen'])
    }
    folder.write(practices, text)
    await until(() => nameOf() === 'Tandartspraktijk De Kluis')
    expect(changes).toHaveLength(1)
  })

  test('reads nothing again when nothing changed', async () => {
    const set = policy.current()
    await quiet()
    expect(policy.current()).toBe(set)
    expect(changes).toEqual([])
  })

  test('leaves other files alone', async () => {
    folder.write('notities.txt', 'x')
    folder.write('instanties/.praktijken.yaml.swp', 'x')
    folder.write('instanties/praktijken.yaml~', '- x')
    folder.write('oud/instanties.yaml', ': :')
    await quiet()
    expect(changes).toEqual([])
    expect(refusals).toEqual([])
  })
})

describe('a set that is refused', () => {
  test('leaves the last good one in force and says what is wrong, once', async () => {
    const set = policy.current()
    folder.write(practices, edited(practices, '"12000001"', '12000001')[practices] ?? '')
    await until(() => policy.status().refused !== undefined)
    await quiet()
    expect(policy.current()).toBe(set)
    expect(refusals).toHaveLength(1)
    expect(policy.status().refused?.problems).toMatchObject([
      { file: join(folder.dir, practices), line: 1, column: 12 },
    ])
    folder.write(practices, withName('De Kluis'))
    await until(() => nameOf() === 'Tandartspraktijk De Kluis')
    expect(policy.status().refused).toBeUndefined()
  })

  test('is put in force by nothing but its own mending: the folder may go and come back', async () => {
    const set = policy.current()
    renameSync(folder.dir, `${folder.dir}-weg`)
    await until(() => policy.status().refused !== undefined)
    expect(policy.current()).toBe(set)
    renameSync(`${folder.dir}-weg`, folder.dir)
    await until(() => policy.status().refused === undefined)
    expect(policy.current().version).toBe(set.version)
    expect(changes).toEqual([])
  })

  test('at the start is no policy at all', async () => {
    folder.write(practices, '- x')
    const opened = await openPolicy({ dir: folder.dir, now })
    expect('problems' in opened && opened.problems).toHaveLength(1)
  })
})

describe('a file that changes meanwhile', () => {
  /** Opens a policy that demands its cases, with a message that is judged while it is loaded. */
  async function whileLoading(act: (times: number) => void): Promise<string | undefined> {
    const asked = folder.dir
    writeFileSync(join(asked, 'beleid.yaml'), 'policyTests: verplicht\n')
    writeFileSync(join(asked, 'cases/bericht.yaml'), messageCase)
    let times = 0
    const opened = await openPolicy({
      dir: asked,
      now,
      readMessage: () => {
        act((times += 1))
        return { 'bericht-schema': 'SL302' }
      },
    })
    if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
    const naam = opened.policy.current().policy.instanties.get(agb('12000001'))?.naam
    await opened.policy.close()
    return naam
  }

  test('is read again before the set is used', async () => {
    const naam = await whileLoading((times) => {
      if (times === 1) folder.write(practices, withName('De Kluis'))
    })
    expect(naam).toBe('Tandartspraktijk De Kluis')
  })

  test('again and again is used as it was read the third time', async () => {
    const naam = await whileLoading((times) => {
      folder.write(practices, withName(`De ${times}e Kluis`))
    })
    expect(naam).toBe('Tandartspraktijk De 2e Kluis')
  })

  test('while it is written is waited for', async () => {
    const opening = open(folder.dir)
    await new Promise((resolve) => setTimeout(resolve, 20))
    folder.write(practices, withName('De Kluis'))
    const opened = await opening
    expect(opened.current().policy.instanties.get(agb('12000001'))?.naam).toBe(
      'Tandartspraktijk De Kluis',
    )
    await opened.close()
  })
})

test('what fails while a set is loaded refuses the set, and says so', async () => {
  await policy.close()
  folder.write('beleid.yaml', 'policyTests: verplicht\n')
  folder.write('cases/bericht.yaml', messageCase)
  let broken = false
  const opened = await openPolicy({
    dir: folder.dir,
    now,
    readMessage: () => {
      if (broken) throw new Error('kapot')
      return { 'bericht-schema': 'SL302' }
    },
  })
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
  policy = opened.policy
  broken = true
  expect(await policy.reload()).toMatchObject({
    refused: {
      problems: [{ file: folder.dir, melding: 'het beleid kan niet worden gelezen: Error: kapot' }],
    },
  })
  expect(granted('10000002')).toEqual(['raadplegen'])
})

test('a policy that is closed stays as it is', async () => {
  await policy.close()
  folder.write(practices, withName('De Kluis'))
  await policy.reload()
  expect(nameOf()).toBe('Tandartspraktijk De Sluis')
})

describe('blocks', () => {
  const blocked = (nummer: string): boolean =>
    policy.current().policy.blokkades.gebruikersnummers.has(gebruikersnr(nummer))

  test('take effect within a second', async () => {
    folder.write('blokkades.yaml', '- { gebruikersnummer: "10000001", reden: weg }\n')
    expect(await until(() => blocked('10000001'))).toBeLessThan(900)
    expect(blocked('10000009')).toBe(false)
  })

  test('take effect while the rest of the set is refused, and none is lifted until it is good', async () => {
    folder.write(practices, '- x\n')
    await until(() => policy.status().refused !== undefined)
    const { version } = policy.current()
    folder.write('blokkades.yaml', '- { gebruikersnummer: "10000001", reden: weg }\n')
    expect(await until(() => blocked('10000001'))).toBeLessThan(900)
    expect(blocked('10000009')).toBe(true)
    expect(policy.current().version).not.toBe(version)
    expect(granted('10000002')).toEqual(['raadplegen'])
    folder.write(practices, baseline[practices] ?? '')
    await until(() => !blocked('10000009'))
    expect(blocked('10000001')).toBe(true)
  })

  test('do not wait for a large set that is being read', async () => {
    const many = Array.from({ length: 30_000 }, (_, index) =>
      withName(`Nr ${index}`).replaceAll('12000001', String(12_100_000 + index)),
    )
    folder.write('instanties/vele.yaml', many.join(''))
    folder.write('blokkades.yaml', '- { gebruikersnummer: "10000001", reden: weg }\n')
    const loading = policy.reload()
    expect(await until(() => blocked('10000001'))).toBeLessThan(900)
    expect(policy.current().policy.instanties.size).toBe(1)
    await loading
    expect(policy.current().policy.instanties.size).toBe(30_001)
    expect(blocked('10000009')).toBe(false)
  })

  test('stay when their file is broken, or gone with the rest', async () => {
    for (const text of ['- {', '- { gebruikersnummer: 10000001, reden: x }\n']) {
      folder.write('blokkades.yaml', text)
      await policy.reload()
      expect(policy.status().refused).toBeDefined()
      expect(blocked('10000009')).toBe(true)
    }
    rmSync(folder.dir, { recursive: true })
    await policy.reload()
    expect(blocked('10000009')).toBe(true)
    mkdirSync(folder.dir)
  })
})

describe('H2: blocks are lifted by a list only', () => {
  const blocked = (): boolean =>
    policy.current().policy.blokkades.gebruikersnummers.has(gebruikersnr('10000009'))
  const meldingen = (): string => JSON.stringify(policy.status().refused?.problems)

  test.each([
    ['emptied', '', 'dit bestand is leeg, terwijl er blokkades van kracht zijn'],
    ['cut off behind its comments', '# blokkades\n\n  # pas kwijt', 'dit bestand is leeg'],
    ['filled with zeros by a crash', '\0'.repeat(64), 'stuurteken'],
  ])('H2: a file that is %s is refused, and says what to do', async (_, text, melding) => {
    const { version } = policy.current()
    folder.write('blokkades.yaml', text)
    await policy.reload()
    expect(meldingen()).toContain(melding)
    expect(policy.status().refused?.problems).toMatchObject([
      { file: join(folder.dir, 'blokkades.yaml'), line: 1, column: 1 },
    ])
    expect(blocked()).toBe(true)
    expect(policy.current().version).toBe(version)
  })

  test('H2: a file that is taken away is refused until `[]` is there', async () => {
    unlinkSync(join(folder.dir, 'blokkades.yaml'))
    await until(() => policy.status().refused !== undefined)
    expect(meldingen()).toContain('dit bestand is weg, terwijl er blokkades van kracht zijn')
    expect(meldingen()).toContain('schrijf `[]` om alle blokkades op te heffen')
    expect(blocked()).toBe(true)
    folder.write('blokkades.yaml', '[]\n')
    await until(() => policy.status().refused === undefined)
    expect(blocked()).toBe(false)
  })

  test('H2: without blocks in force an empty file is an empty list, with a warning; so is a start', async () => {
    folder.write('blokkades.yaml', '[]\n')
    await policy.reload()
    folder.write('blokkades.yaml', '')
    await policy.reload()
    const { refused, idle } = policy.status()
    expect([refused, idle.map(({ melding }) => melding)]).toEqual([
      undefined,
      ['dit bestand is leeg: niemand is geblokkeerd'],
    ])
    await policy.close()
    policy = await open(folder.dir)
    expect(policy.status().idle).toHaveLength(1)
  })
})

test('changes made in Gebruikersbeheer stay over the next set', async () => {
  const beheer = {
    houders: new Map([
      [overlayKey(agb('12000001'), { soort: 'persoonlijk', gebruikersnummer: '1' }), null],
    ]),
    contactpersonen: new Map(),
  }
  policy.setBeheer(beheer)
  folder.write(practices, withName('De Kluis'))
  await until(() => nameOf() === 'Tandartspraktijk De Kluis')
  expect(policy.current().policy.overlay).toEqual(beheer)
})

test('a policy that demands its cases to pass refuses a set whose case fails', async () => {
  folder.write('beleid.yaml', 'policyTests: verplicht\n')
  await policy.reload()
  expect(policy.current().beleid.policyTests).toBe('verplicht')
  folder.write(practices, edited(practices, '[raadplegen]', '[indienen]')[practices] ?? '')
  await policy.reload()
  expect(policy.status().refused?.problems).toMatchObject([
    { file: join(folder.dir, 'cases/gevallen.yaml'), line: 1, column: 3 },
  ])
  expect(granted('10000002')).toEqual(['raadplegen'])
})

describe('S10: a load that failed for want of descriptors is tried again until it succeeds', () => {
  const block = '- { gebruikersnummer: "10000001", reden: test }\n'
  const blocked = (): boolean =>
    policy.current().policy.blokkades.gebruikersnummers.has(gebruikersnr('10000001'))

  test('S10: a block is not lost, and the status says so meanwhile', async () => {
    // Written before, moved into place by a rename, which needs no descriptor.
    writeFileSync(join(folder.dir, 'nieuw'), block)
    const restore = await withoutDescriptors()
    try {
      renameSync(join(folder.dir, 'nieuw'), join(folder.dir, 'blokkades.yaml'))
      await until(() => policy.status().refused !== undefined)
      // A look in which nothing changed must not end the attempts.
      await quiet()
      expect(JSON.stringify(refusals)).toContain('EMFILE')
      expect(blocked()).toBe(false)
    } finally {
      await restore()
    }
    await until(blocked)
    await until(() => policy.status().refused === undefined)
  })

  test('S10: a folder that cannot be read is no empty folder', async () => {
    const restore = await withoutDescriptors()
    try {
      const result = await policy.reload()
      expect(result.refused?.problems).toEqual([
        expect.objectContaining({ melding: expect.stringContaining('EMFILE'), opnieuw: true }),
      ])
    } finally {
      await restore()
    }
    await until(() => policy.status().refused === undefined)
    expect(nameOf()).toBe('Tandartspraktijk De Sluis')
  })

  test('S10: who could not take another set is told again until it could', async () => {
    const told: [string, string][] = []
    const { policy: own } = await opened({
      onChange: (set, previous) => {
        told.push([set.version, previous.version])
        if (told.length < 3) throw new Error('EMFILE')
      },
    })
    try {
      const before = own.current().version
      folder.write('blokkades.yaml', block)
      await until(() => told.length >= 3 && own.status().refused === undefined)
      expect(told).toEqual(told.map(() => [own.current().version, before]))
      // Once it was taken, it is over.
      await quiet()
      expect(told).toHaveLength(3)
    } finally {
      await own.close()
    }
  })

  test('S10: a set whose certificate is not valid yet is taken when it is, without a change', async () => {
    const later = { at: now() }
    const ca = makeCa({ name: 'Interne CA', validFrom: now() + 3_600_000 })
    const own = edited(
      'diensten/portaal.yaml',
      'url: http://127.0.0.1:8081',
      'url: https://service.example\n  ca: ../tls/ca.pem',
    )
    const { policy: other } = await opened({ now: () => later.at })
    try {
      folder.write('tls/ca.pem', ca.pem)
      for (const [name, text] of Object.entries(own)) folder.write(name, text)
      await until(() => other.status().refused !== undefined)
      expect(JSON.stringify(other.status().refused)).toContain('pas geldig vanaf')
      later.at += 7_200_000
      await until(() => other.status().refused === undefined)
    } finally {
      await other.close()
    }
  })

  test('S10: whoever is told and throws does not end the looks', async () => {
    const own = await openPolicy({
      dir: folder.dir,
      now,
      onRefused: () => {
        throw new Error('a listener that fails')
      },
    })
    if ('problems' in own) throw new Error('refused')
    try {
      folder.write('blokkades.yaml', 'geen lijst')
      await until(() => own.policy.status().refused !== undefined)
      folder.write('blokkades.yaml', block)
      await until(() => own.policy.current().policy.blokkades.gebruikersnummers.size === 1)
    } finally {
      await own.policy.close()
    }
  })
})

test('F7: a near miss that comes is told, and told no more when it goes', async () => {
  const told: (readonly Problem[])[] = []
  const opened = await openPolicy({ dir: folder.dir, now, onIdle: (idle) => told.push(idle) })
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
  const before = opened.policy.status().idle
  folder.write('blokkades.yml', '- { gebruikersnummer: "10000001", reden: weg }\n')
  await until(() => told.length === 1)
  expect(opened.policy.status().idle.map(({ file }) => file)).toContain(
    join(folder.dir, 'blokkades.yml'),
  )
  unlinkSync(join(folder.dir, 'blokkades.yml'))
  await until(() => told.length === 2)
  expect(opened.policy.status().idle).toEqual(before)
  await opened.policy.close()
})
