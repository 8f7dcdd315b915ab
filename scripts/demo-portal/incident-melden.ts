/** The stand-in for `incident-melden`: report with a meldcode or an account, look with an account only. */
import { demoFormOf, listOf } from './fields.ts'
import { link } from './frame.ts'
import { html } from './html.ts'
import type { StandIn } from './stand-in.ts'

const base = '/incident-melden'

const fields = [
  { naam: 'datum', label: 'Datum van het incident', type: 'date' },
  { naam: 'soort', label: 'Soort incident' },
  { naam: 'omschrijving', label: 'Wat gebeurde er? Noem geen personen.' },
] as const

export const incidentMelden: StandIn = {
  dienst: 'incident-melden',
  naam: 'Incident melden',
  pages: [
    {
      methode: 'get',
      pad: `${base}/melden`,
      autorisatie: 'melden',
      show: ({ caller }) => ({
        title: 'Incident melden',
        content: html`${demoFormOf(`${base}/meldingen`, caller.agb, { fields, button: 'Melden' })}
        ${caller.autorisaties.includes('inzien') ? html`<p class="utrecht-paragraph">${link(`${base}/meldingen`, 'Alle meldingen')}</p>` : ''}`,
      }),
    },
    {
      methode: 'post',
      pad: `${base}/meldingen`,
      autorisatie: 'melden',
      show: ({ caller, inbox, form, newId, at }) => {
        const id = newId()
        const { agb } = caller
        const [datum, soort, omschrijving] = fields.map(({ naam }) => form.get(naam) ?? '')
        const inhoud = { incident: { datum, soort, omschrijving } }
        // Behind a meldcode is no person: it says the code, never who.
        inbox.put({
          id,
          agb,
          at,
          door: caller.naam ?? `meldcode ${caller.gebruikersnummer}`,
          inhoud,
        })
        return {
          title: 'Bedankt voor uw melding',
          content: html`<p class="utrecht-paragraph">Uw melding heeft kenmerk ${id}.</p>
            <p class="utrecht-paragraph">${link(`${base}/melden`, 'Nog een incident melden')}</p>`,
        }
      },
    },
    {
      methode: 'get',
      pad: `${base}/meldingen`,
      autorisatie: 'inzien',
      show: ({ caller, inbox }) => ({
        title: 'Meldingen',
        content: html`${listOf(inbox.of(caller.agb), ['incident', 'soort'])}
          <p class="utrecht-paragraph">${link(`${base}/gegevens`, 'Gegevens')}</p>`,
      }),
    },
    {
      methode: 'get',
      pad: `${base}/gegevens`,
      autorisatie: 'inzien',
      show: ({ caller }) => ({
        title: 'Gegevens',
        content: html`<p class="utrecht-paragraph">
          Aangemeld als ${caller.gebruikersnummer} voor <bdi>${caller.instantieNaam}</bdi>.
        </p>`,
      }),
    },
  ],
}
