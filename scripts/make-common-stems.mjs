// Makes gateway/account/common-stems.ts: the words that common passwords are made of, from the list of
// @zxcvbn-ts/language-common (MIT) and Dutch ones that it lacks. Run again when that list is renewed.
import { writeFileSync } from 'node:fs'
import common from '@zxcvbn-ts/language-common'

const dutch = `wachtwoord welkom welkomterug geheim geheimpje inloggen toegang beheerder huisarts huisartsen
huisartsenpraktijk praktijk apotheek apotheker tandarts tandartspraktijk assistent dokter zorg zorgverlener
ziekenhuis patient gezondheid zomer winter lente herfst januari februari maart april juni juli augustus september
oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag nederland holland amsterdam
rotterdam utrecht denhaag eindhoven groningen ajax feyenoord psv voetbal oranje koningsdag sinterklaas kerstmis
hallo hoihoi liefde schatje lekker hondje poesje vakantie fiets school kantoor computer laptop sluis machtiging
machtigingenportaal viplive register incidentmelden`

const most = 14_000
const stemOf = (word) => word.toLowerCase().replace(/^[^a-z]+|[^a-z]+$/g, '')
const half = (word) => /^(.+?)\1+$/.exec(word)?.[1] ?? word
const words = [...dutch.split(/\s+/), ...common.dictionary['passwords-common']]
const stems = new Set()
for (const word of words) {
  for (const stem of [stemOf(word), half(stemOf(word))])
    if (stem.length >= 4 && /^[a-z0-9]+$/.test(stem)) stems.add(stem)
  if (stems.size >= most) break
}
const text = `/** Made by scripts/make-common-stems.mjs from @zxcvbn-ts/language-common (MIT); not to be changed by hand. */
// prettier-ignore
export const commonStems = '${[...stems].sort().join(' ')}'
`
writeFileSync(new URL('../gateway/account/common-stems.ts', import.meta.url), text)
