/** Contact persons that the service desk proposes for a practice whose own can no longer act. */
import type { Knex } from 'knex'

export const name = '0013-servicedesk'

export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('servicedesk_voorstel', (table) => {
    table.text('id').primary()
    for (const column of ['agb_code', 'gebruikersnummer', 'reden', 'kenmerk', 'door', 'door_agb'])
      table.text(column).notNullable()
    table.text('naam')
    table.text('door_naam')
    /** Fingerprint of the certificate that it was proposed with. */
    table.text('door_certificaat').notNullable()
    table.bigInteger('at').notNullable()
    table.bigInteger('geldig_tot').notNullable()
    /** Null: it waits, or nobody came to it in time. */
    table.text('afloop')
    table.bigInteger('afgerond_at')
    table.text('afgerond_door')
    table.text('afgerond_naam')
  })
  // One at a time for each practice.
  await db.raw(
    'create unique index servicedesk_voorstel_open on servicedesk_voorstel (agb_code) where afloop is null',
  )
}
