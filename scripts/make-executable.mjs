// npx runs the project's own bin only when that file has its execute bit, which tsc does not set.
import { chmodSync } from 'node:fs'

chmodSync(new URL('../dist/scripts/sluis.js', import.meta.url), 0o755)
