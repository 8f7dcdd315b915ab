/**
 * `node scripts/release.mjs`: what goes with a release, in data/release: an SBOM (CycloneDX), the licences of what is
 * shipped, and the known advisories where the registry answers. With --check: version, changelog and tag agree. With
 * --beeld FOLDER: only what an image carries, the SBOM and the licences; it asks nothing of the network.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join('data', 'release')
const shippedOnly = ['--omit', 'dev', '--package-lock-only']
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'))

/** Tags of the commit that is checked out; none outside of a clone. */
const tags = () =>
  (spawnSync('git', ['tag', '--points-at', 'HEAD'], { encoding: 'utf8' }).stdout ?? '')
    .split('\n')
    .filter((tag) => /^v\d/.test(tag))

/** Dutch; none: the version is the same everywhere. */
function versionFaults() {
  const faults = []
  const changelog = readFileSync('CHANGELOG.md', 'utf8')
  const [, top = ''] = /^## \[?([^\]\s]+)/m.exec(changelog) ?? []
  if (!/^\d+\.\d+\.\d+$/.test(version)) faults.push(`package.json: ${version} is geen versie`)
  if (lock.version !== version) faults.push(`package-lock.json: ${lock.version} is niet ${version}`)
  if (top !== 'Unreleased' && top !== version)
    faults.push(`CHANGELOG.md: begint met ${top} en niet met ${version} of Unreleased`)
  for (const tag of tags()) {
    if (tag !== `v${version}`) faults.push(`git: de tag ${tag} is niet v${version}`)
    if (top !== version) faults.push(`CHANGELOG.md: ${tag} heeft nog geen eigen kop`)
  }
  return faults
}

/** What `npm ci --omit dev` installs, by its place in the lock file. */
const shipped = Object.entries(lock.packages).filter(
  ([place, { dev, devOptional }]) => place !== '' && dev !== true && devOptional !== true,
)
const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

const licences = () =>
  shipped
    .map(([place, { version: of, license = 'ONBEKEND' }]) => `${nameOf(place)} ${of}: ${license}`)
    .sort()

/**
 * What npm makes, the same each time it is made of the same lock file: npm puts in a moment, a random number, and the
 * name of the folder it stands in.
 */
function sbomText() {
  const asked = ['sbom', '--sbom-format', 'cyclonedx', ...shippedOnly]
  const sbom = JSON.parse(execFileSync('npm', asked, { maxBuffer: 1 << 26 }).toString())
  delete sbom.metadata.timestamp
  sbom.metadata.component.name = name
  const hash = createHash('sha256')
    .update(JSON.stringify({ ...sbom, serialNumber: '' }))
    .digest()
  sbom.serialNumber = `urn:uuid:${uuidOf(hash)}`
  return `${JSON.stringify(sbom, undefined, 2)}\n`
}

/** A UUID of one's own making (RFC 9562, version 8) of the first 16 bytes of a hash. */
function uuidOf(hash) {
  const bytes = Buffer.from(hash.subarray(0, 16))
  bytes[6] = (bytes[6] & 0x0f) | 0x80
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function writeParts(to) {
  mkdirSync(to, { recursive: true })
  writeFileSync(join(to, 'sbom.cdx.json'), sbomText())
  writeFileSync(join(to, 'licenties.txt'), `${licences().join('\n')}\n`)
}

/** One line per finding, or what was shipped and when, for who looks it up elsewhere. */
function advisories() {
  const { stdout } = spawnSync('npm', ['audit', '--json', ...shippedOnly], { encoding: 'utf8' })
  try {
    const { vulnerabilities } = JSON.parse(stdout)
    const found = Object.values(vulnerabilities).map((one) => `${one.name}: ${one.severity}`)
    return { answered: true, lines: found.length === 0 ? ['geen bekende meldingen'] : found, found }
  } catch {
    const at = new Date().toISOString().slice(0, 10)
    return {
      answered: false,
      lines: [`niet nagegaan op ${at}: het register antwoordt niet`, ...licences()],
      found: [],
    }
  }
}

const [option, image] = process.argv.slice(2)
const faults = versionFaults()
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else if (option === '--check') console.log(`versie ${version}: overal gelijk`)
else if (option === '--beeld' && image !== undefined) writeParts(image)
else {
  writeParts(folder)
  const { answered, lines, found } = advisories()
  writeFileSync(join(folder, 'meldingen.txt'), `${lines.join('\n')}\n`)
  const told = answered ? `${found.length} bekende meldingen` : 'meldingen niet nagegaan'
  console.log(`${folder}: ${shipped.length} pakketten, ${told}`)
  if (found.length > 0) process.exitCode = 1
}
