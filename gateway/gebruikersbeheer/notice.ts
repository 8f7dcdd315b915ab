/**
 * What was done just now, told from what was saved, not from the address: an address only asks for it, and only who
 * did it is told, shortly after.
 */
import type { Notice } from './pages/beheer-page.tsx'
import { beheerTexts } from './pages/beheer-texts.ts'
import type { HistoryRow } from '../store/beheer.ts'
import type { Gateway } from '../http/gateway.ts'
import type { Practice } from './practice.ts'

/** As long as who saved something is told so. */
const noticeMs = 60_000

/** The notice that an address asks for; undefined: it was not so. */
export async function noticeOf(
  { beheer }: Gateway,
  { instantie, self, judged }: Practice,
  asked: string | null,
): Promise<Notice | undefined> {
  if (asked === null || !Object.hasOwn(beheerTexts.notices, asked)) return undefined
  if (asked === 'ongewijzigd') return { wat: asked, wie: undefined }
  const [last] = await beheer.store.history(instantie.agbCode, undefined, 1)
  if (last === undefined || last.door.gebruikersnummer !== self.gebruikersnummer) return undefined
  const told = judged.question.at - last.at <= noticeMs ? toldOf(last) : undefined
  return told?.wat === asked ? told : undefined
}

function toldOf({ what }: HistoryRow): Notice {
  if (what.soort === 'contactpersonen') return { wat: 'opgeslagen', wie: undefined }
  const { van, naar } = what
  const { gebruikersnummer = '', naam } = naar ?? van ?? {}
  const wat = van === null ? 'toegevoegd' : naar === null ? 'verwijderd' : 'opgeslagen'
  return { wat, wie: { gebruikersnummer, naam: naam ?? undefined } }
}
