/** `sluis doctor`: looks at everything an installation needs, and at the gateway if one is running. Changes nothing. */
import type { Command } from 'commander'
import { diagnose } from '../../../gateway/operations/doctor.ts'
import type { Finding } from '../../../gateway/operations/finding.ts'
import { examine } from './examine.ts'
import type { Examined } from './examine.ts'
import { writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

interface DoctorFlags {
  readonly demo?: boolean
  readonly json?: boolean
}

export interface DoctorOptions extends DoctorFlags {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
}

/** Gives the exit code: 0, also with warnings; 1 when something is wrong. */
export async function doctor(options: DoctorOptions, streams: Streams): Promise<number> {
  const { env, now, json, demo = false } = options
  const examined = await examine({ env, now, demo })
  const findings = [...examined.findings, ...(await diagnosed(examined))]
  const good = findings.every(({ status }) => status !== 'fout')
  if (json === true) writeJson(streams, { goed: good, bevindingen: findings })
  else streams.stdout.write(`${[...findings.map(line), summary(findings)].join('\n')}\n`)
  return good ? 0 : 1
}

async function diagnosed({ inputs, close }: Examined): Promise<readonly Finding[]> {
  try {
    return inputs === undefined ? [] : await diagnose(inputs)
  } finally {
    await close()
  }
}

const marks = { goed: '✓', waarschuwing: '!', fout: '✗' } as const

const line = ({ onderdeel, status, melding }: Finding): string =>
  `${marks[status]} ${onderdeel}: ${melding}`

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding['status']): string =>
    String(findings.filter(({ status }) => status === wanted).length)
  return `${count('goed')} goed, ${count('waarschuwing')} waarschuwing, ${count('fout')} fout.`
}

/** Puts it in the program. */
export function addDoctorCommand({
  program,
  streams,
  env,
  now,
}: Pick<DoctorOptions, 'env' | 'now'> & {
  readonly program: Command
  readonly streams: Streams
}): void {
  program
    .command('doctor')
    .option('--demo', 'van de demo (sluis demo, npm start)')
    .option('--json', 'als JSON')
    .description(
      'kijk na of alles in orde is: certificaten, intrekkingslijsten, rechten, klok, database, beleid, diensten, zelftest',
    )
    .addHelpText('after', '\nVoorbeelden:\n  sluis doctor\n  sluis doctor --demo')
    .action(async (flags: DoctorFlags) => {
      process.exitCode = await doctor({ env, now, ...flags }, streams)
    })
}
