import { output, own } from '../machine/processes.ts'
import type { Load, Measured } from './generator.ts'

/** Runs the generator on its core and gives what it measured. */
export async function generate(load: Load): Promise<Measured> {
  const input = JSON.stringify(load)
  const written = await output([process.execPath, own('load/generator')], { input })
  return JSON.parse(written) as Measured
}
