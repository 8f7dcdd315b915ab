/** A take-over that a member asked for: looked at, and ordered, by the service desk. */
import { dutchToday } from '../base/today.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { findPair, overdrachtOrder, overdrachtTexts } from '../leden/overdracht.ts'
import type { OverdrachtRow } from '../store/leden/overdracht.ts'
import { overdrachtDeskPage } from './pages/toegang-pages.tsx'
import { overdrachtPath } from './paths.ts'
import { naamOf, titelOf } from './toegang.ts'
import { deskGuard, deskLooked } from './voorstel.ts'

const find = (gateway: Gateway, { params }: Visit): Promise<OverdrachtRow | undefined> =>
  gateway.organisaties.overdrachten.find(params['id'] ?? '')

const aboutIt = ({ agbCode }: OverdrachtRow) => ({
  object: { soort: 'organisatie', id: agbCode } as const,
})

/** `GET /servicedesk/overdracht/:id`. */
export async function showOverdracht(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const row = await find(gateway, visit)
  if (row === undefined) return { barred: 'SL512' }
  return {
    answer: page(htmlOf(gateway, visit, allowed, { row, problems: [] })),
    told: aboutIt(row),
  }
}

const htmlOf = (
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  { row, problems }: { readonly row: OverdrachtRow; readonly problems: readonly string[] },
): string =>
  overdrachtDeskPage(frameOf(gateway, visit), {
    guard: deskGuard(gateway, allowed),
    ...{ row, problems },
    organisatie: naamOf(allowed.policy, row.agbCode),
    titel: titelOf(allowed.policy, row.dienst),
  })

/** `POST /servicedesk/overdracht/:id`: who is named is judged again, as of now. */
export async function orderOverdracht(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const row = await find(gateway, visit)
  const dienst = allowed.policy.diensten.get(row?.dienst ?? '')
  const isMeant = oneOf(form, 'actie') === 'opdragen' && dienst?.upstream.overdracht !== undefined
  if (row === undefined || !isMeant) return { barred: 'SL512' }
  const problems = await problemsOf(gateway, allowed, row)
  if (problems.length > 0) {
    const html = htmlOf(gateway, visit, allowed, { row, problems })
    return { answer: { ...page(html), status: 409 }, told: { ...deskLooked, ...aboutIt(row) } }
  }
  const aflevering = overdrachtOrder(gateway, row, dienst)
  return changing<boolean>({
    told: { object: { soort: 'aflevering', id: row.id } },
    make: (audit) => gateway.organisaties.overdrachten.draagOp({ row, aflevering }, audit),
    outcomeOf: (isNew) => ({
      told: {
        toelichting: `${isNew ? 'opgedragen' : 'was al opgedragen'} voor ${row.agbCode}: van ${row.van} naar ${row.naar}`,
      },
    }),
    answerOf: () => {
      gateway.deliveries.accepted()
      return seeOther(overdrachtPath(row.id))
    },
  })
}

/** Whoever it was asked for must be the very accounts that have these codes now. */
async function problemsOf(
  gateway: Gateway,
  { at }: AllowedDienst,
  row: OverdrachtRow,
): Promise<readonly string[]> {
  const pair = await findPair(
    {
      account: (nummer) => gateway.toegang.store.account(nummer),
      register: (code) => gateway.store.register.find(code),
      today: dutchToday(at),
    },
    await gateway.organisaties.leden.leden(row.agbCode, row.dienst),
    { van: row.vanAgb, naar: row.naarAgb },
  )
  if ('fouten' in pair) return pair.fouten.map(([, fout]) => overdrachtTexts[fout])
  const isSame = pair.van.nummer === row.van && pair.naar.nummer === row.naar
  return isSame ? [] : [overdrachtTexts.geenLid]
}
