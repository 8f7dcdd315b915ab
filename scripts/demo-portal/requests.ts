/** The side that people see: the form, the list, an application, and submitting. */
import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { mergeApplication, submittedFields } from './applications.ts'
import type { KeptApplication } from './applications.ts'
import { faultsIn } from './check-fields.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import { applicationPage, base, formPage, listPage, messagePage, receivedPage } from './pages.ts'

/** Answers a request of a known caller. */
export type Show = (caller: Caller, request: Request, response: Response) => void

/** The applications of the practice. */
export const showApplications =
  ({ applications }: KeptApplication): Show =>
  (caller, _request, response) => {
    sendPage(response, 200, listPage(caller, applications.list(caller.agb)))
  }

/** The form of a delivery; once it was submitted, the application. */
export const showForm =
  ({ drafts, applications }: KeptApplication): Show =>
  (caller, request, response) => {
    const id = String(request.params['id'])
    const draft = drafts.find(id, caller.agb)
    if (applications.find(id, caller.agb) !== undefined)
      response.redirect(303, `${base}/aanvragen/${id}`)
    else if (draft === undefined) notFound(caller, response)
    else if (mayNotSubmit(caller)) refuseSubmit(caller, response)
    else sendPage(response, 200, formPage(caller, draft))
  }

export const showApplication =
  ({ applications }: KeptApplication): Show =>
  (caller, request, response) => {
    const application = applications.find(String(request.params['id']), caller.agb)
    if (application === undefined) notFound(caller, response)
    else sendPage(response, 200, applicationPage(caller, application))
  }

/** What somebody sees who submitted. */
export const showReceived =
  ({ applications }: KeptApplication): Show =>
  (caller, request, response) => {
    const application = applications.find(String(request.params['id']), caller.agb)
    if (application === undefined) notFound(caller, response)
    else sendPage(response, 200, receivedPage(caller, application))
  }

/**
 * Takes the submitted form. Sluis has compared `instantie.agbCode` with the certificate already (the route
 * in its policy names that field); a portal still checks what it can check itself. Whether the request
 * makes sense for care is the real portal's business, not shown here.
 */
export const submitApplication =
  (kept: KeptApplication, options: SubmitOptions): Show =>
  (caller, request, response) => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
    if (mayNotSubmit(caller)) refuseSubmit(caller, response)
    else if (form.get('instantie.agbCode') !== caller.agb)
      sendPage(response, 403, otherPractice(caller))
    else take(kept, options, { caller, form, response })
  }

interface SubmitOptions {
  readonly now: () => number
  readonly log: (line: string) => void
}

/** The same form sent twice is one application. */
function take(
  { drafts, applications, nextNummer }: KeptApplication,
  { now, log }: SubmitOptions,
  {
    caller,
    form,
    response,
  }: { readonly caller: Caller; readonly form: URLSearchParams; readonly response: Response },
): void {
  const { agb, naam, gebruikersnummer } = caller
  const draft = drafts.find(form.get('aanvraag') ?? '', agb)
  const id = draft?.id ?? randomUUID()
  if (applications.find(id, agb) === undefined) {
    const fields = mergeApplication(draft?.fields, submittedFields(form))
    const filled = { ...(draft ?? nothingDelivered), agb, fields }
    const faults = faultsIn(fields)
    if (faults.length > 0) {
      sendPage(response, 422, formPage(caller, filled, faults))
      return
    }
    const made = { ...filled, id, at: now(), door: naam ?? gebruikersnummer }
    applications.put({ ...made, nummer: nextNummer() })
    log(`demoportaal: aanvraag ${id} ingediend`)
  }
  response.redirect(303, `${base}/aanvragen/${id}/ontvangen`)
}

const nothingDelivered = { id: '', referentie: '' }

const otherPractice = (caller: Caller): Html =>
  messagePage(
    caller,
    'Andere AGB-code',
    'U kunt alleen voor uw eigen praktijk of instelling indienen.',
  )

const mayNotSubmit = ({ autorisaties }: Caller): boolean => !autorisaties.includes('indienen')

const refuseSubmit = (caller: Caller, response: Response): void => {
  sendPage(
    response,
    403,
    messagePage(caller, 'Geen autorisatie', 'U mag aanvragen bekijken, maar niet indienen.'),
  )
}

/** 404. */
export const notFound = (caller: Caller, response: Response): void => {
  sendPage(
    response,
    404,
    messagePage(caller, 'Niet gevonden', 'Deze pagina of aanvraag bestaat hier niet.'),
  )
}

/** Sends a page. */
export const sendPage = (response: Response, status: number, page: Html): void => {
  response.status(status).type('html').send(page.text)
}
