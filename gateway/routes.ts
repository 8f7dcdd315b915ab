/**
 * Every route of every mTLS listener, one row each: where it is, which event its audit row is, what it asks of who
 * comes, what it reads, and what it does. `http/perform.ts` walks a request through its row. Of two rows that
 * match, the first counts.
 */
import { paths } from './pages/paths.ts'
import { tellAtHome } from './gebruikersbeheer/list/at-home.ts'
import { beheerRoutes } from './gebruikersbeheer/routes.ts'
import { aCertificate, aContactpersoon, anyone, signedInAnywhere } from './http/judge/allow.ts'
import { json } from './http/answer/answer.ts'
import { codesFor, showCodes } from './portal/foutcodes.ts'
import { deskToegangRoutes } from './routes-servicedesk.ts'
import { deskForm, deskLooking } from './servicedesk/ask.ts'
import { showHolder, showPractice, showTexts } from './servicedesk/look.ts'
import { showRequest } from './servicedesk/request.ts'
import { search, showSearch } from './servicedesk/search.ts'
import {
  deskPaths,
  praktijkPath,
  verzoekPath,
  voorstelPath,
  voorstellenPath,
} from './servicedesk/paths.ts'
import { beslisFields, decideVoorstel } from './servicedesk/confirm.ts'
import { showVoorstel } from './servicedesk/show-voorstel.ts'
import { proposeContact, showVoorstelForm, voorstelFields } from './servicedesk/propose.ts'
import { asksUse, usedDienst } from './dienst/use.ts'
import { readUse } from './dienst/named-body.ts'
import { useDienst } from './dienst/pass.ts'
import { asksInstroom, postInstroom, postedDienst, readMessage } from './instroom/post.ts'
import { findOwn, instroomStatus, withdrawInstroom } from './instroom/own.ts'
import {
  listInstromen,
  readList,
  readReleased,
  readWithdrawn,
  releaseOpened,
  withdrawWaiting,
} from './instroom/list.ts'
import { myCertificate, toBeTold } from './portal/my-certificate.ts'
import {
  describedCodes,
  describedDocument,
  describedPost,
  describedSelfCheck,
  describedStatus,
  describedWithdrawal,
} from './openapi/described.ts'
import { openapi } from './openapi/document.ts'
import { backTo } from './http/form/back.ts'
import { asksFromPage } from './http/form/own-form.ts'
import { forEveryone, reading, route } from './http/route.ts'
import type { Route } from './http/route.ts'
import { asset, certificate, homeWith } from './portal/site-pages.ts'
import { asksLink, findLinked, openInstroom } from './instroom/start.ts'
import { accountRoutes } from './toegang/own/account-routes.ts'
import { doorgangRoutes } from './toegang/sign-in/doorgang.ts'
import { securedRoutes } from './toegang/own/secured.ts'
import { readSignOut, showHome, signOut } from './toegang/own/own-pages.ts'
import { signingInRoutes } from './routes-aanmelden.ts'
import { organisatieRoutes } from './routes-organisaties.ts'

const instroom = ['instroom'] as const
const portaal = ['portaal'] as const
const toegang = ['toegang'] as const
const mtls = ['instroom', 'portaal'] as const
const everywhere = ['instroom', 'portaal', 'toegang'] as const

const deskPraktijk = praktijkPath(':agbCode')
const deskVoorstel = voorstelPath(':voorstel')

