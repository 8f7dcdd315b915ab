/** What clients do in a crash run, and what the answer to each must be, given what was answered before. */
import type { Ask, Clients, Seen } from './client.ts'
import { problemCodeOf, count, jsonOfText, note, outcomeOf, practices } from './ledger.ts'
import type { CrashAct, CrashKnown, Ledger, CrashPerson } from './ledger.ts'
import type { Random } from './random.ts'

/** One life of the gateway, as its clients have it. */
export interface CrashLife {
  readonly round: number
  readonly clients: Clients
  readonly ledger: Ledger
  readonly random: Random
  /** How often what may be sent again is, after no answer came. */
  readonly retries: number
  /** Numbers what is sent, so that no two are alike. */
  nextNumber(): number
}

const instroomPath = '/v1/instroom/machtigingenportaal'

/** Posts a new instroom, now and then twice at once. */
export async function postNew(life: CrashLife): Promise<CrashKnown> {
  const practice = life.random.pick(practices)
  const referentie = `C-${String(life.round)}-${String(life.nextNumber())}`
  const known: CrashKnown = {
    referentie,
    practice,
    message: messageOf(referentie, practice.agbCode),
    id: undefined,
    startUrl: undefined,
    created: 0,
    opened: undefined,
    openTried: false,
    withdrawn: false,
    withdrawTried: false,
  }
  life.ledger.instromen.push(known)
  const times = life.random.chance(0.1) ? 2 : 1
  await Promise.all(Array.from({ length: times }, () => actPost(life, known)))
  return known
}

const messageOf = (referentie: string, agbCode: string): string =>
  JSON.stringify({
    referentie,
    instantie: { agbCode },
    zorgverlener: { agbCode: '12100001' },
    verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
    verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
    softwarepakket: { naam: 'Crashproef', versie: '1' },
  })

/** Posts an instroom, for the first time or again. */
export async function actPost(life: CrashLife, known: CrashKnown): Promise<Seen> {
  const before = { ...known }
  const seen = await send(life, 'post', known, {
    listener: 'instroom',
    client: known.practice.systeem,
    method: 'POST',
    path: instroomPath,
    body: known.message,
  })
  if (seen.status === 201) known.created++
  if (seen.status === 201 || seen.status === 200) takeLink(life, known, seen)
  const wrong = wrongPost(before, known, seen)
  if (wrong !== undefined) fault(life, known, `a post ${wrong}: ${outcomeOf(seen)}`)
  return seen
}

function wrongPost(before: CrashKnown, known: CrashKnown, { status }: Seen): string | undefined {
  if (status === 201 && (before.id !== undefined || known.created > 1))
    return 'of an instroom that was acknowledged made a new one'
  if (status === 200 && before.withdrawn) return 'of a withdrawn instroom was accepted'
  if (status === 409 && !known.withdrawTried) return 'of an instroom nobody withdrew was refused'
  return [0, 200, 201, 409, 503].includes(status) ? undefined : 'got an answer it must not get'
}

/** Every answer that tells id and link tells the same ones. */
function takeLink(life: CrashLife, known: CrashKnown, { text }: Seen): void {
  const { instroomId, startUrl } = jsonOfText(text)
  if (typeof instroomId !== 'string' || typeof startUrl !== 'string') return
  if (known.id !== undefined && known.id !== instroomId)
    fault(life, known, `was ${known.id} and is ${instroomId}`)
  if (known.startUrl !== undefined && known.startUrl !== startUrl)
    fault(life, known, 'has another startUrl than before')
  known.id = instroomId
  known.startUrl = startUrl
}

/** Opens a link: by one person or several of the practice, each a few times at once, now and then by a stranger. */
export async function openTogether(life: CrashLife, known: CrashKnown): Promise<void> {
  const { random } = life
  const people = random.chance(0.05)
    ? practices.flatMap(({ persons }) => persons)
    : known.practice.persons
  const chosen = random.chance(0.7) ? [random.pick(people)] : people
  const times = 1 + random.below(4)
  const openings = chosen.flatMap((person) => Array.from({ length: times }, () => person))
  await Promise.all(openings.map((person) => actOpen(life, known, person)))
}

export async function actOpen(
  life: CrashLife,
  known: CrashKnown,
  person: CrashPerson,
): Promise<Seen> {
  const { startUrl, practice } = known
  if (startUrl === undefined) throw new Error('an instroom without a link cannot be opened')
  const before = { ...known }
  const own = practice.persons.includes(person)
  if (own) known.openTried = true
  const seen = await send(life, 'open', known, {
    listener: 'portaal',
    client: person.client,
    method: 'GET',
    path: new URL(startUrl).pathname,
  })
  if (seen.status === 303) takeOpening(life, known, { person, own, seen, before })
  else if (![0, 403, 409, 410, 502, 503, 504].includes(seen.status))
    fault(life, known, `an opening got an answer it must not get: ${outcomeOf(seen)}`)
  else if (isLost(before, person, seen))
    fault(life, known, `was opened by ${person.gebruikersnummer} and is not: ${outcomeOf(seen)}`)
  return seen
}

