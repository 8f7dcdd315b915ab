/** `/account`: what an account is, and where it is signed in; its forms. */
import { Refusal } from '../../errors.ts'
import type { AllowedSignIn } from '../../http/judge/allow.ts'
import { page, seeOther } from '../../http/answer/answer.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Outcome } from '../../http/outcome.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { readFormAlone } from '../../http/form/form-alone.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { Reading } from '../../http/perform.ts'
import { factorsOf } from '../account.ts'
import { accountPage, isActie } from '../pages/account-pages.tsx'
import { sendProof } from '../proof.ts'
import { accountEvent } from '../visitor.ts'
import { ownerOf, anAccount } from './owner.ts'
import { csrfOf, changeAgain, change } from './change.ts'
import type { Changing } from './change.ts'

/** `GET /account`. */
export async function showAccount(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const { account, gegevens } = await ownerOf(gateway, allowed)
  const rows = await gateway.toegang.store.sessies(account.nummer, gateway.now())
  const html = accountPage(frameOf(gateway, visit), {
    csrf: csrfOf(gateway, allowed),
    ...{ nummer: account.nummer, naam: account.naam, email: gegevens.email },
    ...{ factoren: factorsOf(gegevens), agbCode: account.agbZorgverlener },
    sessies: rows.map(({ hash, createdAt }) => ({
      ...{ hash, since: createdAt, here: hash === allowed.aanmelding.sessie },
    })),
  })
  return { answer: page(html) }
}

/** `GET /account/{actie}`. */
export async function showChange(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Outcome> {
  const actie = visit.params['actie'] ?? ''
  if (!isActie(actie)) return { barred: 'SL512' }
  const owner = await ownerOf(gateway, allowed)
  return { answer: changeAgain(gateway, visit, { allowed, owner, actie, problems: [] }) }
}

/** The form of `POST /account`. */
export async function readAccountForm(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
): Promise<Reading<AllowedSignIn, FormValues>> {
  const fields = [
    'actie',
    'voor',
    'huidig',
    'code',
    'wachtwoord',
    'email',
    'agbCode',
    'sessie',
    'kanaal',
    'telefoon',
  ]
  return readFormAlone(gateway, visit, allowed, { asking: anAccount, purpose: 'toegang', fields })
}

/** `POST /account`. What was changed has its row with it; what was not, has none here. */
export const changeAccount = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedSignIn,
  form: FormValues,
): Outcome => ({
  settle: async () => {
    const owner = await ownerOf(gateway, allowed)
    const actie = oneOf(form, 'actie')
    if (isActie(actie)) return change(gateway, visit, { allowed, owner, actie, problems: [] }, form)
    if (actie === 'code-sturen') {
      const voor = oneOf(form, 'voor')
      const cookies = await sendProof(gateway, visit, owner)
      return seeOther(isActie(voor) ? `/account/${voor}` : '/account', cookies)
    }
    return endSessions(gateway, visit, { allowed, owner }, { actie, sessie: oneOf(form, 'sessie') })
  },
})

async function endSessions(
  gateway: Gateway,
  visit: Visit,
  { allowed, owner: { account } }: Pick<Changing, 'allowed' | 'owner'>,
  { actie, sessie }: { readonly actie: string; readonly sessie: string },
): Promise<Answer> {
  const { nummer } = account
  const at = gateway.now()
  const event = () =>
    accountEvent(visit, at, {
      ...{ gebeurtenis: 'afmelden', actie: 'E', account, toelichting: 'elders beëindigd' },
    })
  if (actie === 'overige-beeindigen') {
    const behalve = allowed.aanmelding.sessie
    const what = { nummer, version: undefined, at, naar: {}, eindig: { behalve } }
    await gateway.toegang.store.wijzig(what, event)
  } else if (actie === 'sessie-beeindigen' && /^[0-9a-zA-Z_-]{43,64}$/.test(sessie))
    await gateway.toegang.store.eindigSessie({ hash: sessie, nummer, at }, event)
  else throw new Refusal('SL302')
  return seeOther('/account')
}
