import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Notice } from '../../gateway/revocation/freshness.ts'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { judgeLists } from '../../gateway/revocation/check-set.ts'
import { revocationParts } from '../../gateway/start/state/revocation-parts.ts'
import { checkRevocationFiles } from '../../gateway/revocation/open.ts'
import { makeCa, makeCrl, makeKey, makeLeaf } from '../support/certificates.ts'
import type { CrlOptions, ExtensionData } from '../support/certificates.ts'
import { der, rawCrl, time } from '../support/crl.ts'
import { withoutDescriptors } from '../support/no-descriptors.ts'
import { fileSource, leafOf, makeDir, makeProfile, open, severalLooks, until } from './support.ts'

const root = makeCa({ name: 'Test root' })
const ca = makeCa({ name: 'Test issuing CA', issuer: root })
const leaf = makeLeaf(ca)
const minute = 60_000
const day = 24 * 60 * minute
/** A moment that lists have in common; they count in seconds. */
const fixed = Math.floor(Date.now() / 1000) * 1000 - 5 * minute

/** An issuingDistributionPoint with one address and nothing else. */
const publishedAt = (url: string): ExtensionData => {
  const uri = der(0x86, Buffer.from(url))
  return { oid: '2.5.29.28', critical: true, der: der(0x30, der(0xa0, der(0xa0, uri))) }
}

/** A revocation with one file, that holds a list which revokes nobody. */
async function opened(change: Parameters<typeof open>[0] = {}) {
  const dir = makeDir()
  const path = join(dir, 'ca.crl.pem')
  const write = (options: CrlOptions = {}): void => {
    writeFileSync(path, makeCrl(ca, options).pem)
  }
  write({ number: 10, thisUpdate: Date.now() - 10 * minute })
  const profiles = [makeProfile(ca, root, { crl: [fileSource(path)] })]
  const revocation = await open({ profiles, ...change })
  const state = (at = Date.now()) => revocation.state(leafOf(profiles, leaf), at)
  const problem = () => revocation.status()[0]?.problem
  return { dir, path, write, profiles, revocation, state, problem }
}

const revoking = { revoked: [leaf.serial] }

test('a leaf that is not on a current list is good', async () => {
  const { state, revocation, path } = await opened()
  expect(state()).toBe('goed')
  expect(revocation.status()).toEqual([
    {
      kind: 'crl',
      source: path,
      profielen: ['test'],
      thisUpdate: expect.any(Number),
      nextUpdate: expect.any(Number),
      entries: 0,
      problem: undefined,
    },
  ])
})

test('a leaf that comes on the list is revoked within a second, and listeners are told', async () => {
  const { state, write, revocation } = await opened({ pollMs: 300 })
  let told = 0
  revocation.onChange(() => told++)
  write({ ...revoking, number: 11 })
  await until(() => state() === 'ingetrokken', 1000)
  expect(told).toBe(1)
  expect(revocation.status()[0]).toMatchObject({ entries: 1, problem: undefined })
})

test('a list for one address covers only who names that address: a CA may split its lists', async () => {
  const { state, write, profiles, revocation } = await opened()
  const split = (url: string, number: number) => {
    write({ number, extraExtensions: [publishedAt(url)] })
  }
  const elsewhere = makeLeaf(ca, { crlUrl: 'http://crl.sluis.example/deel-2.crl' })
  expect(revocation.state(leafOf(profiles, elsewhere), Date.now())).toBe('goed')
  split('http://crl.sluis.example/deel-2.crl', 11)
  await until(() => state() === 'onbekend')
  const silent = makeLeaf(ca, { crlUrl: null })
  expect(revocation.state(leafOf(profiles, elsewhere), Date.now())).toBe('goed')
  split('http://crl.sluis.example/ca.crl', 12)
  await until(() => state() === 'goed')
  expect(revocation.state(leafOf(profiles, silent), Date.now())).toBe('onbekend')
})

