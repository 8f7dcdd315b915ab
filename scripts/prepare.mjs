// After npm ci: builds, so that `npx sluis` works at once, and turns on the pre-commit hook in a clone. With the tools,
// so that `npm start` and `npm test` have nothing left to build.
// An installation without development packages is delivered built and skips both.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' })

if (existsSync('.git')) run('git', ['config', 'core.hooksPath', 'scripts/hooks'])
if (existsSync('node_modules/typescript')) run('npm', ['run', '--silent', 'build:tools'])