/** Whether a person who was sent to the form before is now refused. */
const isLost = (before: CrashKnown, { gebruikersnummer }: CrashPerson, { status }: Seen): boolean =>
  before.opened?.gebruikersnummer === gebruikersnummer && status >= 400 && status !== 503

function takeOpening(
  life: CrashLife,
  known: CrashKnown,
  opening: {
    readonly person: CrashPerson
    readonly own: boolean
    readonly seen: Seen
    readonly before: CrashKnown
  },
): void {
  const { person, own, seen, before } = opening
  const { gebruikersnummer } = person
  const location = seen.location ?? ''
  if (!own) fault(life, known, `was opened by ${gebruikersnummer} of another practice`)
  if (before.withdrawn) fault(life, known, 'was withdrawn, and opened after that')
  const { opened } = known
  if (opened !== undefined && opened.gebruikersnummer !== gebruikersnummer)
    fault(life, known, `was opened by ${opened.gebruikersnummer} and by ${gebruikersnummer}`)
  if (opened !== undefined && opened.location !== location)
    fault(life, known, `led to ${opened.location} and to ${location}`)
  known.opened = { gebruikersnummer, location }
}

export async function withdraw(life: CrashLife, known: CrashKnown): Promise<void> {
  const before = { ...known }
  known.withdrawTried = true
  const seen = await send(life, 'withdraw', known, {
    listener: 'instroom',
    client: known.practice.systeem,
    method: 'DELETE',
    path: `${instroomPath}/${known.id ?? ''}`,
  })
  if (seen.status === 204) {
    known.withdrawn = true
    if (before.opened !== undefined) fault(life, known, 'was opened, and withdrawn after that')
  } else if (problemCodeOf(seen) === 'SL312' && !known.openTried)
    fault(life, known, 'counts as opened, and nobody tried to open it')
  else if (![0, 409, 503].includes(seen.status))
    fault(life, known, `a withdrawal got an answer it must not get: ${outcomeOf(seen)}`)
}

export async function askStatus(life: CrashLife, known: CrashKnown): Promise<void> {
  const before = { ...known }
  const seen = await send(life, 'status', known, {
    listener: 'instroom',
    client: known.practice.systeem,
    method: 'GET',
    path: `${instroomPath}/${known.id ?? ''}`,
  })
  const must = before.withdrawn
    ? 'ingetrokken'
    : before.opened === undefined
      ? undefined
      : 'geopend'
  const { status } = jsonOfText(seen.text)
  if (seen.status === 200 && seen.text !== undefined && must !== undefined && status !== must)
    fault(life, known, `must be ${must} and is ${String(status)}`)
  if (![0, 200, 503].includes(seen.status))
    fault(life, known, `its state got an answer it must not get: ${outcomeOf(seen)}`)
}

/** Uses the dienst: a page, or a form that is handed in. */
export async function actForward(life: CrashLife, act: 'get' | 'submit'): Promise<void> {
  const practice = life.random.pick(practices)
  const mark = `${String(life.round)}-${String(life.nextNumber())}`
  const path =
    act === 'get' ? `/machtigingenportaal/pagina/${mark}` : '/machtigingenportaal/aanvragen'
  const ask: Ask = {
    listener: 'portaal',
    client: life.random.pick(practice.persons).client,
    method: act === 'get' ? 'GET' : 'POST',
    path: `${path}?m=${mark}`,
    ...(act === 'submit' && {
      body: `instantie.agbCode=${practice.agbCode}`,
      contentType: 'application/x-www-form-urlencoded',
    }),
  }
  const seen = await life.clients.send(ask)
  const { round, ledger } = life
  note(ledger, { round, act, agbCode: practice.agbCode, seen, known: undefined, path, mark })
  if (![0, 200, 500, 502, 503, 504].includes(seen.status))
    ledger.findings.push(`${act} ${mark} got an answer it must not get: ${outcomeOf(seen)}`)
}

/** How long a client waits before it sends again. */
const retryMs = 50

/** Everything of an instroom may be sent again (contract 5): so a client does, when its connection broke. */
async function send(life: CrashLife, act: CrashAct, known: CrashKnown, ask: Ask): Promise<Seen> {
  const agbCode = agbCodeOf(ask)
  const rest = { round: life.round, act, agbCode, known, path: undefined, mark: undefined }
  for (let tries = 0; ; tries++) {
    const seen = await life.clients.send(ask)
    note(life.ledger, { ...rest, seen })
    if (seen.status !== 0 || tries === life.retries) {
      if (seen.status === 0 && tries > 0) count(life.ledger.lost, 'given up')
      return seen
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

const agbCodeOf = ({ client }: Ask): string =>
  practices.find(
    ({ systeem, persons }) =>
      systeem === client || persons.some((person) => person.client === client),
  )?.agbCode ?? ''

function fault({ ledger, round }: CrashLife, { referentie }: CrashKnown, what: string): void {
  ledger.findings.push(`round ${String(round)}: ${referentie} ${what}`)
}