test('a serial on a list stays revoked when that list is out of date; others are then unknown', async () => {
  const { state, write, profiles, revocation } = await opened()
  write({ ...revoking, number: 11 })
  await until(() => state() === 'ingetrokken')
  const later = Date.now() + 60 * day
  expect(state(later)).toBe('ingetrokken')
  expect(revocation.state(leafOf(profiles, makeLeaf(ca)), later)).toBe('onbekend')
})

test('a list does not speak for a moment before it was made', async () => {
  const { state } = await opened()
  expect(state(Date.now() - day)).toBe('onbekend')
})

test('an old list that is out of date is read, revokes, and clears nobody', async () => {
  const { state, write } = await opened()
  const other = makeLeaf(ca)
  write({
    number: 11,
    thisUpdate: Date.now() - minute,
    nextUpdate: Date.now() - 1000,
    revoked: [other.serial],
  })
  await until(() => state() === 'onbekend')
})

describe('keeps the last good list, and says why,', () => {
  test.each<[string, (path: string) => void, RegExp]>([
    [
      'when the file is gone',
      (path) => {
        rmSync(path)
      },
      /bestaat niet/,
    ],
    [
      'when the file is empty',
      (path) => {
        truncateSync(path)
      },
      /leeg/,
    ],
    [
      'when there is a folder instead',
      (path) => {
        rmSync(path)
        mkdirSync(path)
      },
      /geen bestand/,
    ],
    [
      'when the file is HTML',
      (path) => {
        writeFileSync(path, '<html>')
      },
      /geen geldige/,
    ],
    [
      'when the list is of another key with the same name',
      (path) => {
        writeFileSync(path, makeCrl(ca, { number: 12, signingKey: makeKey('P-256') }).pem)
      },
      /handtekening/,
    ],
    [
      'when the list is of another CA',
      (path) => {
        writeFileSync(path, makeCrl(makeCa({ name: 'Other' }), { number: 12 }).pem)
      },
      /andere uitgever/,
    ],
    [
      'when the number is lower',
      (path) => {
        writeFileSync(path, makeCrl(ca, { number: 10 }).pem)
      },
      /ouder/,
    ],
    [
      'when neither number nor date tells which is newer, and it revokes less',
      (path) => {
        writeFileSync(path, makeCrl(ca, { number: 11, thisUpdate: fixed }).pem)
      },
      /zelfde moment/,
    ],
    [
      'when the date is earlier',
      (path) => {
        writeFileSync(path, makeCrl(ca, { number: 12, thisUpdate: Date.now() - day }).pem)
      },
      /ouder/,
    ],
    [
      'when the list comes from the future',
      (path) => {
        writeFileSync(path, makeCrl(ca, { number: 12, thisUpdate: Date.now() + 10 * minute }).pem)
      },
      /toekomst/,
    ],
    [
      'when the file is too large',
      (path) => {
        writeFileSync(path, Buffer.alloc(100_001))
      },
      /groter dan/,
    ],
  ])('%s', async (_, change, problem) => {
    const { path, write, state, problem: problemNow } = await opened({ maxFileBytes: 100_000 })
    write({ ...revoking, number: 11, thisUpdate: fixed })
    await until(() => state() === 'ingetrokken')
    change(path)
    await until(() => problem.test(problemNow() ?? ''))
    expect(state()).toBe('ingetrokken')
    rmSync(path, { recursive: true, force: true })
    write({ number: 13 })
    await until(() => problemNow() === undefined)
    expect(state()).toBe('goed')
  })
})

