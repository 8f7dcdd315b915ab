/** The stand-in for `gli-register`: measurements that systems deliver, and participants that people enter. */
import { formOf, listOf } from './fields.ts'
import { html } from './html.ts'
import type { StandIn } from './stand-in.ts'

const base = '/gli-register'

const fields = [{ naam: 'nummer', label: 'Nummer van de deelnemer' }] as const

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
        content: html`${listOf(inbox.of(caller.agb), ['deelnemer', 'nummer'])}
        ${formOf(`${base}/deelnemers`, caller.agb, { fields, button: 'Deelnemer toevoegen' })}`,
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
