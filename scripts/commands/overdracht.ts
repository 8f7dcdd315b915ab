/** `sluis overdracht`: orders a dienst to hand the participants of one member over to another (contract part two, 15). */
import { dutchToday } from '../../gateway/base/today.ts'
import { deskName } from '../../gateway/leden/desk-invite.ts'
import {
  findPair,
  overdrachtOrder,
  overdrachtRow,
  overdrachtTexts,
} from '../../gateway/leden/overdracht.ts'
import type { Pair } from '../../gateway/leden/overdracht.ts'
import { makeOverdrachtStore } from '../../gateway/leden/store-overdracht.ts'
import { makeRegisterStore } from '../../gateway/register/store.ts'
import { atPlace } from './service-policy.ts'
import type { ServicePlace } from './service-policy.ts'
import { refuse, serviceEvent, tellService, withService } from './service.ts'
import type { Service, ServiceOptions } from './service.ts'
import { hasTable } from './with-database.ts'
import type { Streams } from './with-database.ts'

interface Options extends ServiceOptions {
  readonly policy: string
  readonly agb: string
  readonly dienst: string
  readonly van: string
  readonly naar: string
}

export const overdracht = (options: Options, streams: Streams): Promise<number> =>
  withService(options, streams, async (service) => {
    const { database } = service
    if (!(await hasTable(database, 'overdracht')))
      return refuse(streams, 'deze database is van een oudere versie; start Sluis eerst', 2)
    return atPlace({ ...options, database }, streams, (place) =>
      judged(options, streams, { service, place }),
    )
  })

interface Here {
  readonly service: Service
  readonly place: ServicePlace
}

async function judged(options: Options, streams: Streams, here: Here): Promise<number> {
  const { service, place } = here
  const { agbCode, dienst } = place
  if (dienst.upstream.overdracht === undefined)
    return refuse(
      streams,
      `--dienst: ${dienst.naam} neemt geen overdrachten aan (upstream.overdracht)`,
      2,
    )
  const register = makeRegisterStore(service.database, options.now)
  const found = await findPair(
    {
      account: (nummer) => service.toegang.store.account(nummer),
      register: (code) => register.find(code),
      today: dutchToday(options.now()),
    },
    await service.leden.leden(agbCode, dienst.naam),
    options,
  )
  if (!('fouten' in found)) return ordered(options, streams, here, found)
  for (const [kant, fout] of found.fouten)
    streams.stderr.write(`--${kant}: ${overdrachtTexts[fout]}\n`)
  return 1
}

async function ordered(
  options: Options,
  streams: Streams,
  { service, place }: Here,
  pair: Pair,
): Promise<number> {
  const { agbCode, dienst } = place
  const [id, createdAt] = [service.newId(), service.now()]
  const row = overdrachtRow({ id, agbCode, dienst: dienst.naam, door: deskName, createdAt }, pair)
  const aflevering = overdrachtOrder(service, row, dienst)
  const store = makeOverdrachtStore(service.database, service.queue)
  await store.draagOp({ row, aflevering }, () =>
    serviceEvent(options, {
      ...{ gebeurtenis: 'overdracht', actie: 'E', dienst: dienst.naam },
      object: { soort: 'aflevering', id },
      toelichting: `opgedragen voor ${agbCode}: van ${row.van} naar ${row.naar}`,
    }),
  )
  const side = ({ nummer, agbCode: agb }: Pair['van']) => ({ gebruikersnummer: nummer, agb })
  const value = {
    opdracht: id,
    agbCode,
    dienst: dienst.naam,
    van: side(pair.van),
    naar: side(pair.naar),
  }
  return tellService(options, streams, {
    value,
    text: `${agbCode} voor ${dienst.naam}: overdracht opgedragen (${id}); volg hem met sluis aflevering lijst`,
  })
}