describe('a revocation counts whatever the authority does with its numbers:', () => {
  test.each<[string, CrlOptions, CrlOptions]>([
    ['a higher one', { number: 11 }, { number: 12 }],
    ['the same one, with a later date', { number: 11 }, { number: 11, thisUpdate: fixed + 1000 }],
    ['the same one and date, revoking more', { number: 11 }, { number: 11 }],
    ['none, with a later date', { number: null }, { number: null, thisUpdate: fixed + 1000 }],
    ['none, with the same date, revoking more', { number: null }, { number: null }],
    ['none any more', { number: 11 }, { number: null }],
  ])('%s', async (_, before, after) => {
    const { write, state, problem } = await opened()
    write({ thisUpdate: fixed, ...before })
    await severalLooks()
    write({ ...revoking, thisUpdate: fixed, ...after })
    await until(() => state() === 'ingetrokken')
    expect(problem()).toBeUndefined()
  })

  test('none, and an older list does not come back', async () => {
    const { write, state, problem } = await opened()
    write({ ...revoking, number: null, thisUpdate: fixed })
    await until(() => state() === 'ingetrokken')
    write({ number: null, thisUpdate: fixed - 1000 })
    await until(() => /ouder/.test(problem() ?? ''))
    expect(state()).toBe('ingetrokken')
  })
})

test('a list from the future is taken when its time has come, without being written again', async () => {
  let ahead = 0
  const { write, state, problem } = await opened({ now: () => Date.now() + ahead })
  write({ ...revoking, number: 11, thisUpdate: Date.now() + 10 * minute })
  await until(() => problem() !== undefined)
  ahead = 6 * minute
  await until(() => problem() === undefined)
  expect(state()).toBe('ingetrokken')
})

test('half a file is refused, and the whole of it taken', async () => {
  const { path, state, problem } = await opened()
  const whole = makeCrl(ca, { ...revoking, number: 11 }).pem
  writeFileSync(path, whole.slice(0, whole.length / 2))
  await until(() => problem() !== undefined)
  expect(state()).toBe('goed')
  writeFileSync(path, whole)
  await until(() => state() === 'ingetrokken')
  expect(problem()).toBeUndefined()
})

test('sees a rename over the file', async () => {
  const { dir, path, state } = await opened()
  writeFileSync(join(dir, 'new'), makeCrl(ca, { ...revoking, number: 11 }).der)
  renameSync(join(dir, 'new'), path)
  await until(() => state() === 'ingetrokken')
})

test('sees a change behind symlinks, as Kubernetes makes it', async () => {
  const dir = makeDir()
  for (const [folder, options] of [
    ['v1', {}],
    ['v2', revoking],
  ] as const) {
    mkdirSync(join(dir, folder))
    writeFileSync(
      join(dir, folder, 'ca.crl'),
      makeCrl(ca, { ...options, number: folder === 'v1' ? 1 : 2 }).der,
    )
  }
  symlinkSync('v1', join(dir, '..data'))
  symlinkSync('..data/ca.crl', join(dir, 'ca.crl'))
  const profiles = [makeProfile(ca, root, { crl: [fileSource(join(dir, 'ca.crl'))] })]
  const revocation = await open({ profiles })
  const state = () => revocation.state(leafOf(profiles, leaf), Date.now())
  expect(state()).toBe('goed')
  symlinkSync('v2', join(dir, '..next'))
  renameSync(join(dir, '..next'), join(dir, '..data'))
  await until(() => state() === 'ingetrokken')
})

test('an older list is refused after a restart too, and without the file the last good list is used', async () => {
  const cacheDir = makeDir()
  const first = await opened({ cacheDir })
  first.write({ ...revoking, number: 11 })
  await until(() => first.state() === 'ingetrokken')
  await first.revocation.close()

  first.write({ number: 10, thisUpdate: Date.now() - 10 * minute })
  const second = await open({ profiles: first.profiles, cacheDir })
  const leafNow = leafOf(first.profiles, leaf)
  expect(second.state(leafNow, Date.now())).toBe('ingetrokken')
  expect(second.status()[0]?.problem).toMatch(/ouder/)
  expect(second.problems()).toEqual([])
  await second.close()

  rmSync(first.path)
  const third = await open({ profiles: first.profiles, cacheDir })
  expect(third.state(leafNow, Date.now())).toBe('ingetrokken')
  expect(third.problems()).toEqual([
    expect.stringMatching(/ca\.crl\.pem: het bestand bestaat niet/),
  ])
})

