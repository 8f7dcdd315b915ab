/**
 * A browser that has a client certificate the way people's browsers do: in its certificate store, chosen by
 * policy. Its TLS is the browser's own. Needs certutil and pk12util (libnss3-tools), and root, because the
 * browser reads its policies from /etc.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext } from 'playwright-core'
import { chromiumOptions } from '../../scripts/pages/chromium.ts'

const policyFolder = '/etc/chromium/policies/managed'

/** What is missing on this machine; undefined: nothing. */
export function missingForNss(): string | undefined {
  if (process.getuid?.() !== 0) return 'root (om beleid in /etc te zetten)'
  for (const tool of ['certutil', 'pk12util'])
    try {
      execFileSync('which', [tool], { stdio: 'ignore' })
    } catch {
      return `${tool} (apt-get install libnss3-tools)`
    }
  return undefined
}

/** Makes browsers choose the one certificate they have for a site, without asking. Gives how to undo it. */
export function chooseByPolicy(origin: string): () => void {
  const file = join(policyFolder, `sluis-test-${process.pid}.json`)
  mkdirSync(policyFolder, { recursive: true })
  const choice = JSON.stringify({ pattern: origin, filter: {} })
  writeFileSync(file, JSON.stringify({ AutoSelectCertificateForUrls: [choice] }))
  return () => {
    rmSync(file, { force: true })
  }
}

/** A browser of somebody, with a home of its own. */
export interface NssBrowser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** Starts a browser that holds one client certificate and trusts the development root; nothing is ignored. */
export async function startNssBrowser(
  executablePath: string,
  { certificates, client }: { readonly certificates: string; readonly client: string },
): Promise<NssBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'sluis-nss-'))
  const store = join(home, '.pki/nssdb')
  mkdirSync(store, { recursive: true })
  const db = `sql:${store}`
  const run = (tool: string, args: readonly string[]): void => {
    execFileSync(tool, args, { stdio: 'pipe' })
  }
  run('certutil', ['-N', '-d', db, '--empty-password'])
  run('certutil', [
    '-A',
    '-d',
    db,
    '-n',
    'root',
    '-t',
    'CT,C,C',
    '-i',
    join(certificates, 'root.pem'),
  ])
  run('pk12util', [
    '-i',
    join(certificates, `clients/${client}.p12`),
    '-d',
    db,
    '-W',
    'sluis',
    '-K',
    '',
  ])
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    ...chromiumOptions(executablePath),
    env: { ...process.env, HOME: home },
    viewport: { width: 1100, height: 800 },
  })
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
