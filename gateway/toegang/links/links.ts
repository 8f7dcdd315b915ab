/**
 * Links of mails. Looking at one changes nothing, however often and by whatever program; only the finished act uses it
 * up, and none signs anyone in.
 */
import { Refusal } from '../../errors.ts'
import type { Answer } from '../../http/answer/answer.ts'
import { isPrefetch } from '../../http/form/cross-site.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { readVisitorForm } from '../visitor.ts'
import { linkOf } from './link.ts'
import { beginSetup, beginFactor } from './begin.ts'
import { resetPassword, changeEmail } from './change.ts'

/** `POST /link/{token}`. */
export async function useLink(gateway: Gateway, visit: Visit): Promise<Answer> {
  if (isPrefetch(visit.request)) throw new Refusal('SL511')
  const form = await readVisitorForm(gateway, visit, ['wachtwoord', 'code', 'kanaal'])
  const row = await linkOf(gateway, visit)
  const typed = {
    wachtwoord: oneOf(form, 'wachtwoord'),
    code: oneOf(form, 'code').trim(),
    kanaal: oneOf(form, 'kanaal'),
  }
  switch (row.soort) {
    case 'e-mail-bewijs':
    case 'uitnodiging':
      return beginSetup(gateway, row)
    case 'wachtwoord':
      return resetPassword(gateway, visit, row, typed)
    case 'e-mail-wijziging':
      return changeEmail(gateway, visit, row)
    case 'factor-herstel':
      return beginFactor(gateway, visit, row, typed.wachtwoord)
  }
}