export const routes: readonly Route[] = [
  // ---- software packages ----
  route({
    at: instroom,
    method: 'POST',
    path: '/v1/instroom/:dienst',
    hot: postedDienst,
    described: describedPost,
    event: ['instroom-aanbieden', 'C'],
    counts: true,
    asks: asksInstroom,
    reads: readMessage,
    run: postInstroom,
  }),
  route({
    at: instroom,
    method: 'GET',
    path: '/v1/instroom/:dienst/:instroomId',
    described: describedStatus,
    event: ['instroom-status', 'R'],
    counts: true,
    asks: asksInstroom,
    reads: findOwn,
    run: instroomStatus,
  }),
  route({
    at: instroom,
    method: 'DELETE',
    path: '/v1/instroom/:dienst/:instroomId',
    described: describedWithdrawal,
    event: ['instroom-intrekken', 'D'],
    counts: true,
    asks: asksInstroom,
    reads: findOwn,
    run: withdrawInstroom,
  }),
  reading({
    at: instroom,
    method: 'GET',
    path: '/v1/openapi.json',
    described: describedDocument,
    event: ['verzoek', 'R'],
    asks: () => aCertificate,
    run: (_gateway, { request }, { policy }) => ({
      answer: json(
        200,
        openapi(policy.diensten.values(), `https://${request.headers.host ?? ''}`, routes),
      ),
    }),
  }),
  // ---- both ----
  reading({
    at: mtls,
    method: 'GET',
    path: '/v1/mijn-certificaat',
    described: describedSelfCheck,
    event: ['mijn-certificaat', 'R'],
    asks: () => toBeTold,
    run: myCertificate,
  }),
  reading({
    at: mtls,
    method: 'GET',
    path: paths.foutcodes,
    described: describedCodes,
    event: ['verzoek', 'R'],
    asks: () => aCertificate,
    run: showCodes,
  }),
  forEveryone({ at: toegang, method: 'GET', path: paths.foutcodes, answer: codesFor }),
  forEveryone({ at: everywhere, method: 'GET', path: '/v1/stijl/:bestand', answer: asset }),
  // ---- instromen, for people; before the link: `intrekken` and `vrijgeven` are no tokens ----
  route({
    at: portaal,
    method: 'GET',
    path: paths.instromen,
    event: ['pagina-bekijken', 'R'],
    asks: () => anyone,
    reads: readList,
    run: listInstromen,
  }),
  route({
    at: portaal,
    method: 'POST',
    path: paths.intrekken,
    event: ['instroom-intrekken', 'D'],
    asks: (_gateway, visit) => asksFromPage(visit, anyone),
    reads: readWithdrawn,
    run: withdrawWaiting,
  }),
  route({
    at: portaal,
    method: 'POST',
    path: paths.vrijgeven,
    event: ['instroom-vrijgeven', 'U'],
    asks: (_gateway, visit) => asksFromPage(visit, aContactpersoon),
    reads: readReleased,
    run: releaseOpened,
  }),
  ...[paths.intrekken, paths.vrijgeven].map((path) =>
    backTo(paths.instromen, aCertificate, { at: portaal, path }),
  ),
  route({
    at: ['portaal', 'toegang'],
    method: 'GET',
    path: '/start/:token',
    noHead: true,
    event: ['instroom-openen', 'E'],
    counts: true,
    asks: asksLink,
    reads: findLinked,
    run: openInstroom,
  }),
  ...signingInRoutes,
  // ---- signed in ----
  reading({
    at: toegang,
    method: 'GET',
    path: '/',
    event: ['pagina-bekijken', 'R'],
    asks: () => signedInAnywhere,
    run: showHome,
  }),
  ...accountRoutes,
  ...securedRoutes,
  ...doorgangRoutes,
  route({
    at: toegang,
    method: 'POST',
    path: '/afmelden',
    event: ['afmelden', 'E'],
    asks: (_gateway, visit) => asksFromPage(visit, signedInAnywhere),
    reads: readSignOut,
    run: signOut,
  }),
  backTo('/', signedInAnywhere, { at: toegang, path: '/afmelden' }),
  ...organisatieRoutes,
  // ---- a dienst ----
  route({
    at: ['portaal', 'toegang'],
    method: '*',
    path: '/:dienst{/*rest}',
    hot: usedDienst,
    // What is asked says whether it is a change.
    event: ['dienst-gebruiken', 'U'],
    counts: true,
    asks: asksUse,
    reads: readUse,
    run: useDienst,
  }),
  // ---- our own pages ----
  reading({
    at: portaal,
    method: 'GET',
    path: paths.home,
    event: ['mijn-certificaat', 'R'],
    asks: () => toBeTold,
    run: homeWith(tellAtHome),
  }),
  reading({
    at: portaal,
    method: 'GET',
    path: paths.certificaat,
    event: ['mijn-certificaat', 'R'],
    asks: () => toBeTold,
    run: certificate,
  }),
  ...beheerRoutes,
  // ---- the service desk ----
  ...deskToegangRoutes,
  route({ at: portaal, method: 'GET', path: deskPaths.home, ...deskLooking(showSearch) }),
  route({
    at: portaal,
    method: 'POST',
    path: deskPaths.home,
    ...deskForm(['servicedesk-bekijken', 'R'], ['zoek'], search),
  }),
  route({ at: portaal, method: 'GET', path: deskPaths.teksten, ...deskLooking(showTexts) }),
  route({ at: portaal, method: 'GET', path: verzoekPath(':verzoek'), ...deskLooking(showRequest) }),
  route({ at: portaal, method: 'GET', path: deskPraktijk, ...deskLooking(showPractice) }),
  route({
    at: portaal,
    method: 'GET',
    path: voorstellenPath(':agbCode'),
    ...deskLooking(showVoorstelForm),
  }),
  route({
    at: portaal,
    method: 'POST',
    path: voorstellenPath(':agbCode'),
    ...deskForm(['servicedesk-contactpersoon', 'C'], voorstelFields, proposeContact),
  }),
  route({
    at: portaal,
    method: 'GET',
    path: `${deskPraktijk}/:soort/:gebruikersnummer`,
    ...deskLooking(showHolder),
  }),
  route({ at: portaal, method: 'GET', path: deskVoorstel, ...deskLooking(showVoorstel) }),
  route({
    at: portaal,
    method: 'POST',
    path: deskVoorstel,
    ...deskForm(['servicedesk-contactpersoon', 'U'], beslisFields, decideVoorstel),
  }),
]
