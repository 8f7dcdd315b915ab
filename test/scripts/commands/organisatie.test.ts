/** `sluis organisatie`: what the service desk sees and does of organisations that register themselves. */
import { gebruikersnr } from '../../../gateway/identity/gebruikersnummer.ts'
import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import {
  organisatieBevestig,
  organisatieLijst,
  organisatieTrekIn,
} from '../../../scripts/commands/organisatie.ts'
import { agb } from '../../../gateway/identity/agb-code.ts'
import { auditEvent, noon, openTestStore } from '../../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { run } from './run.ts'

eachDatabase('sluis organisatie on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('S1-05: lists, confirms and withdraws, and says 1 of what is not there', async () => {
    const url = await fresh()
    const store = await openTestStore(url)
    const { aanmeldingen } = store.organisaties
    const id = randomUUID()
    const place = { agb: agb('57000001'), dienst: 'gli-register' }
    const options = { env: { SLUIS_DATABASE: url }, now: () => noon, ...place, door: 'J. Smit' }
    await aanmeldingen.begin(
      {
        ...{ id, agbCode: place.agb, dienst: place.dienst, door: gebruikersnr('700000000001') },
        ...{ createdAt: noon, validUntil: noon + 1000 },
      },
      () => auditEvent(),
    )
    const confirm = () => run((streams) => organisatieBevestig(options, streams))
    expect((await confirm()).code).toBe(1)
    const keuze = {
      ...{ soort: 'instelling', naam: 'De Oever', adres: 'Oever 7', email: 'a@b.example' },
      ...{ rol: 'contactpersoon', registerVersie: 'v', epd: null },
    }
    await aanmeldingen.kies({ id, at: noon, keuze, naam: 'S.' }, () => auditEvent())
    expect((await confirm()).code).toBe(0)
    const listed = await run((streams) => organisatieLijst({ ...options, json: true }, streams))
    expect(JSON.parse(listed.stdout)).toMatchObject([{ agbCode: place.agb, staat: 'actief' }])
    const withdraw = () => run((streams) => organisatieTrekIn({ ...options, json: true }, streams))
    expect(JSON.parse((await withdraw()).stdout)).toMatchObject({ ingetrokken: true })
    expect((await withdraw()).code).toBe(1)
    await store.close()
  })
})
