/** The portal's pages: the request form, the list, one application, and what is said instead of them. */
import type { Application, Draft, ApplicationFields } from './applications.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import type { FieldFault } from './check-fields.ts'
import { formOfDraft } from './form-page.ts'
import { framed, link, moment } from './frame.ts'
import { valuesOf } from './values.ts'

/** Where the portal lives behind Sluis: the paths are those of the browser, unchanged. */
export const base = '/machtigingenportaal'

const page = (title: string, caller: Caller | undefined, content: Html): Html =>
  framed({ base, naam: 'Machtigingenportaal' }, { title, caller, content })

const listLink = html`<p class="utrecht-paragraph">
  ${link(`${base}/aanvragen`, 'Naar alle aanvragen')}
</p>`

/** The request form, filled in, with what is wrong with it. It shows a BSN: the request is about this person. */
export const formPage = (caller: Caller, draft: Draft, faults: readonly FieldFault[] = []): Html =>
  page('Machtiging aanvragen', caller, formOfDraft(`${base}/aanvragen`, draft, faults))

/** What somebody sees who submitted: that it came in, and under which number. */
export const receivedPage = (caller: Caller, { id, nummer, at, referentie }: Application): Html =>
  page(
    'Uw aanvraag is ontvangen',
    caller,
    html`<p class="utrecht-paragraph" role="status">
        Uw aanvraag heeft nummer <strong>${nummer}</strong>. Wij ontvingen hem op ${moment(at)}.
      </p>
      ${referentie === '' ? '' : html`<p class="utrecht-paragraph">Referentie van uw softwarepakket: <bdi>${referentie}</bdi></p>`}
      <p class="utrecht-paragraph">
        Noem dit nummer als u over de aanvraag belt. U hoeft nu niets meer te doen.
      </p>
      <p class="utrecht-paragraph">${link(`${base}/aanvragen/${id}`, 'Bekijk de aanvraag')}</p>
      ${listLink}`,
  )

/** The applications of the caller's practice, newest first. */
export const listPage = (caller: Caller, applications: readonly Application[]): Html =>
  page(
    'Aanvragen',
    caller,
    applications.length === 0
      ? html`<p class="utrecht-paragraph">
          Er zijn nog geen aanvragen. Begin een aanvraag in uw softwarepakket.
        </p>`
      : html`<ul class="portaal-list">
          ${applications.map(
            ({ id, nummer, at, door, referentie, fields }) =>
              html`<li>
                ${link(`${base}/aanvragen/${id}`, `${fields['verstrekking.prestatiecode'] || 'Aanvraag'}, nummer ${nummer}`)}
                <span class="portaal-line">
                  ${referentie === '' ? '' : html`Referentie <bdi>${referentie}</bdi>. `}${patient(fields)}
                  Ingediend op ${moment(at)} door <bdi>${door}</bdi>.
                </span>
              </li>`,
          )}
        </ul>`,
  )

/** Enough to know a person by who works there: of a list no more. */
const patient = (fields: ApplicationFields): string => {
  const bsn = fields['verzekerde.bsn'] ?? ''
  return bsn.length === 9 ? `BSN eindigt op ${bsn.slice(-3)}.` : ''
}

/** One application, with all that was submitted: the BSN too, as it is about this person. */
export const applicationPage = (
  caller: Caller,
  { nummer, at, door, referentie, fields }: Application,
): Html =>
  page(
    `Aanvraag ${nummer}`,
    caller,
    html`<p class="utrecht-paragraph">Ingediend op ${moment(at)} door <bdi>${door}</bdi>.</p>
      ${referentie === '' ? '' : html`<p class="utrecht-paragraph">Referentie van uw softwarepakket: <bdi>${referentie}</bdi></p>`}
      ${valuesOf(fields)} ${listLink}`,
  )

/** A page that says why there is nothing else to see. */
export const messagePage = (caller: Caller | undefined, title: string, text: string): Html =>
  page(
    title,
    caller,
    html`<p class="utrecht-paragraph">${text}</p>
      ${caller === undefined ? '' : listLink}`,
  )
