/** The routes of organisations, their members and meldcodes on the toegang listener, one row each. */
import { acceptInvitation, showInvitation } from './leden/accept.ts'
import { route } from './http/route.ts'
import type { Route } from './http/route.ts'
import { askingOverdracht, lookingAtOverdracht } from './leden/ask-overdracht.ts'
import { changeLid, lidFields, showLid } from './leden/change.ts'
import {
  backToKoppeling,
  chooseEpd,
  editingKoppeling,
  endKoppeling,
  koppelingFields,
  lookingAtKoppeling,
  registerKoppeling,
} from './koppeling/handlers.ts'
import { backToLeden, ledenForm, ledenView, newOwnLink } from './leden/handlers.ts'
import { invite, inviteFields, requestAct } from './leden/invite.ts'
import { showLeden } from './leden/show.ts'
import { endMeldcode, makeMeldcode, meldcodesOf } from './meldcodes/handlers.tsx'
import { accountForm, accountView, ownForm, ownPage } from './organisaties/forms.ts'
import { choose, keuzeFields, showKeuze } from './organisaties/keuze.ts'
import { chooseOrganisatie, lijstFields, lijstPath, showLijst } from './organisaties/lijst.ts'
import { beginAanmelding, nieuwFields, nieuwPath, showNieuw } from './organisaties/nieuw.ts'

const at = ['toegang'] as const
const eigen = `${nieuwPath}/:id`
const leden = '/organisaties/:agb/:dienst'
const koppeling = `${leden}/koppeling`
const get = { at, method: 'GET' } as const
const post = { at, method: 'POST' } as const

export const organisatieRoutes: readonly Route[] = [
  route({ ...get, path: '/uitnodiging', ...accountView(showInvitation) }),
  route({ ...post, path: '/uitnodiging', ...accountForm([], acceptInvitation) }),
  route({ ...get, path: lijstPath, ...accountView(showLijst) }),
  route({
    ...post,
    path: lijstPath,
    ...accountForm(lijstFields, chooseOrganisatie),
  }),
  route({ ...get, path: nieuwPath, ...accountView(showNieuw) }),
  route({ ...post, path: nieuwPath, ...accountForm(nieuwFields, beginAanmelding) }),
  route({ ...get, path: eigen, ...ownPage(showKeuze) }),
  route({ ...post, path: eigen, ...ownForm(keuzeFields, choose) }),
  route({ ...get, path: leden, ...ledenView(showLeden(meldcodesOf())) }),
  ...['uitnodigen', 'uitnodigingen/:id', 'link', 'meldcodes', 'meldcodes/:id'].map((form) =>
    route({ ...get, path: `${leden}/${form}`, ...ledenView(backToLeden) }),
  ),
  route({
    ...post,
    path: `${leden}/uitnodigen`,
    ...ledenForm(inviteFields, invite(meldcodesOf())),
  }),
  route({ ...post, path: `${leden}/uitnodigingen/:id`, ...ledenForm(['actie'], requestAct) }),
  route({ ...get, path: `${leden}/leden/:nummer`, ...ledenView(showLid) }),
  route({
    ...post,
    path: `${leden}/leden/:nummer`,
    ...ledenForm(lidFields, changeLid, { repeated: ['machtiging'] }),
  }),
  route({ ...post, path: `${leden}/link`, ...ledenForm(['actie'], newOwnLink) }),
  route({ ...get, path: `${leden}/overdracht`, ...lookingAtOverdracht }),
  route({ ...post, path: `${leden}/overdracht`, ...askingOverdracht }),
  route({ ...get, path: koppeling, ...lookingAtKoppeling }),
  route({ ...post, path: koppeling, ...editingKoppeling(koppelingFields, registerKoppeling) }),
  route({ ...post, path: `${koppeling}/:nummer`, ...editingKoppeling(['actie'], endKoppeling) }),
  ...[`${koppeling}/:nummer`, `${leden}/epd`].map((path) =>
    route({ ...get, path, ...backToKoppeling }),
  ),
  route({ ...post, path: `${leden}/epd`, ...editingKoppeling(['epd'], chooseEpd) }),
  route({ ...post, path: `${leden}/meldcodes`, ...ledenForm(['label'], makeMeldcode) }),
  route({ ...post, path: `${leden}/meldcodes/:id`, ...ledenForm(['actie'], endMeldcode) }),
]
