/** What a package does when all is well: post, post again, ask, withdraw. */
import type { KitRequest } from './kit-request.ts'
import { ask, diensten, melding, kitPost, kitPrepare } from './kit-request.ts'

const one = `/v1/instroom/${diensten.gewoon}/{{instroomId}}`

/** In order. */
export const goodWay: readonly KitRequest[] = [
  kitPrepare(),
  kitPost({ verwacht: '200', naam: 'nog eens aanbieden' }, { nieuw: false }),
  ask({ verwacht: '200', naam: 'status vragen' }, { methode: 'GET', pad: one }),
  ask({ verwacht: '204', naam: 'intrekken' }, { methode: 'DELETE', pad: one }),
  ask(
    { verwacht: '200', naam: 'mijn certificaat' },
    { methode: 'GET', pad: '/v1/mijn-certificaat' },
  ),
]

const sent = `/v1/instroom/${diensten.direct}/{{instroomId}}`
const client = 'systeem-melden'

/** The same for a dienst that nobody opens: post, post again, and ask until it is delivered. In order. */
export const directWay: readonly KitRequest[] = [
  kitPost(
    { verwacht: '201', naam: 'melden' },
    {
      client,
      pad: `/v1/instroom/${diensten.direct}`,
      bericht: melding(),
      onthoud: ['instroomId'],
    },
  ),
  kitPost(
    { verwacht: '200', naam: 'nog eens melden' },
    {
      client,
      pad: `/v1/instroom/${diensten.direct}`,
      bericht: melding(),
      onthoud: ['instroomId'],
      nieuw: false,
    },
  ),
  ask({ verwacht: '200', naam: 'status van de melding' }, { client, methode: 'GET', pad: sent }),
]
