/** Making and ending meldcodes (contract part two, 9 and 10): shown once, report only. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import { isAllSeen } from '../base/visible.ts'
import { randomInt } from 'node:crypto'
import { drawMeldcode, meldcodeMac, shownMeldcode } from '../account/meldcode.ts'
import { drawNumber } from '../account/numbers.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import type { Managing } from '../leden/managing.ts'
import { basePath, ledenHtml } from '../leden/show.ts'
import type { More } from '../leden/show.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { MeldcodeRow } from '../store/leden/meldcode.ts'
import { Meldcodes, newCodePage } from './pages/meldcodes.tsx'

const maxLabel = 60

const isLive = ({ revokedAt, validUntil }: MeldcodeRow, at: number): boolean =>
  revokedAt === null && at < validUntil

/** The meldcodes of a dienst that has them, on its management page. */
export const meldcodesOf =
  (typed = '', problems: readonly FieldProblem[] = []): More =>
  async (gateway, managing) => {
    const { agbCode, dienst, allowed } = managing
    if (dienst.meldcode === undefined) return undefined
    const codes = await gateway.organisaties.meldcodes.list(agbCode, dienst.naam)
    return (
      <Meldcodes
        view={{
          guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }),
          base: basePath(managing),
          codes: codes.map((code) => ({ ...code, isLive: isLive(code, allowed.at) })),
          typed,
          problems,
        }}
      />
    )
  }

/** `POST …/meldcodes` */
export async function makeMeldcode(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Promise<Outcome> {
  const { dienst } = managing
  if (dienst.meldcode === undefined) return { barred: 'SL512' }
  const label = oneOf(form, 'label').trim()
  if (label === '' || label.length > maxLabel || !isAllSeen(label)) {
    const melding = `Vul een naam in, hoogstens ${String(maxLabel)} tekens.`
    return { answer: await again(gateway, visit, managing, { label, melding }) }
  }
  return make(gateway, visit, managing, { label, rules: dienst.meldcode })
}

function make(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  {
    label,
    rules,
  }: { readonly label: string; readonly rules: NonNullable<Managing['dienst']['meldcode']> },
): Outcome {
  const { agbCode, dienst, allowed, self } = managing
  const code = drawMeldcode(randomInt)
  const id = drawNumber('meldcode', randomInt)
  return changing<boolean>({
    told: { object: { soort: 'meldcode', id }, actie: 'C' },
    make: (audit) =>
      gateway.organisaties.meldcodes.maak(
        {
          ...{ id, agbCode, dienst: dienst.naam, label, door: self.nummer },
          ...{ createdAt: allowed.at, revokedAt: null, lastUsedAt: null },
          validUntil: allowed.at + rules.geldigMs,
          mac: meldcodeMac(gateway.keyring.current, code),
          hoogstens: rules.hoogstens,
        },
        audit,
      ),
    outcomeOf: (made) => ({
      told: { toelichting: made ? 'meldcode gemaakt' : 'geen meldcode gemaakt: er zijn er genoeg' },
    }),
    answerOf: async (made) => {
      if (!made) {
        const melding = `Er zijn al ${String(rules.hoogstens)} meldcodes. Trek er eerst een in.`
        return again(gateway, visit, managing, { label, melding })
      }
      await putInForce(gateway, visit, 'organisaties')
      const shown = { code: shownMeldcode(code), label, base: basePath(managing) }
      return page(newCodePage(frameOf(gateway, visit), shown))
    },
  })
}

async function again(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  { label, melding }: { readonly label: string; readonly melding: string },
) {
  const problems = [{ veld: 'label', melding }]
  const html = await ledenHtml(gateway, visit, managing, { more: meldcodesOf(label, problems) })
  return refusedLidForm(visit, problems, () => html)
}

/** `POST …/meldcodes/{id}`: it ends, and every sign-in with it. */
export function endMeldcode(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  form: FormValues,
): Outcome | Promise<Outcome> {
  const { agbCode, dienst, allowed } = managing
  const id = parseGebruikersnummer(visit.params['id'] ?? '')
  if (id === undefined) return { barred: 'SL401' }
  if (oneOf(form, 'actie') !== 'intrekken') {
    const shown = { label: '', melding: 'Kies wat u wilt doen.' }
    return again(gateway, visit, managing, shown).then((answer) => ({ answer }))
  }
  return changing<boolean>({
    told: { object: { soort: 'meldcode', id }, actie: 'D' },
    make: (audit) =>
      gateway.organisaties.meldcodes.trekIn(
        { id, agbCode, dienst: dienst.naam, at: allowed.at },
        audit,
      ),
    outcomeOf: (found) =>
      found ? { told: { toelichting: 'ingetrokken' } } : { reference: 'SL401' },
    answerOf: async () => {
      await putInForce(gateway, visit, 'organisaties')
      return seeOther(basePath(managing))
    },
  })
}
