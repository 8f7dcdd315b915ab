/** A contact person refuses what an employee asks for. */
import { seeOther } from '../../http/answer/answer.ts'
import { aContactpersoon } from '../../http/judge/allow.ts'
import type { AllowedInstantie } from '../../http/judge/allow.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { changing } from '../../http/outcome.ts'
import type { Outcome } from '../../http/outcome.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { readFormAlone } from '../../http/form/form-alone.ts'
import type { Reading } from '../../http/perform.ts'
import { paths } from '../../pages/paths.ts'
import type { VraagRef } from '../../store/beheer.ts'
import { refIn } from '../practice/houder-ref.ts'

export const readDecline = (
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
): Promise<Reading<AllowedInstantie, FormValues>> =>
  readFormAlone(gateway, visit, asker, {
    asking: aContactpersoon,
    purpose: 'gebruikersbeheer',
    fields: ['vraag'],
  })

/** What was decided meanwhile is left as it is. */
export function decline(
  { beheer }: Gateway,
  _visit: Visit,
  { instantie, identity, at }: AllowedInstantie,
  form: FormValues,
): Outcome {
  if (instantie.beheer === 'bestand') return { barred: 'SL513', allow: ['GET'] }
  const vraag = vraagIn(oneOf(form, 'vraag'))
  if (vraag === undefined) return { barred: 'SL512' }
  const { gebruikersnummer, naam = null } = identity
  const besluit = { wat: 'afgewezen', op: at, door: { gebruikersnummer, naam } } as const
  return changing<boolean>({
    told: { object: { soort: 'houder', id: vraag.gebruikersnummer } },
    make: (audit) => beheer.store.decline(identity.agbCode, vraag, besluit, audit),
    outcomeOf: (was) => ({
      told: { toelichting: was ? `vraag om ${vraag.dienst} afgewezen` : 'vraag was al besloten' },
    }),
    answerOf: () => seeOther(paths.beheer),
  })
}

function vraagIn(text: string): VraagRef | undefined {
  const [soort = '', gebruikersnummer = '', dienst = '', ...rest] = text.split('/')
  const ref = refIn(`${soort}/${gebruikersnummer}`)
  return ref === undefined || dienst === '' || rest.length > 0 ? undefined : { ...ref, dienst }
}