test('a copy on disk that was tampered with is not used', async () => {
  const cacheDir = makeDir()
  const { revocation, profiles, path } = await opened({ cacheDir })
  await revocation.close()
  const [authority] = [
    ...(await import('../../gateway/revocation/authority.ts')).readAuthorities(profiles).values(),
  ]
  writeFileSync(
    join(cacheDir, `${authority?.keyId ?? ''}.crl`),
    makeCrl(ca, { number: 99, signingKey: makeKey('P-256') }).der,
  )
  rmSync(path)
  const again = await open({ profiles, cacheDir })
  expect(again.state(leafOf(profiles, leaf), Date.now())).toBe('onbekend')
})

test('of two CAs with the same name, each has its own list', async () => {
  const namesake = makeCa({ name: 'Test issuing CA', issuer: root })
  const theirs = makeLeaf(namesake, { serial: leaf.serial })
  const dir = makeDir()
  writeFileSync(join(dir, 'one.crl'), makeCrl(ca, revoking).der)
  writeFileSync(join(dir, 'two.crl'), makeCrl(namesake).der)
  const crl = [fileSource(join(dir, 'one.crl')), fileSource(join(dir, 'two.crl'))]
  const profiles = [makeProfile([ca, namesake], root, { crl })]
  const revocation = await open({ profiles })
  expect(revocation.state(leafOf(profiles, leaf), Date.now())).toBe('ingetrokken')
  expect(revocation.state(leafOf(profiles, theirs), Date.now())).toBe('goed')
})

test.each([
  ['00', '0000'],
  ['ff', '00ff'],
  ['80', '0080'],
  ['00ff', 'ff'],
  ['01', '0100'],
  ['11'.repeat(20), '11'.repeat(19)],
  ['11'.repeat(21), '11'.repeat(20)],
])(
  'serial %s on the list revokes the leaf with exactly that serial, and not %s',
  async (listed, other) => {
    const { write, revocation, profiles } = await opened()
    write({ number: 11, revoked: [listed] })
    await until(() => revocation.status()[0]?.entries === 1)
    const stateOf = (serial: string) =>
      revocation.state(leafOf(profiles, makeLeaf(ca, { serial })), Date.now())
    expect(stateOf(listed)).toBe('ingetrokken')
    // not DER, so no certificate at all, and else another certificate
    expect(stateOf(other)).toBe(other === '0000' ? 'onbekend' : 'goed')
  },
)

test('the list of one CA missing leaves the other CA as it is', async () => {
  const other = makeCa({ name: 'Other issuing CA', issuer: root })
  const dir = makeDir()
  writeFileSync(join(dir, 'one.crl'), makeCrl(ca).der)
  const crl = [fileSource(join(dir, 'one.crl')), fileSource(join(dir, 'two.crl'))]
  const profiles = [makeProfile([ca, other], root, { crl })]
  const revocation = await open({ profiles })
  expect(revocation.state(leafOf(profiles, leaf), Date.now())).toBe('goed')
  expect(revocation.state(leafOf(profiles, makeLeaf(other)), Date.now())).toBe('onbekend')
})

