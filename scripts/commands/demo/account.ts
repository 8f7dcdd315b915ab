/**
 * The huisarts of the demo, ready to sign in. The password and the secret of the app are drawn here, shown in the
 * terminal once, and kept in a file beside the demo's data key: nothing of it ships with the project.
 */
import { agb } from '../../../gateway/identity/agb-code.ts'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readEmail } from '../../../gateway/account/email.ts'
import { drawNumber } from '../../../gateway/account/numbers.ts'
import { hashPassword } from '../../../gateway/account/password-hash.ts'
import { drawSecret, shownSecret } from '../../../gateway/account/totp.ts'
import { sealAccount, sealLink } from '../../../gateway/toegang/account.ts'
import { macOf, macsOf } from '../../../gateway/toegang/macs.ts'
import { serviceEvent, withService } from '../service.ts'
import type { Service, ServiceOptions } from '../service.ts'
import type { Streams } from '../with-database.ts'

const email = 'huisarts@praktijk-de-werf.example'
const naam = 'F. Mulder'
const place = { agbCode: agb('01000007'), dienst: 'viplive' }
const usualFile = join('data', 'demo-huisarts.txt')

/** The huisarts that is ready. */
export interface DemoHuisarts {
  readonly nummer: string
  /** How to sign in, in lines for the terminal; undefined: nobody knows any more. */
  readonly aanmelden: string | undefined
}

/** Undefined: there is no such account, and none could be made. */
export async function demoHuisarts(
  options: ServiceOptions,
  streams: Streams,
  file = usualFile,
): Promise<DemoHuisarts | undefined> {
  let ready: DemoHuisarts | undefined
  await withService(options, streams, async (service) => {
    const fold = readEmail(email)?.fold ?? email
    const adresMacs = macsOf(service.keyring, 'adres', fold)
    const known = await service.toegang.store.accountOf(adresMacs)
    ready =
      known === undefined
        ? await make(service, options, { fold, adresMacs, file })
        : { nummer: known.nummer, aanmelden: keptIn(file) }
    return 0
  })
  return ready
}

const keptIn = (file: string): string | undefined =>
  existsSync(file) ? `${email}; wachtwoord en sleutel staan in ${file}` : undefined

interface Making {
  readonly fold: string
  readonly adresMacs: readonly string[]
  readonly file: string
}

/** As an invitation would: the account with a link that is used up with it, and then the membership. */
async function make(
  service: Service,
  options: ServiceOptions,
  { fold, adresMacs, file }: Making,
): Promise<DemoHuisarts> {
  const { keyring, newId, now, toegang } = service
  const wachtwoord = randomBytes(12).toString('base64url')
  const totp = drawSecret(randomBytes)
  const { record } = await hashPassword(wachtwoord, randomBytes)
  const nummer = drawNumber('account', randomInt)
  const [at, link] = [now(), newId()]
  const mac = macOf(keyring, 'adres', fold)
  const until = { createdAt: at, validUntil: at + 60_000 }
  await toegang.store.nieuweLink(
    {
      ...{ id: link, soort: 'e-mail-bewijs', adresMac: mac, nummer: null, door: 'demo', ...until },
      ...{ agbCode: '', dienst: '', sealed: sealLink(keyring, link, { email, naam }) },
    },
    { mails: [], vervangt: true },
  )
  const gegevens = { email, wachtwoord: record, totp }
  const account = {
    ...{ nummer, naam, adresMac: mac, staat: 'actief' as const, totpStap: null, createdAt: at },
    sealed: sealAccount(keyring, nummer, gegevens),
  }
  const object = { soort: 'account', id: nummer } as const
  await toegang.store.maakAccount({ account, adresMacs, link, uitdaging: '' }, () =>
    serviceEvent(options, {
      ...{
        gebeurtenis: 'account-wijzigen',
        actie: 'C',
        object,
        toelichting: 'account van de demo',
      },
    }),
  )
  const lid = { ...place, nummer, naam, staat: 'actief', rollen: ['huisarts'], at }
  await service.leden.voegToe({ ...lid, via: 'uitnodiging', door: nummer }, () =>
    serviceEvent(options, {
      ...{ gebeurtenis: 'lid-wijzigen', actie: 'C', object, dienst: place.dienst },
      toelichting: 'huisarts van de demo',
    }),
  )
  return { nummer, aanmelden: keep(file, { wachtwoord, totp }) }
}

/** Kept for who comes back: the terminal shows it once. */
function keep(
  file: string,
  { wachtwoord, totp }: { readonly wachtwoord: string; readonly totp: string },
): string {
  const text = `${email}\n  wachtwoord ${wachtwoord}\n  sleutel voor de app ${shownSecret(totp)}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${text}\n`, { mode: 0o600 })
  return text
}
