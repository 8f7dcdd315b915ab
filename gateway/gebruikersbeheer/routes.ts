/** The routes of Gebruikersbeheer, of who asks for an autorisatie, and of who decides on it. */
import { aCertificate, aContactpersoon, anyone } from '../http/judge/allow.ts'
import { backTo } from '../http/form/back.ts'
import { asksFromPage } from '../http/form/own-form.ts'
import { reading, route } from '../http/route.ts'
import type { Route } from '../http/route.ts'
import { paths } from '../pages/paths.ts'
import { changeEditor, newEditor, removeEditor } from './houder/editors.ts'
import { editing, looking, ofHouder } from './route-parts.ts'
import { listAsFile, showList } from './list/show-list.ts'
import { history, historyAsFile } from './history/history-list.ts'
import {
  bulkForm,
  changeForm,
  contactForm,
  importForm,
  newForm,
  removeForm,
  successionForm,
  undoForm,
} from './form-pages.ts'
import { contactEditor } from './contact-editor.ts'
import { bulkEditor } from './several/bulk-editor.ts'
import { decline, readDecline } from './asks/decline.ts'
import { postAsk, readAsk, showAsks } from './asks/my-asks.ts'
import { importEditor } from './file/import-editor.ts'
import { readSignOff, review, signOff } from './list/review.ts'
import { successionEditor } from './several/succession-editor.ts'
import { undoEditor } from './several/undo-editor.ts'

const portaal = ['portaal'] as const

/** One holder of a certificate. */
const houder = `${paths.beheer}/houders/:soort/:gebruikersnummer`

export const beheerRoutes: readonly Route[] = [
  reading({
    at: portaal,
    method: 'GET',
    path: paths.vragen,
    event: ['pagina-bekijken', 'R'],
    asks: () => anyone,
    run: showAsks,
  }),
  route({
    at: portaal,
    method: 'POST',
    path: paths.vragen,
    event: ['beheer-wijzigen', 'C'],
    asks: (_gateway, visit) => asksFromPage(visit, anyone),
    reads: readAsk,
    run: postAsk,
  }),
  // ---- Gebruikersbeheer ----
  route({
    at: portaal,
    method: 'POST',
    path: paths.afwijzen,
    event: ['beheer-wijzigen', 'U'],
    asks: (_gateway, visit) => asksFromPage(visit, aContactpersoon),
    reads: readDecline,
    run: decline,
  }),
  backTo(paths.beheer, aCertificate, { at: portaal, path: paths.afwijzen }),
  route({ at: portaal, method: 'GET', path: paths.beheer, ...looking(showList) }),
  route({ at: portaal, method: 'GET', path: paths.nieuweHouder, ...looking(newForm) }),
  route({ at: portaal, method: 'POST', path: paths.nieuweHouder, ...editing(() => newEditor) }),
  route({ at: portaal, method: 'GET', path: paths.contactpersonen, ...looking(contactForm) }),
  route({
    at: portaal,
    method: 'POST',
    path: paths.contactpersonen,
    ...editing(() => contactEditor),
  }),
  route({ at: portaal, method: 'GET', path: paths.geschiedenis, ...looking(history) }),
  route({ at: portaal, method: 'GET', path: paths.geschiedenisCsv, ...looking(historyAsFile) }),
  route({ at: portaal, method: 'GET', path: houder, ...looking(changeForm) }),
  route({ at: portaal, method: 'POST', path: houder, ...editing(ofHouder(changeEditor)) }),
  route({
    at: portaal,
    method: 'POST',
    path: `${houder}/verwijderen`,
    ...editing(ofHouder(removeEditor)),
  }),
  route({ at: portaal, method: 'GET', path: `${houder}/verwijderen`, ...looking(removeForm) }),
  route({ at: portaal, method: 'GET', path: paths.jaarcontrole, ...looking(review) }),
  route({
    at: portaal,
    method: 'POST',
    path: paths.jaarcontrole,
    event: ['beheer-wijzigen', 'C'],
    asks: (_gateway, visit) => asksFromPage(visit, aContactpersoon),
    reads: readSignOff,
    run: signOff,
  }),
  route({ at: portaal, method: 'GET', path: paths.opvolgen, ...looking(successionForm) }),
  route({ at: portaal, method: 'POST', path: paths.opvolgen, ...editing(() => successionEditor) }),
  route({ at: portaal, method: 'GET', path: paths.csv, ...looking(listAsFile) }),
  route({ at: portaal, method: 'GET', path: paths.inlezen, ...looking(importForm) }),
  route({ at: portaal, method: 'POST', path: paths.inlezen, ...editing(() => importEditor) }),
  route({ at: portaal, method: 'GET', path: paths.meer, ...looking(bulkForm) }),
  route({ at: portaal, method: 'POST', path: paths.meer, ...editing(() => bulkEditor) }),
  route({ at: portaal, method: 'GET', path: paths.ongedaan, ...looking(undoForm) }),
  route({ at: portaal, method: 'POST', path: paths.ongedaan, ...editing(() => undoEditor) }),
]
