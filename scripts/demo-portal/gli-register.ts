/** The stand-in for `gli-register`: measurements that systems deliver, and participants that people enter. */
import { demoFormOf, listOf } from './fields.ts'
import { link } from './frame.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import type { StandIn } from './stand-in.ts'

const base = '/gli-register'

const fields = [{ naam: 'nummer', label: 'Nummer van de deelnemer' }] as const

/** Who manages the organisation too, by an independent treatment or as its contact person, is told where. */
const roleOf = ({ autorisaties }: Caller): Html => {
  const beheert = autorisaties.includes('contactpersoon')
  const rol = autorisaties.includes('behandelaar')
    ? 'GLI-behandelaar'
    : 'medewerker die mag invoeren'
  return html`<p class="utrecht-paragraph">
    U bent ${beheert ? 'zelfstandig ' : ''}${rol}.
    ${beheert ? html`${link('/organisaties', 'Beheer uw organisatie')}` : ''}
  </p>`
}

export const gliRegister: StandIn = {
  dienst: 'gli-register',
  naam: 'GLI-register',
  overdracht: true,
  pages: [
    {
      methode: 'get',
      pad: base,
      autorisatie: 'invoeren',
      show: ({ caller, inbox }) => ({
        title: 'Deelnemers',
        content: html`${roleOf(caller)}${listOf(inbox.of(caller.agb), ['deelnemer', 'nummer'])}
        ${demoFormOf(`${base}/deelnemers`, caller.agb, { fields, button: 'Deelnemer toevoegen' })}`,
      }),
    },
    {
      methode: 'post',
      pad: `${base}/deelnemers`,
      autorisatie: 'invoeren',
      show: ({ caller, inbox, form, newId, at }) => {
        const inhoud = { deelnemer: { nummer: form.get('nummer') ?? '' } }
        const door = caller.naam ?? caller.gebruikersnummer
        inbox.put({ id: newId(), agb: caller.agb, at, door, inhoud })
        return { next: base }
      },
    },
  ],
}
