/** `sluis policy sign`: signs a policy set, so that a gateway that asks for it takes no other. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageReader } from '../../../gateway/instroom/message-steps.ts'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import { formatProblem } from '../../../gateway/decision/problem.ts'
import { signatureFile, signSet } from '../../../gateway/policy/files/signature.ts'
import { isFolder } from '../policy-set.ts'
import { writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface SignOptions {
  readonly dir: string
  /** PEM file with an Ed25519 private key. */
  readonly key: string
  readonly json?: boolean
  readonly now: () => number
}

/** Gives the exit code: 0, 1 when the set has problems, 2 when the key cannot be used or there is no folder. */
export async function policySign(
  { dir, key: file, json, now }: SignOptions,
  streams: Streams,
): Promise<number> {
  const { stdout, stderr } = streams
  if (!isFolder(dir, streams)) return 2
  const key = readPrivateKey(file)
  if (key === undefined) {
    stderr.write(`${file}: dit is geen PEM-bestand met een Ed25519-sleutel zonder wachtwoord\n`)
    return 2
  }
  if ((statSync(file).mode & 0o077) !== 0)
    stderr.write(`${file}: anderen kunnen deze sleutel lezen; doe chmod 600\n`)
  const loaded = await loadPolicy(dir, { now, readMessage: messageReader(undefined) })
  if ('problems' in loaded) {
    for (const problem of loaded.problems) stderr.write(`${formatProblem(problem)}\n`)
    return 1
  }
  const signature = signSet(loaded.set, key, now())
  const path = join(dir, signatureFile)
  // At once: a gateway that looks meanwhile sees the old signature or the new one.
  writeFileSync(`${path}.nieuw`, `${JSON.stringify(signature, undefined, 2)}\n`)
  renameSync(`${path}.nieuw`, path)
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  if (json === true)
    writeJson(streams, {
      versie: loaded.set.version,
      sleutel: signature.sleutel,
      openbareSleutel: spki,
    })
  else {
    stdout.write(`Ondertekend: beleid ${loaded.set.version}\n`)
    stdout.write(`Sleutel ${signature.sleutel}; SLUIS_BELEID_SLEUTELS=${spki}\n`)
  }
  return 0
}

function readPrivateKey(file: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(readFileSync(file))
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}
