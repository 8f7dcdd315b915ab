/** The routes of the service desk about organisations and accounts, one row each. */
import { route } from './http/route.ts'
import type { Route } from './http/route.ts'
import { changeDeskAccount, deskAccountFields, showDeskAccount } from './servicedesk/account.ts'
import { deskForm, deskLooking } from './servicedesk/ask.ts'
import { changeOrganisatie, showOrganisatie } from './servicedesk/organisatie.ts'
import { orderOverdracht, showOverdracht } from './servicedesk/overdracht.ts'
import { accountPath, organisatiePath, overdrachtPath, toegangPath } from './servicedesk/paths.ts'
import { searchToegang, showToegang } from './servicedesk/toegang.ts'

const at = ['portaal'] as const
const get = { at, method: 'GET' } as const
const post = { at, method: 'POST' } as const
const organisatie = organisatiePath(':agbCode', ':dienst')
const overdracht = overdrachtPath(':id')
const account = accountPath(':nummer')

export const deskToegangRoutes: readonly Route[] = [
  route({ ...get, path: toegangPath, ...deskLooking(showToegang) }),
  route({
    ...post,
    path: toegangPath,
    ...deskForm(['servicedesk-bekijken', 'R'], ['zoek'], searchToegang),
  }),
  route({ ...get, path: organisatie, ...deskLooking(showOrganisatie) }),
  route({
    ...post,
    path: organisatie,
    ...deskForm(['lid-wijzigen', 'U'], ['actie'], changeOrganisatie),
  }),
  route({ ...get, path: account, ...deskLooking(showDeskAccount) }),
  route({
    ...post,
    path: account,
    ...deskForm(['account-wijzigen', 'U'], deskAccountFields, changeDeskAccount),
  }),
  route({ ...get, path: overdracht, ...deskLooking(showOverdracht) }),
  route({
    ...post,
    path: overdracht,
    ...deskForm(['overdracht', 'E'], ['actie'], orderOverdracht),
  }),
]