describe('the list of the anchor', () => {
  async function openedWithAnchor(rootList: CrlOptions) {
    const dir = makeDir()
    writeFileSync(join(dir, 'ca.crl'), makeCrl(ca).der)
    writeFileSync(join(dir, 'root.crl'), makeCrl(root, rootList).der)
    const crl = [fileSource(join(dir, 'ca.crl')), fileSource(join(dir, 'root.crl'))]
    const profiles = [makeProfile(ca, root, { crl })]
    const revocation = await open({ profiles })
    return {
      dir,
      profiles,
      revocation,
      state: revocation.state(leafOf(profiles, leaf), Date.now()),
    }
  }

  test('clears an issuing CA that is not on it', async () => {
    expect((await openedWithAnchor({})).state).toBe('goed')
  })

  test('revokes an issuing CA that is on it, and so all its leaves', async () => {
    expect((await openedWithAnchor({ revoked: [ca.serial] })).state).toBe('ingetrokken')
  })

  test('leaves everything unknown when it is out of date', async () => {
    const ended = { thisUpdate: Date.now() - day, nextUpdate: Date.now() - minute }
    expect((await openedWithAnchor(ended)).state).toBe('onbekend')
  })

  test('F6: refuses nobody when it was never there, while the issuing CA has a current list', async () => {
    const { dir, profiles } = await openedWithAnchor({})
    rmSync(join(dir, 'root.crl'))
    const again = await open({ profiles })
    expect(again.state(leafOf(profiles, leaf), Date.now())).toBe('goed')
    expect(again.refused(Date.now())).toEqual([])
    expect(again.refused(Date.now() + 60 * day)).toEqual([
      expect.objectContaining({ uitgever: 'ca-0.pem', hard: true }),
    ])
  })

  test('goes up more than one step', async () => {
    const middle = makeCa({ name: 'Middle', issuer: root })
    const lowest = makeCa({ name: 'Lowest', issuer: middle })
    const dir = makeDir()
    writeFileSync(join(dir, 'lowest.crl'), makeCrl(lowest).der)
    writeFileSync(join(dir, 'root.crl'), makeCrl(root, { revoked: [middle.serial] }).der)
    const crl = [fileSource(join(dir, 'lowest.crl')), fileSource(join(dir, 'root.crl'))]
    const profiles = [makeProfile([lowest, middle], root, { crl })]
    const revocation = await open({ profiles })
    expect(revocation.state(leafOf(profiles, makeLeaf(lowest)), Date.now())).toBe('ingetrokken')
  })
})

test('a CA whose key may not sign lists does not revoke', async () => {
  const { keyUsage } = await import('../../scripts/certs/extensions.ts')
  const { issue } = await import('../../scripts/certs/issue.ts')
  const key = makeKey('P-256')
  const made = issue(
    {
      subject: ca.name,
      key,
      validFrom: Date.now() - day,
      validTo: Date.now() + day,
      extensions: [keyUsage(['keyCertSign'])],
    },
    root,
  )
  const silent = { ...ca, ...made, key }
  const dir = makeDir()
  writeFileSync(join(dir, 'ca.crl'), makeCrl(silent).der)
  const profiles = [makeProfile(silent, root, { crl: [fileSource(join(dir, 'ca.crl'))] })]
  const revocation = await open({ profiles })
  expect(revocation.status()[0]?.problem).toMatch(/andere uitgever/)
})

test('a stranger, and a leaf of a CA that left the policy, are unknown', async () => {
  const { revocation, profiles, state } = await opened()
  const stranger = leafOf(profiles, makeLeaf(makeCa()))
  expect(revocation.state(stranger, Date.now())).toBe('onbekend')
  await revocation.update([])
  expect(state()).toBe('onbekend')
  expect(revocation.status()).toEqual([])
})

test('a new policy set keeps the lists that stay and reads those that come', async () => {
  const { revocation, profiles, state, dir } = await opened()
  const other = makeCa({ name: 'Later CA', issuer: root })
  const path = join(dir, 'later.crl')
  writeFileSync(path, makeCrl(other).der)
  const later = makeProfile(other, root, { naam: 'later', crl: [fileSource(path)] })
  await revocation.update([...profiles, later])
  expect(state()).toBe('goed')
  expect(revocation.state(leafOf([later], makeLeaf(other)), Date.now())).toBe('goed')
})

