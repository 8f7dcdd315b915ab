/** The pages of Gebruikersbeheer of every day, and for many at once, in their states. */
import { asksPage } from '../../gateway/gebruikersbeheer/pages/asks-page.tsx'
import { bulkPage } from '../../gateway/gebruikersbeheer/pages/bulk-page.tsx'
import { successionPage } from '../../gateway/gebruikersbeheer/pages/succession-page.tsx'
import { importPage } from '../../gateway/gebruikersbeheer/pages/import-page.tsx'
import {
  bakker,
  aDay,
  vries,
  exampleNow,
  guard,
  jansen,
  portal,
  submitTitle,
  view,
} from './example-people.ts'
import type { Render } from './example-people.ts'

/** By the name of its screenshot. */
export const dailyExamples: Readonly<Record<string, Render>> = {
  'autorisatie-vragen': (frame) =>
    asksPage(frame, {
      guard,
      isFull: false,
      gevraagd: {
        dienst: 'machtigingenportaal',
        autorisatie: 'indienen',
        titel: portal,
        omschrijving: submitTitle,
      },
      vragen: [
        { titel: portal, omschrijving: view, gevraagdOp: exampleNow - aDay, besluit: undefined },
        {
          titel: portal,
          omschrijving: submitTitle,
          gevraagdOp: exampleNow - 9 * aDay,
          besluit: { wat: 'afgewezen', op: exampleNow - 8 * aDay, door: bakker },
        },
      ],
    }),
  'houders-tegelijk': (frame) =>
    bulkPage(frame, {
      guard,
      houders: [
        { ...vries, soort: 'persoonlijk' },
        { ...jansen, soort: 'persoonlijk' },
      ],
      values: { actie: 'geven', autorisatie: 'machtigingenportaal:indienen', tot: '2020-01-01' },
      autorisaties: [['machtigingenportaal:indienen', `${portal}: ${submitTitle}`]],
      problems: [{ veld: 'tot', melding: 'De einddatum is al voorbij. Kies een latere dag.' }],
      conflict: undefined,
      isUnfinished: true,
    }),
  opvolgen: (frame) =>
    successionPage(frame, {
      guard,
      vertrekt: jansen.gebruikersnummer,
      opvolger: '1',
      problems: [{ veld: 'opvolger', melding: 'Deze medewerker staat niet in de lijst.' }],
      conflict: undefined,
    }),
  'lijst-inlezen': (frame) =>
    importPage(frame, {
      guard,
      instantieNaam: 'Tandartspraktijk De Sluis',
      problems: [{ veld: 'bestand', melding: 'Regel 3: Vul het gebruikersnummer in.' }],
      conflict: undefined,
    }),
}
