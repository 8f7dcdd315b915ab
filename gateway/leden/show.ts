/** The management page, and the page of one member, from what is there now. */
import { guardOf } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { page } from '../http/answer/answer.ts'
import type { Outcome } from '../http/outcome.ts'
import type { Choice } from '../pages/form-fields.tsx'
import type { FieldProblem } from '../pages/frame.ts'
import { linkUrl } from './link.ts'
import { actiesFor, isHolder } from './life.ts'
import { grantable } from './manage.ts'
import { ruled } from './managing.ts'
import type { Managing } from './managing.ts'
import { lidPage } from './pages/lid-page.tsx'
import { ledenPage } from './pages/leden-page.tsx'
import type { TypedInvite, UitnodigingView } from './pages/leden-view.ts'
import { openUitnodiging, uitnodigingStaat } from './uitnodiging.ts'
import type { LidRow } from '../store/leden/lid.ts'

/** Where the management page is. */
export const basePath = ({ agbCode, dienst }: Pick<Managing, 'agbCode' | 'dienst'>): string =>
  `/organisaties/${agbCode}/${dienst.naam}`

/** What a feature adds to the management page. */
export type More = (
  gateway: Gateway,
  managing: Managing,
) => Promise<Parameters<typeof ledenPage>[1]['more']>

/** No number is asked where no code can be sent to it; who typed one sees it again. */
const isAsked = ({ toegang }: Gateway, { leden }: Managing['dienst'], typed: TypedInvite) =>
  toegang.notifier.sms !== undefined || leden.telefoon === 'verplicht' || typed.telefoon !== ''

const nothingTyped: TypedInvite = { naam: '', email: '', telefoon: '', rol: '' }

/** Most requests that are shown. */
const mostRequests = 200

export async function ledenHtml(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  {
    typed = nothingTyped,
    problems = [],
    more,
  }: {
    readonly typed?: TypedInvite
    readonly problems?: readonly FieldProblem[]
    readonly more?: More | undefined
  },
): Promise<string> {
  const { dienst, leden, organisatie, allowed } = managing
  return ledenPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: '' }),
    base: basePath(managing),
    organisatie,
    dienst: dienst.titel,
    leden: leden.map((lid) => ({
      ...lid,
      rollen: lid.rollen.map((rol) => namedRol(managing, rol)),
      machtigingen: lid.machtigingen.map(
        (naam) => dienst.machtigingen?.get(naam)?.omschrijving ?? naam,
      ),
    })),
    kentMachtigingen: (dienst.machtigingen?.size ?? 0) > 0,
    aanvragen: await requestsOf(gateway, managing),
    rollen: choicesOf(managing),
    telefoonVerplicht: dienst.leden.telefoon === 'verplicht',
    telefoonGevraagd: isAsked(gateway, dienst, typed),
    typed,
    problems,
    link: dienst.leden.link ? await ownLinkOf(gateway, managing) : undefined,
    koppelt: mayKoppel(managing),
    draagtOver: dienst.upstream.overdracht !== undefined,
    more: more && (await more(gateway, managing)),
  })
}

export const showLeden =
  (more?: More) =>
  async (gateway: Gateway, visit: Visit, managing: Managing): Promise<Outcome> => ({
    answer: page(await ledenHtml(gateway, visit, managing, { more })),
  })

/** Whether who looks may let a system deliver. */
const mayKoppel = ({ dienst, self }: Managing): boolean =>
  dienst.instroom !== undefined &&
  grantable(dienst, self.rollen).has(dienst.instroom.autorisatie.systeem)

const namedRol = ({ dienst }: Pick<Managing, 'dienst'>, rol: string): string =>
  dienst.autorisaties.get(rol)?.omschrijving ?? rol

/** The roles that who looks may give; what a system needs is no role of a person. */
export const choicesOf = ({ dienst, self }: Managing): readonly Choice[] =>
  [...grantable(dienst, self.rollen)]
    .filter((rol) => rol !== dienst.instroom?.autorisatie.systeem)
    .map((rol) => ({
      waarde: rol,
      label: namedRol({ dienst }, rol),
    }))

async function requestsOf(
  gateway: Gateway,
  { agbCode, dienst, allowed }: Managing,
): Promise<readonly UitnodigingView[]> {
  const rows = await gateway.organisaties.leden.uitnodigingen({
    agbCode,
    dienst: dienst.naam,
    since: allowed.at - dienst.leden.aanvragenZichtbaarMs,
    limit: mostRequests,
  })
  const refused = await gateway.store.afleveringen.refused(rows.map(({ id }) => id))
  return rows.map((row) => {
    const { naam = '', email = '' } = openUitnodiging(gateway.keyring, row) ?? {}
    const rol = namedRol({ dienst }, row.rol)
    const staat = uitnodigingStaat(row, allowed.at)
    return {
      id: row.id,
      naam,
      email,
      rol,
      staat,
      createdAt: row.createdAt,
      onbestelbaar: refused.has(row.id),
    }
  })
}

async function ownLinkOf(
  gateway: Gateway,
  { agbCode, dienst, allowed }: Managing,
): Promise<string | null> {
  const id = await gateway.organisaties.leden.ownLink(agbCode, dienst.naam, allowed.at)
  return id === undefined ? null : linkUrl(gateway, { id, soort: 'organisatielink' })
}

/** The page of one member. */
export function lidHtml(
  gateway: Gateway,
  visit: Visit,
  managing: Managing,
  {
    lid,
    problems = [],
    isConflict = false,
    chosen,
  }: {
    readonly lid: LidRow
    readonly problems?: readonly FieldProblem[]
    readonly isConflict?: boolean
    readonly chosen?: Pick<LidRow, 'rollen' | 'machtigingen'> | undefined
  },
): string {
  const { dienst, organisatie, allowed } = managing
  return lidPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'toegang', versie: String(lid.version) }),
    base: basePath(managing),
    naam: lid.naam,
    nummer: lid.nummer,
    organisatie,
    staat: lid.staat,
    acties: actiesFor(ruled(lid).staat),
    rollen: choicesOf(managing),
    gekozen: (chosen ?? lid).rollen,
    machtigingen: [...(dienst.machtigingen?.values() ?? [])].map(({ naam, omschrijving }) => ({
      waarde: naam,
      label: omschrijving,
    })),
    gemachtigd: (chosen ?? lid).machtigingen,
    herstelt: isHolder(ruled(lid).staat) && lid.nummer !== managing.self.nummer,
    meldt:
      lid.via === 'link' && lid.staat === 'aangemeld' && gateway.toegang.servicedesk !== undefined,
    problems,
    isConflict,
  })
}