test('a CA that comes into a profile later gets the list that was refused before', async () => {
  const dir = makeDir()
  const path = join(dir, 'ca.crl')
  writeFileSync(path, makeCrl(ca, revoking).der)
  const before = [makeProfile(makeCa({ issuer: root }), root, { crl: [fileSource(path)] })]
  const revocation = await open({ profiles: before })
  expect(revocation.status()[0]?.problem).toMatch(/andere uitgever/)
  const after = [makeProfile(ca, root, { crl: [fileSource(path)] })]
  await revocation.update(after)
  await until(() => revocation.state(leafOf(after, leaf), Date.now()) === 'ingetrokken')
})

describe('what stops the start', () => {
  const inDir = (write: (path: string) => void, change: object = {}) => {
    const path = join(makeDir(), 'ca.crl')
    write(path)
    return checkRevocationFiles({
      profiles: [makeProfile(ca, root, { crl: [fileSource(path)], ...change })],
    })
  }
  const good = (path: string): void => {
    writeFileSync(path, makeCrl(ca).der)
  }

  test('nothing, when the list is good', async () => {
    expect(await inDir(good)).toEqual([])
  })

  test('nothing, when the list is out of date: that is SL106, not a broken configuration', async () => {
    const ended = { thisUpdate: Date.now() - day, nextUpdate: Date.now() - minute }
    expect(
      await inDir((path) => {
        writeFileSync(path, makeCrl(ca, ended).der)
      }),
    ).toEqual([])
  })

  test('nothing, when the profile is zacht', async () => {
    expect(await inDir(() => undefined, { intrekking: 'zacht' })).toEqual([])
  })

  test.each<[string, (path: string) => void, object, RegExp]>([
    [
      'a missing file',
      () => undefined,
      {},
      /ca\.crl: het bestand bestaat niet \(profiel test, intrekking hard\)\.$/,
    ],
    [
      'an empty file',
      (path) => {
        writeFileSync(path, '')
      },
      {},
      /leeg/,
    ],
    [
      'a list without nextUpdate',
      (path) => {
        writeFileSync(path, rawCrl(ca, { nextUpdate: null }))
      },
      {},
      /nextUpdate/,
    ],
    [
      'a list from the future',
      (path) => {
        writeFileSync(path, rawCrl(ca, { thisUpdate: time(Date.now() + 3600_000) }))
      },
      {},
      /toekomst/,
    ],
    [
      'no source at all',
      good,
      { crl: [] },
      /ca-0\.pem: geen enkele bron geeft een intrekkingslijst/,
    ],
    [
      'only the list of the anchor',
      (path) => {
        writeFileSync(path, makeCrl(root).der)
      },
      {},
      /geen enkele bron/,
    ],
  ])('%s', async (_, write, change, problem) => {
    expect(await inDir(write, change)).toEqual([expect.stringMatching(problem)])
  })
})

test('warns once before a list ends, once when it has, and says how old it is', async () => {
  let ahead = 0
  const notices: Notice[] = []
  const { path } = await opened({
    now: () => Date.now() + ahead,
    onNotice: (notice) => {
      // Who is refused for it is told beside it, under the name of the CA.
      if (notice.source !== 'ca-0.pem') notices.push(notice)
    },
  })
  await severalLooks()
  expect(notices).toEqual([
    {
      level: 'info',
      source: path,
      text: expect.stringMatching(/nummer 10 is in gebruik/),
      ageMs: expect.any(Number),
    },
  ])
  ahead = 28 * day
  await until(() => notices.length === 2)
  ahead = 31 * day
  await until(() => notices.length === 3)
  await severalLooks()
  expect(notices.slice(1).map(({ text }) => text)).toEqual([
    expect.stringMatching(/verloopt op/),
    expect.stringMatching(/verlopen sinds/),
  ])
  expect(notices[2]?.ageMs).toBeGreaterThan(30 * day)
})

