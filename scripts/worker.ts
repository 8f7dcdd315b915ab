/** What a worker of `sluis serve` with SLUIS_WORKERS runs: forked by the first process, never by hand. */
import cluster from 'node:cluster'
import { runWorker } from '../gateway/start/crew/worker.ts'

if (cluster.isPrimary) {
  process.stderr.write('dit programma wordt door `sluis serve` gestart (SLUIS_WORKERS)\n')
  process.exitCode = 2
} else runWorker({ env: process.env, demo: process.argv.includes('--demo') })
