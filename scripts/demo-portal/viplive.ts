/**
 * The stand-in for `viplive`: a menu by role, a lock by claim, and patient cards that can be read only with the key
 * that comes in a secured session.
 */
import { demoFormOf } from './fields.ts'
import { link, moment } from './frame.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import type { StandIn } from './stand-in.ts'

const base = '/viplive'
const kaarten = `${base}/patienten`

/** What each page of the menu is for, and the autorisatie it asks: as the routes of the policy have it. */
const functies = [
  ['aandacht-nodig', 'Aandacht nodig', 'aandacht-nodig'],
  ['facturen', 'Handmatige facturen', 'facturen'],
  ['cov-ion', 'COV en ION', 'cov-ion'],
  ['praktijkdeclaraties', 'Praktijkdeclaraties', 'praktijkdeclaraties'],
  ['zorggroepdeclaraties', 'Zorggroepdeclaraties uitvoeren', 'zorggroep-uitvoeren'],
  ['zorggroepdeclaraties/bedragen', 'Zorggroepdeclaraties met bedragen', 'zorggroep-inzien'],
  ['zorggroepdeclaraties/aantallen', 'Ketenzorgdeclaraties (aantallen)', 'zorggroep-aantallen'],
  ['samenwerken', 'Samenwerken', 'samenwerken'],
  ['rapporten', 'Rapporten en ketenzorgdashboard', 'rapporten'],
  ['aios', 'AIOS-dashboard', 'aios-dashboard'],
  ['populatie', 'Populatiedashboard', 'populatie'],
  ['ggz', 'GGZ', 'ggz'],
] as const

const isGemachtigd = ({ gemachtigd }: Caller): boolean => gemachtigd.includes('patientdata')

/** Who is not gemachtigd sees no lock. Opening it is up to Sluis: the page behind it asks the password again. */
function slot(caller: Caller, at: number): Html | '' {
  if (!isGemachtigd(caller)) return ''
  const tot = caller.beveiligdTot
  return tot !== undefined && at < tot
    ? html`<p class="utrecht-paragraph">
        <span aria-hidden="true">🔒</span> Slot dicht: uw beveiligde sessie duurt tot
        ${moment(tot)}. ${link(`${kaarten}/`, 'Patiëntkaarten')}
      </p>`
    : html`<p class="utrecht-paragraph">
        <span aria-hidden="true">🔓</span> Slot open.
        ${link(`${kaarten}/`, 'Start een beveiligde sessie')}
      </p>`
}

const fields = [
  { naam: 'titel', label: 'Patiënt (verzonnen)' },
  { naam: 'tekst', label: 'Meting of notitie' },
] as const

const dicht =
  'Deze kaart is versleuteld. Zij opent alleen in een beveiligde sessie van de medewerker voor wie zij is.'

export const viplive: StandIn = {
  dienst: 'viplive',
  naam: 'VIPLive',
  eigenHost: true,
  kaarten: {
    pad: kaarten,
    titel: 'Patiëntkaart uit het HIS',
  },
  pages: [
    {
      methode: 'get',
      pad: base,
      autorisatie: 'basis',
      show: ({ caller, at }) => ({
        title: 'VIPLive',
        content: html`${slot(caller, at)}
          <nav aria-label="Menu">
            <ul class="portaal-list">
              ${functies
                .filter(([, , autorisatie]) => caller.autorisaties.includes(autorisatie))
                .map(([pad, titel]) => html`<li>${link(`${base}/${pad}`, titel)}</li>`)}
            </ul>
          </nav>`,
      }),
    },
    ...functies.map(([pad, titel, autorisatie]) => ({
      methode: 'get' as const,
      pad: `${base}/${pad}`,
      autorisatie,
      show: ({ caller, at }: { readonly caller: Caller; readonly at: number }) => ({
        title: titel,
        content: html`${slot(caller, at)}
          <p class="utrecht-paragraph">Hier werkt u met: ${titel.toLowerCase()}.</p>
          <p class="utrecht-paragraph">${link(`${base}/`, 'Terug naar het menu')}</p>`,
      }),
    })),
    {
      methode: 'get',
      pad: kaarten,
      autorisatie: 'samenwerken',
      show: ({ caller, cards, at }) => ({
        title: 'Patiëntkaarten',
        content: html`${slot(caller, at)}
          <ul class="portaal-list">
            ${cards.of(caller).map(({ id, titel }) => html`<li>${link(`${kaarten}/${id}`, titel)}</li>`)}
          </ul>
          ${demoFormOf(`${kaarten}/nieuw`, caller.agb, { fields, button: 'Kaart toevoegen' })}`,
      }),
    },
    {
      methode: 'post',
      pad: `${kaarten}/nieuw`,
      autorisatie: 'samenwerken',
      show: async ({ caller, cards, form, newId }) => {
        const id = newId()
        const { agb, gebruikersnummer } = caller
        const [titel = '', text = ''] = fields.map(({ naam }) => form.get(naam) ?? '')
        cards.put({ id, agb, gebruikersnummer, titel, text })
        await cards.close(caller)
        return { next: `${kaarten}/${id}` }
      },
    },
    {
      methode: 'get',
      pad: `${kaarten}/:id`,
      autorisatie: 'samenwerken',
      show: async ({ caller, cards, params, sleutel, at }) => {
        const card = await cards.read(params['id'] ?? '', caller, await sleutel())
        const title = card?.titel ?? 'Onbekende kaart'
        const text = card?.text ?? dicht
        return {
          title,
          content: html`${slot(caller, at)}
            <p class="utrecht-paragraph">${text}</p>
            <p class="utrecht-paragraph">${link(`${kaarten}/`, 'Alle patiëntkaarten')}</p>`,
        }
      },
    },
  ],
}
