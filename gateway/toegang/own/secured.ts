/** `/beveiligde-sessie`: the lock. The password again, for a while; and closing it (contract part two, 12). */
import { longestSecuredMs, securedUntil } from '../../decision/judge-aanmelding.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { AllowedSignIn } from '../../http/judge/allow.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { seeOther } from '../../http/answer/answer.ts'
import { setCookie } from '../../http/sign-in/cookies.ts'
import { doorgangPath } from '../../http/sign-in/doorgang.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Outcome } from '../../http/outcome.ts'
import { asksFromPage, guardOf, oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { readFormAlone } from '../../http/form/form-alone.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { Reading } from '../../http/perform.ts'
import { reading, route } from '../../http/route.ts'
import type { Route } from '../../http/route.ts'
import { hashOf } from '../../http/sign-in/sign-in.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { atOnce } from '../sign-in/attempt.ts'
import { keptFor, pairOf } from './key-pair.ts'
import { anAccount, ownerOf } from './owner.ts'
import { securedPage } from '../pages/secured-page.tsx'
import { openWithPassword } from '../proof.ts'
import type { Owner } from '../proof.ts'
import { naOf } from '../sign-in/form.ts'
import { accountEvent, drawToken, refusedForm, shown } from '../visitor.ts'

const path = '/beveiligde-sessie'

/** `GET /beveiligde-sessie`. */
function showSecured(gateway: Gateway, visit: Visit, allowed: AllowedSignIn): Outcome {
  const query = new URLSearchParams(visit.target?.query.slice(1) ?? '')
  return {
    answer: lock(gateway, visit, { allowed, na: naOf(query.get('na') ?? ''), problems: [] }),
  }
}

interface Lock {
  readonly allowed: AllowedSignIn
  readonly na: string
  readonly problems: readonly FieldProblem[]
}

function lock(gateway: Gateway, visit: Visit, { allowed, na, problems }: Lock): Answer {
  const { csrf } = guardOf(gateway, allowed, { purpose: 'toegang', versie: '' })
  const until = securedUntil(allowed.aanmelding, dienstOf(allowed, na))
  const tot = until !== undefined && allowed.at < until ? until : undefined
  return shown(securedPage(frameOf(gateway, visit), { csrf, na, tot, problems }))
}

/** The dienst that led here: for it the session may be over sooner. */
function dienstOf({ policy }: AllowedSignIn, na: string): Dienst | undefined {
  const [path = '', query = ''] = na.split('?', 2)
  const named =
    path === doorgangPath ? new URLSearchParams(query).get('dienst') : path.split('/')[1]
  return policy.diensten.get(named ?? '')
}

const readSecured = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Reading<AllowedSignIn, FormValues>> =>
  readFormAlone(gateway, visit, allowed, {
    asking: anAccount,
    purpose: 'toegang',
    fields: ['wachtwoord', 'actie', 'na'],
  })

/** `POST /beveiligde-sessie`. Its row is written with what it does. */
const turn = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  form: FormValues,
): Outcome => ({
  settle: async () => {
    const na = naOf(oneOf(form, 'na'))
    const owner = await ownerOf(gateway, allowed)
    if (oneOf(form, 'actie') === 'sluiten') return close(gateway, visit, { allowed, owner, na })
    const opened = await openWithPassword(gateway, visit, owner, oneOf(form, 'wachtwoord'))
    if (opened !== undefined) return secure(gateway, visit, { allowed, owner, na }, opened.kek)
    const problems = [{ veld: 'wachtwoord', melding: 'Het wachtwoord klopt niet.' }]
    return refusedForm(visit, { code: 'SL123', problems }, () =>
      lock(gateway, visit, { allowed, na, problems }),
    )
  },
})

interface Turning {
  readonly allowed: AllowedSignIn
  readonly owner: Owner
  readonly na: string
}

const eventOf = (visit: Visit, at: number, { allowed, owner }: Turning, toelichting: string) =>
  accountEvent(visit, at, {
    ...{ gebeurtenis: 'beveiligde-sessie', actie: 'E', account: owner.account, toelichting },
    agbCode: allowed.identity.agbCode,
  })

async function close(gateway: Gateway, visit: Visit, turning: Turning): Promise<Answer> {
  const { aanmelding } = turning.allowed
  await gateway.toegang.store.sluit(aanmelding.sessie, () =>
    eventOf(visit, gateway.now(), turning, 'gesloten'),
  )
  return seeOther(turning.na)
}

/** The sign-in goes on under another cookie, which alone opens what is kept with it. */
async function secure(
  gateway: Gateway,
  visit: Visit,
  turning: Turning,
  kek: Buffer,
): Promise<Answer> {
  const { allowed, owner, na } = turning
  const { nummer, version } = owner.account
  const { store } = gateway.toegang
  const old = await store.sessie(allowed.aanmelding.sessie)
  const { pair, made } = await pairOf(gateway, nummer, kek)
  const [token, at] = [drawToken(gateway), gateway.now()]
  const sleutel = keptFor(gateway, token, pair)
  const begun =
    old !== undefined &&
    (await store.begin(
      {
        sessie: {
          ...old,
          ...{ hash: hashOf(token), createdAt: at, seenAt: at, sleutel },
          beveiligdTot: at + longestSecuredMs,
        },
        ...{ vervangt: old.hash, hoogstens: atOnce, version, paar: made },
      },
      (done) => eventOf(visit, at, turning, done ? 'geopend' : 'niet geopend: intussen gewijzigd'),
    ))
  // Changed meanwhile: it is asked again.
  if (!begun) return seeOther(`${path}?${new URLSearchParams({ na }).toString()}`)
  return seeOther(na, [setCookie('sessie', token)])
}

export const securedRoutes: readonly Route[] = [
  reading({
    at: ['toegang'],
    method: 'GET',
    path,
    event: ['pagina-bekijken', 'R'],
    asks: () => anAccount,
    run: showSecured,
  }),
  route({
    at: ['toegang'],
    method: 'POST',
    path,
    event: ['beveiligde-sessie', 'E'],
    asks: (_gateway, visit) => asksFromPage(visit, anAccount),
    reads: readSecured,
    run: turn,
  }),
]
