/** The last step of making an account or registering a factor: the code that proves the factor. */
import { seeOther } from '../../http/answer/answer.ts'
import { maskedNumber } from '../../account/phone.ts'
import { checkTotp, secretUri } from '../../account/totp.ts'
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { openSetup, sealAttempt } from '../account.ts'
import type { Inrichting } from '../account.ts'
import { isSentCode } from '../codes.ts'
import { perAttempt } from '../limits.ts'
import { setupCodePage } from '../pages/setup-pages.tsx'
import { guardFor, readVisitorForm, refusedForm, shown } from '../visitor.ts'
import { setupOf, askAppCode } from './attempt.ts'
import type { Setup } from './attempt.ts'
import { makeAccount, renewFactor } from './finish.ts'
import type { MakesAccount } from './finish.ts'

/** `GET /inrichten/code`. */
export async function showSetupCode(gateway: Gateway, visit: Visit): Promise<Answer> {
  return setupCodeAgain(gateway, visit, await setupOf(gateway, visit), [])
}

function setupCodeAgain(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Setup,
  problems: readonly FieldProblem[],
): Answer {
  if (row.kanaal === null) return seeOther('/inrichten')
  const { csrf, cookies } = guardFor(gateway, visit)
  const { totp, telefoon, email } = inrichting
  const showsApp = totp !== undefined && (row.kanaal === 'app' || inrichting.totpStap === undefined)
  const asksSms = row.kanaal === 'sms'
  const failed = asksSms && row.codeMac === null
  const html = setupCodePage(frameOf(gateway, visit), {
    csrf,
    problems: failed
      ? [
          {
            veld: 'code',
            melding: unsentTo(inrichting),
          },
        ]
      : problems,
    app: !asksSms && showsApp ? { secret: totp, uri: secretUri(totp, email) } : undefined,
    telefoon: telefoon && maskedNumber(telefoon),
  })
  return shown(html, cookies, failed ? 503 : 200)
}

/** The number that who invited gave is proved whatever is chosen. */
const unsentTo = ({ vast }: Setup['inrichting']): string =>
  `De sms kon niet worden verstuurd. ${
    vast === undefined
      ? 'Kies een app, of probeer het later.'
      : 'Probeer het later, of vraag wie u uitnodigde om een nieuwe uitnodiging.'
  }`

/** `POST /inrichten/code`: the account is made here. */
export async function finishSetup(
  gateway: Gateway,
  visit: Visit,
  makes: MakesAccount,
): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['code'])
  const code = oneOf(form, 'code').trim()
  const setup = await setupOf(gateway, visit)
  const row = await gateway.toegang.store.poging(setup.row.hash)
  if (row === undefined || row.pogingen > perAttempt.pogingen) {
    await gateway.toegang.store.eindigUitdaging(setup.row.hash, gateway.now())
    throw new Refusal('SL411')
  }
  // As it is with this code: another choice may have come between.
  const proved = prove(gateway, { row, inrichting: openSetup(gateway.keyring, row) }, code)
  if (proved === undefined) {
    const problems = [{ veld: 'code', melding: 'Deze code klopt niet, of werkt niet meer.' }]
    return refusedForm(visit, { code: 'SL123', problems }, () =>
      setupCodeAgain(gateway, visit, setup, problems),
    )
  }
  // Who invited gave a number: that is proved too, whichever factor is chosen.
  if (row.kanaal === 'sms' && proved.totp !== undefined && proved.totpStap === undefined)
    return askApp(gateway, setup, proved)
  return setup.row.nummer === null
    ? makeAccount(gateway, visit, { ...setup, inrichting: proved }, makes)
    : renewFactor(gateway, visit, setup, proved)
}

/** What was filled in, with what the code proved; undefined for a wrong one. */
function prove(
  gateway: Gateway,
  { row, inrichting }: Omit<Setup, 'link'>,
  code: string,
): Inrichting | undefined {
  if (row.kanaal === 'sms')
    return isSentCode(gateway, row, { code, at: gateway.now() }) ? inrichting : undefined
  const { totp } = inrichting
  const step =
    totp === undefined
      ? undefined
      : checkTotp({ secret: totp, code, at: gateway.now(), lastStep: null })
  return step === undefined ? undefined : { ...inrichting, totpStap: step }
}

async function askApp(gateway: Gateway, { row }: Setup, inrichting: Inrichting): Promise<Answer> {
  const { toegang, keyring } = gateway
  await toegang.store.vulIn(row.hash, sealAttempt(keyring, row.hash, inrichting))
  await askAppCode(gateway, row)
  return seeOther('/inrichten/code')
}
