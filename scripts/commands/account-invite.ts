/** `sluis account nodig-uit` and `sluis link vervang`: what an organisation cannot do itself (contract part two, 15). */
import { readSettings } from '../../gateway/config/config.ts'
import { inviteByDesk, isMember, readGenodigde } from '../../gateway/leden/desk-invite.ts'
import type { DeskInvite } from '../../gateway/leden/desk-invite.ts'
import { replaceLink } from '../../gateway/leden/desk-link.ts'
import { atPlace, meant } from './service-policy.ts'
import type { ServicePlace } from './service-policy.ts'
import { refuse, serviceEvent, tellService, withService } from './service.ts'
import type { Service, ServiceOptions } from './service.ts'
import type { Streams } from './with-database.ts'

interface At extends ServiceOptions {
  readonly policy: string
  readonly agb: string
  readonly dienst: string
}

interface InviteOptions extends At {
  readonly email: string
  readonly naam: string
  readonly telefoon?: string
  readonly rol: string
}

const here = (
  options: At,
  streams: Streams,
  run: (service: Service, place: ServicePlace) => Promise<number>,
) =>
  withService(options, streams, (service) =>
    atPlace({ ...options, database: service.database }, streams, (place) => run(service, place)),
  )

export const accountNodigUit = (options: InviteOptions, streams: Streams): Promise<number> =>
  here(options, streams, async (service, place) => {
    const read = readInvite(options, place)
    if ('problem' in read) return refuse(streams, read.problem, 2)
    const { invite } = read
    if (await isMember(service, service.leden, invite))
      return refuse(streams, '--email: deze persoon is al medewerker van deze organisatie', 1)
    const { agbCode, rol } = invite
    const dienst = invite.dienst.naam
    const until = await inviteByDesk(service, service.leden, invite, () =>
      serviceEvent(options, {
        ...{ gebeurtenis: 'lid-wijzigen', actie: 'C', dienst },
        object: { soort: 'organisatie', id: agbCode },
        toelichting: `uitgenodigd als ${rol} voor ${dienst}`,
      }),
    )
    const geldigTot = new Date(until).toISOString()
    const value = { agbCode, dienst, rol, uitgenodigd: true, geldigTot }
    if (invite.wie.telefoon !== undefined && !sendsSms(options)) streams.stderr.write(noSms)
    return tellService(options, streams, {
      value,
      text: `${agbCode} voor ${dienst}: uitgenodigd als ${rol}`,
    })
  })

/** Whether the gateway can send the code that proves the number, as far as its settings are here too. */
function sendsSms({ env }: InviteOptions): boolean {
  const read = readSettings(env, ['smsVorm', 'smsKey'], { demo: false })
  return 'config' in read && read.config.smsVorm !== undefined && read.config.smsKey !== undefined
}

const noSms =
  '--telefoon: SLUIS_SMS_VORM en SLUIS_SMS_SLEUTEL ontbreken hier; zonder sms kan niemand deze uitnodiging afmaken\n'

const wrongTexts = {
  naam: '--naam: noem de naam, hoogstens 100 tekens',
  email: '--email: geen geldig e-mailadres',
  telefoon: '--telefoon: noem een mobiel nummer waarheen een sms mag, bijvoorbeeld 06 12345678',
} as const

function readInvite(
  options: InviteOptions,
  place: ServicePlace,
): { readonly invite: DeskInvite } | { readonly problem: string } {
  const { dienst, agbCode, organisatie } = place
  const { rol, naam, email, telefoon } = options
  const rollen = [...dienst.autorisaties.keys()].filter(
    (one) => one !== dienst.instroom?.autorisatie.systeem,
  )
  if (!rollen.includes(rol))
    return {
      problem: `--rol: ${dienst.naam} kent geen rol ${rol}${meant(rol, rollen)}; er is ${rollen.join(', ')}`,
    }
  const settings = readSettings(options.env, ['smsCountries'], { demo: false })
  if ('problems' in settings) return { problem: settings.problems.join('\n') }
  const read = readGenodigde({ naam, email, telefoon }, dienst, settings.config.smsCountries)
  return 'wrong' in read
    ? { problem: wrongTexts[read.wrong] }
    : { invite: { agbCode, organisatie, dienst, rol, wie: read.wie } }
}

/** The leaked link ends; the new one is in the mail to who manages, and on his page. */
export const linkVervang = (options: At, streams: Streams): Promise<number> =>
  here(options, streams, async (service, place) => {
    const { agbCode } = place
    const dienst = place.dienst.naam
    if (!place.dienst.leden.link)
      return refuse(
        streams,
        `--dienst: organisaties hebben voor ${dienst} geen uitnodigingslink`,
        1,
      )
    const gemaild = await replaceLink(service, service.leden, place, () =>
      serviceEvent(options, {
        ...{ gebeurtenis: 'lid-wijzigen', actie: 'U', dienst },
        object: { soort: 'organisatie', id: agbCode },
        toelichting: `uitnodigingslink van ${dienst} vervangen`,
      }),
    )
    if (gemaild === 0)
      streams.stderr.write(
        'er is geen beheerder om de nieuwe link aan te mailen; nodig er een uit met sluis account nodig-uit\n',
      )
    const value = { agbCode, dienst, vervangen: true, gemaild }
    return tellService(options, streams, {
      value,
      text: `${agbCode} voor ${dienst}: uitnodigingslink vervangen; gemaild aan ${String(gemaild)}`,
    })
  })
