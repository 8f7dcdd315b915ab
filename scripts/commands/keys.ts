/**
 * `sluis keys`: the key that the identity JWT is signed with. A new one is published before it is used, and an
 * old one stays published until it is retired, so that a service that keeps the public keys misses nothing.
 */
import type { ProgramPlace } from './environment.ts'
import { readSettings } from '../../gateway/config/config.ts'
import { exportIdentityKey, newIdentityKey } from '../../gateway/forward/identity-token.ts'
import { makeKeyring, readDataKeys } from '../../gateway/secrets/keys.ts'
import type { Keyring } from '../../gateway/secrets/keys.ts'
import { codeOf, isUnavailable } from '../../gateway/store/database-faults.ts'
import { makeKeyStore } from '../../gateway/store/key-store.ts'
import type { KeyStore, NewKey, StoredKey } from '../../gateway/store/key-store.ts'
import { hasTable, withExisting, writeJson } from './with-database.ts'
import type { Streams } from './with-database.ts'

export interface KeysOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
  readonly json?: boolean
}

/** Twice what a service may keep the public keys for (`max-age=300`). */
const overlapMs = 10 * 60_000

/** How long tokens of a replaced key may still be about: gateways look every half minute, tokens last one. */
const settleMs = 5 * 60_000

async function make(): Promise<NewKey> {
  const key = await newIdentityKey()
  return { kid: key.kid, secret: exportIdentityKey(key) }
}

/** Shows the keys. */
export const keysList = (options: KeysOptions, streams: Streams): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    tell(streams, await keys.list(make), options)
    return 0
  })

/** Adds a key that is used ten minutes from now. */
export const keysRotate = (options: KeysOptions, streams: Streams): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    await keys.list(make)
    tell(streams, await keys.rotate(make, options.now() + overlapMs), options)
    return 0
  })

/** Takes a key that is no longer used out of /jwks.json. */
export const keysRetire = (
  { kid, ...options }: KeysOptions & { readonly kid: string },
  streams: Streams,
): Promise<number> =>
  withKeys(options, streams, async (keys) => {
    const why = whyNot(await keys.list(make), kid, options.now())
    if (why !== undefined) {
      streams.stderr.write(`de sleutel ${kid} ${why}\n`)
      return 1
    }
    await keys.retire(kid)
    tell(streams, await keys.list(make), options)
    return 0
  })

function whyNot(keys: readonly StoredKey[], kid: string, now: number): string | undefined {
  const found = keys.find((key) => key.kid === kid)
  if (found === undefined) return 'bestaat niet'
  if (found.active) return 'is in gebruik en kan nog niet weg'
  const inUseSince = keys.find(({ active }) => active)?.activeFrom ?? now
  return now - inUseSince < settleMs && found.activeFrom <= now
    ? 'is net vervangen; wacht vijf minuten'
    : undefined
}

async function withKeys(
  { env, now }: KeysOptions,
  streams: Streams,
  run: (keys: KeyStore) => Promise<number>,
): Promise<number> {
  const read = readKeys(env)
  if ('problems' in read) {
    for (const problem of read.problems) streams.stderr.write(`${problem}\n`)
    return 2
  }
  return withExisting(read.database, streams.stderr, async (database) => {
    if (!(await hasTable(database, 'identity_key'))) {
      streams.stderr.write('deze database is nog niet in gebruik; start Sluis eerst\n')
      return 2
    }
    try {
      return await run(makeKeyStore(database, read.keyring, now))
    } catch (error) {
      // What the database says has a code; a key that does not open is an Error like any other.
      if (codeOf(error) !== 'Error' || isUnavailable(error)) throw error
      streams.stderr.write(
        'een sleutel in de database opent niet met SLUIS_DATA_KEY: het is een andere sleutel, of hij is vervangen\n',
      )
      return 2
    }
  })
}

function readKeys(
  env: KeysOptions['env'],
):
  | { readonly database: string; readonly keyring: Keyring }
  | { readonly problems: readonly string[] } {
  const read = readSettings(env, ['database', 'dataKey'], { demo: false })
  if ('problems' in read) return read
  const keys = readDataKeys(read.config.dataKey ?? '')
  if ('problems' in keys)
    return { problems: keys.problems.map((problem) => `SLUIS_DATA_KEY: ${problem}`) }
  return { database: read.config.database, keyring: makeKeyring(keys.keys) }
}

const moment = (at: number): string => new Date(at).toISOString()

function tell(
  streams: Streams,
  keys: readonly StoredKey[],
  { now, json }: Pick<KeysOptions, 'now' | 'json'>,
): void {
  if (json === true) writeJson(streams, { sleutels: keys.map((key) => toJson(key, now())) })
  else
    for (const key of keys)
      streams.stdout.write(`${key.kid}  gemaakt ${moment(key.createdAt)}  ${useOf(key, now())}\n`)
}

const toJson = (key: StoredKey, now: number): object => ({
  kid: key.kid,
  gemaakt: moment(key.createdAt),
  vanaf: moment(key.activeFrom),
  inGebruik: key.active,
  kanWeg: !key.active && key.activeFrom <= now,
})

function useOf({ active, activeFrom }: StoredKey, now: number): string {
  if (active) return 'in gebruik'
  return activeFrom > now ? `in gebruik vanaf ${moment(activeFrom)}` : 'vervangen; kan weg'
}

/** Puts `sluis keys …` in the program. */
export function addKeysCommands({ program, streams, ...given }: ProgramPlace): void {
  const keys = program
    .command('keys')
    .description('de sleutel van het identiteitstoken')
    .addHelpText('after', '\nVoorbeeld:\n  sluis keys list')
  keys
    .command('list')
    .option('--json', 'als JSON')
    .description('toon de sleutels')
    .addHelpText('after', '\nVoorbeeld:\n  sluis keys list')
    .action(async (flags: Flags) => {
      process.exitCode = await keysList({ ...given, ...flags }, streams)
    })
  keys
    .command('rotate')
    .option('--json', 'als JSON')
    .description('maak een nieuwe sleutel, die over tien minuten in gebruik komt')
    .addHelpText('after', '\nVoorbeeld:\n  sluis keys rotate')
    .action(async (flags: Flags) => {
      process.exitCode = await keysRotate({ ...given, ...flags }, streams)
    })
  keys
    .command('retire')
    .argument('<kid>', 'de sleutel, zoals `sluis keys list` hem noemt')
    .option('--json', 'als JSON')
    .description('haal een sleutel die niet meer in gebruik is uit /jwks.json')
    .addHelpText('after', '\nVoorbeeld:\n  sluis keys retire -- NAAM')
    .action(async (kid: string, flags: Flags) => {
      process.exitCode = await keysRetire({ ...given, ...flags, kid }, streams)
    })
}

type Flags = Pick<KeysOptions, 'json'>
