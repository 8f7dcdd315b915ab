/** What the mails about members say. */
import { describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import {
  lidActiefMail,
  lidAfgekeurdMail,
  lidStopgezetMail,
  nieuwLidMail,
  zelfGemachtigdMail,
} from '../../gateway/leden/mail-texts.ts'
import type { MailTekst } from '../../gateway/leden/mail-texts.ts'

const what = {
  ...{ dienst: 'GLI-register', organisatie: 'De Oever', agbCode: agb('57000001') },
  adres: 'https://toegang.example/aanmelden',
}
const textOf = ({ onderwerp, alineas }: MailTekst): string => [onderwerp, ...alineas].join('\n')

describe.each<[string, MailTekst, RegExp]>([
  ['S1-42: a new registration', nieuwLidMail({ ...what, wacht: true }), /goed of af/],
  ['S1-48, S1-53: Activeren', lidActiefMail(what), /goedgekeurd/],
  ['S1-47, S1-48: Afkeuren', lidAfgekeurdMail(what), /afgekeurd/],
  ['S1-51, S1-54: Stopzetten', lidStopgezetMail(what), /niet meer toegankelijk.*blijft bewaard/s],
  [
    'who ticked for himself',
    zelfGemachtigdMail({
      ...{ ...what, wie: { naam: 'H. de Boer', nummer: '700000000001' } },
      machtigingen: ['Medewerker heeft toegang tot patiëntdata'],
    }),
    /H. de Boer \(gebruikersnummer 700000000001\).*toegang tot patiëntdata.*Haal de machtiging dan weg/s,
  ],
])('%s', (_, mail, says) => {
  test('says what it came to, for what and where one signs in', () => {
    expect(textOf(mail)).toMatch(says)
    for (const part of [what.dienst, what.organisatie, what.agbCode, what.adres])
      expect([part, textOf(mail).includes(part)]).toEqual([part, true])
  })

  test('has no link of its own, and nothing of a user in its subject', () => {
    expect(mail.alineas.filter((line) => /^https?:/.test(line))).toEqual([])
    expect(mail.onderwerp).not.toContain(what.organisatie)
  })
})
