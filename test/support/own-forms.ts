/** Our own pages and their forms as a browser uses them, over the mTLS of a test gateway. */
import { answered, clientAt } from './http.ts'
import type { Answered } from './answered.ts'
import type { TestGateway } from './running.ts'

/** A form of a page: where it goes and what stands in it. */
export interface PageForm {
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** What a browser says of a form that is sent from our own page. */
export const fromOwnPage = { 'sec-fetch-site': 'same-origin', origin: 'null' }

export const getPage = (gateway: TestGateway, client: string, path: string): Promise<Answered> =>
  clientAt(gateway, 'portaal', client).get(path).set('accept', 'text/html').then(answered)

/** Sends a form, and goes where a browser is led: to its preview, or back to the form. */
export async function postTo(
  gateway: TestGateway,
  client: string,
  path: string,
  form: Parameters<typeof sendTo>[3],
): Promise<Answered> {
  const answer = await sendTo(gateway, client, path, form)
  const to = String(answer.headers['location'] ?? '')
  const leadsOn = answer.status === 303 && (to === path || to.endsWith('?controleren'))
  return leadsOn ? getPage(gateway, client, to) : answer
}

/** Sends a form. */
export const sendTo = (
  gateway: TestGateway,
  client: string,
  path: string,
  {
    fields,
    headers = fromOwnPage,
  }: {
    readonly fields: PageForm['fields']
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<Answered> =>
  clientAt(gateway, 'portaal', client)
    .post(path)
    .set('accept', 'text/html')
    .type('form')
    .set(headers)
    .send(new URLSearchParams(fields.map(([name, value]) => [name, value])).toString())
    .then(answered)

/** The forms of a page that change something, with what a browser would send of them. */
export function formsOf({ text }: Pick<Answered, 'text'>): readonly PageForm[] {
  return [
    ...text.matchAll(/<form(?![^>]*method="get")[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs),
  ].map(([, action = '', content = '']) => ({ action: plain(action), fields: fieldsOf(content) }))
}

/** The form of a page that goes to an address. Throws when there is none. */
export function formTo(page: Pick<Answered, 'text'>, action: string): PageForm {
  const found = formsOf(page).find((form) => form.action === action)
  if (found === undefined)
    throw new Error(`no form to ${action} in ${shownText(page).slice(0, 2000)}`)
  return found
}

/** Fields with some of them set; those that are undefined are left out. */
export const withFields = (
  { fields }: Pick<PageForm, 'fields'>,
  change: Readonly<Record<string, string | undefined>>,
): PageForm['fields'] => [
  ...fields.filter(([name]) => !Object.hasOwn(change, name)),
  ...Object.entries(change).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  ),
]

function fieldsOf(content: string): PageForm['fields'] {
  const found: (readonly [number, string, string])[] = []
  for (const match of content.matchAll(/<input((?:"[^"]*"|[^">])*)>/g)) {
    const attributes = attributesOf(match[1] ?? '')
    const ticks = attributes.get('type') === 'radio' || attributes.get('type') === 'checkbox'
    if ((ticks && !attributes.has('checked')) || attributes.has('disabled')) continue
    found.push([match.index, attributes.get('name') ?? '', attributes.get('value') ?? ''])
  }
  for (const match of content.matchAll(/<textarea((?:"[^"]*"|[^">])*)>\n?(.*?)<\/textarea>/gs))
    found.push([match.index, attributesOf(match[1] ?? '').get('name') ?? '', plain(match[2] ?? '')])
  for (const match of content.matchAll(/<select((?:"[^"]*"|[^">])*)>(.*?)<\/select>/gs)) {
    const options = [...(match[2] ?? '').matchAll(/<option((?:"[^"]*"|[^">])*)/g)]
    const chosen = options.find(([, text = '']) => attributesOf(text).has('selected')) ?? options[0]
    const value = attributesOf(chosen?.[1] ?? '').get('value') ?? ''
    found.push([match.index, attributesOf(match[1] ?? '').get('name') ?? '', value])
  }
  return found.sort(([one], [other]) => one - other).map(([, name, value]) => [name, value])
}

const attributesOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name,
      plain(value),
    ]),
  )

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

const plain = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity] ?? entity)

/** The text of a page without its markup. */
export const shownText = ({ text }: Pick<Answered, 'text'>): string =>
  plain(text.replace(/<(?:"[^"]*"|[^">])*>/g, ' ')).replace(/\s+/g, ' ')

/** Fills in a form and confirms its preview. Gives the last answer: the redirect, or what came instead. */
export async function saveForm(
  gateway: TestGateway,
  client: string,
  place: { readonly page: string; readonly action?: string },
  change: Readonly<Record<string, string | undefined>>,
): Promise<Answered> {
  const action = place.action ?? place.page
  const page = await getPage(gateway, client, `${place.page}?opnieuw`)
  const preview = await postTo(gateway, client, action, {
    fields: withFields(formTo(page, action), change),
  })
  if (preview.status !== 200) return preview
  return postTo(gateway, client, action, { fields: formTo(preview, action).fields })
}

/** Asks until it is as wanted or a second is over; gives the milliseconds it took. */
export async function within(wanted: () => Promise<boolean>): Promise<number> {
  const from = performance.now()
  while (!(await wanted())) {
    if (performance.now() - from > 1_000) throw new Error('not within a second')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - from
}