test('S10: a list that could not be read for want of descriptors is read once there are some', async () => {
  const { dir, path, state, problem } = await opened()
  const draft = join(dir, 'nieuw')
  writeFileSync(draft, makeCrl(ca, { number: 11, ...revoking }).pem)
  const restore = await withoutDescriptors()
  try {
    renameSync(draft, path)
    await until(() => problem()?.includes('EMFILE'))
  } finally {
    await restore()
  }
  await until(() => state() === 'ingetrokken')
  expect(problem()).toBeUndefined()
})

test('S3: a list for an address that nobody has does not put out the complete one, and revokes all the same', async () => {
  const { state, write, profiles, revocation, problem } = await opened()
  expect(state()).toBe('goed')
  const elsewhere = 'http://crl.sluis.example/elders.crl'
  const other = makeLeaf(ca)
  write({ number: 11, extraExtensions: [publishedAt(elsewhere)], revoked: [other.serial] })
  await until(() => problem()?.includes(elsewhere))
  expect(state()).toBe('goed')
  expect(revocation.state(leafOf(profiles, other), Date.now())).toBe('ingetrokken')
  // Once somebody has that address, the list is one of those that count.
  const reader = makeLeaf(ca, { crlUrl: elsewhere })
  expect(revocation.state(leafOf(profiles, reader), Date.now())).toBe('goed')
  await until(() => problem() === undefined)
  expect(state()).toBe('onbekend')
})

test('S3: who is refused for a list that covers nobody is told, with its address', async () => {
  const { dir, profiles, path } = await opened()
  const elsewhere = 'http://crl.sluis.example/elders.crl'
  writeFileSync(path, makeCrl(ca, { number: 12, extraExtensions: [publishedAt(elsewhere)] }).pem)
  const notices: Notice[] = []
  const again = await open({ profiles, onNotice: (notice) => notices.push(notice) })
  const at = Date.now()
  expect(again.state(leafOf(profiles, leaf), at)).toBe('onbekend')
  expect(again.refused(at)).toEqual([
    {
      uitgever: 'ca-0.pem',
      profielen: ['test'],
      hard: true,
      reden: expect.stringContaining(elsewhere),
    },
  ])
  expect(revocationParts(again, at)).toContainEqual(
    expect.objectContaining({
      status: 'waarschuwing',
      melding: expect.stringMatching(/iedereen met een certificaat van ca-0.pem wordt geweigerd/),
    }),
  )
  const told = () => notices.filter(({ source }) => source === 'ca-0.pem')
  // Of a list that takes long to read it is told before that there is none.
  const names = () => told().filter(({ text }) => text.includes(elsewhere))
  await until(() => names().length === 1)
  // In one step: in between there would be no list, which is told as well.
  writeFileSync(join(dir, 'nieuw'), makeCrl(ca, { number: 13 }).pem)
  renameSync(join(dir, 'nieuw'), path)
  await until(() => told().at(-1)?.level === 'info')
  expect(names().map(({ level }) => level)).toEqual(['warn'])
  expect(told().filter(({ level }) => level === 'info')).toHaveLength(1)
})

test('M8: a hard list that has ended is a warning of the set, and a reason in /ready', async () => {
  const { path, profiles, write, revocation, problem } = await opened()
  write({ number: 11, thisUpdate: Date.now() - 2 * minute, nextUpdate: Date.now() - minute })
  await until(() => problem() === undefined && revocation.refused(Date.now()).length === 1)
  for (const { status, melding } of revocationParts(revocation, Date.now()))
    expect([status, melding]).toEqual(['waarschuwing', expect.stringMatching(/verlopen sinds/)])
  const place = { profiel: 'test', bron: path, file: 'certificaten.yaml', line: 7, column: 3 }
  const trust = { issuers: [], anchors: [] } as unknown as PolicySet['trust']
  const judged = await judgeLists({ profiles, lists: [place], trust }, Date.now)
  expect(judged).toEqual({
    problems: [],
    warnings: [
      { file: 'certificaten.yaml', line: 7, column: 3, melding: expect.stringMatching(/verlopen/) },
    ],
  })
})
