/**
 * `sluis proef`: a gateway for suppliers to try their package on. Tells each answer as it is given, and at
 * Ctrl-C which codes the package has met and how to meet the others.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import { createLog } from '../../gateway/operations/log.ts'
import { onShutdown } from '../../gateway/operations/shutdown.ts'
import { answerText, reportOf, reportText } from '../proef/report.ts'
import { startProef } from '../proef/start.ts'
import type { Proef } from '../proef/start.ts'

/** A port on the command line. */
function portOption(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('geen poortnummer (0 tot en met 65535)')
  return Number(text)
}

interface ProefCommand {
  /** Folder for certificates and data; undefined: a temporary one, removed at the end. */
  readonly map?: string
  readonly poort: number
  readonly portaalpoort: number
  /** One JSON object per line instead of text. */
  readonly json?: boolean
  /** Exit with 1 when something was not met. */
  readonly volledig?: boolean
}

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Starts and stays until Ctrl-C. */
async function proef(command: ProefCommand): Promise<void> {
  const dir = resolve(command.map ?? mkdtempSync(join(tmpdir(), 'sluis-proef-')))
  const removeFolder = (): void => {
    if (command.map === undefined) rmSync(dir, { recursive: true, force: true })
  }
  const stopStarting = (): void => {
    removeFolder()
    process.exit(1)
  }
  process.on('SIGINT', stopStarting).on('SIGTERM', stopStarting)
  const started = await startProef({
    dir,
    ports: { instroom: command.poort, portaal: command.portaalpoort },
    now: Date.now,
    onAnswer: (answered, isNew) => {
      if (command.json === true)
        say(JSON.stringify({ gebeurtenis: 'antwoord', ...answered, nieuw: isNew }))
      else if ('standing' in started) say(answerText(answered, isNew, started.standing))
    },
  })
  if ('problems' in started) {
    for (const problem of started.problems) process.stderr.write(`${problem}\n`)
    removeFolder()
    process.exitCode = 2
    return
  }
  stopOnSignals(started, command, removeFolder)
  process.off('SIGINT', stopStarting).off('SIGTERM', stopStarting)
  greet(started, command, dir)
}

function greet({ sluis }: Proef, { json }: ProefCommand, dir: string): void {
  const { port } = new URL(sluis.addresses.instroom)
  const address = `https://localhost:${port}`
  const certificates = join(dir, 'certs-dev')
  if (json === true) {
    say(JSON.stringify({ gebeurtenis: 'gereed', instroom: address, certificaten: certificates }))
    return
  }
  say(`De proef draait. Stel uw pakket in op:

  adres         ${address}/v1/instroom/machtigingenportaal
  vertrouw      ${join(certificates, 'root.pem')}
  certificaat   ${join(certificates, 'clients', 'systeem.pem')} (sleutel: systeem.key ernaast)
  andere        ${join(certificates, 'README.md')}

Alleen met verzonnen gegevens: een BSN begint hier met 9999. Ctrl-C stopt en toont welke codes uw pakket
heeft ontmoet, welke nog niet, en hoe die te ontmoeten zijn.
`)
}

function stopOnSignals(
  started: Proef,
  { json, volledig }: ProefCommand,
  removeFolder: () => void,
): void {
  onShutdown({
    process: {
      on: (signal, listener) => process.on(signal, listener),
      exit: (code) => {
        const isLacking = volledig === true && !reportOf(started.standing).volledig
        process.exit(code === 0 && isLacking ? 1 : code)
      },
    },
    log: createLog({ level: 'error', destination: process.stderr }),
    now: Date.now,
    deadlineMs: 2_000,
    drain: [(deadlineMs) => started.sluis.drain(deadlineMs)],
    close: [
      () => started.close(),
      removeFolder,
      () => {
        const report = reportOf(started.standing)
        say(json === true ? JSON.stringify(report) : reportText(report))
      },
    ],
  })
}

export function addProefCommand(program: Command): void {
  program
    .command('proef')
    .option(
      '--map <map>',
      'map voor certificaten en gegevens, om te bewaren; standaard een tijdelijke',
    )
    .option('--poort <nummer>', 'poort voor het pakket; 0 kiest een vrije', portOption, 8543)
    .option('--portaalpoort <nummer>', 'poort voor startlinks; 0 kiest een vrije', portOption, 9543)
    .option('--json', 'een JSON-object per regel')
    .option('--volledig', 'sluit af met 1 zolang er iets niet is ontmoet')
    .description('start een toegangspoort die bijhoudt welke codes een softwarepakket ontmoet')
    .addHelpText('after', '\nVoorbeeld:\n  sluis proef --map proef-kit')
    .action(proef)
}
