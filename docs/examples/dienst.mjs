// Een dienst achter Sluis in één bestand, zonder pakketten: hij neemt afleveringen aan, en laat elk formulier alleen
// zien aan de praktijk waarvan het is. Starten: node docs/examples/dienst.mjs [naam van de dienst] [poort]
import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'

const [dienst = 'verwijzen', poort = '8090'] = process.argv.slice(2)
const uitgever = process.env.SLUIS_PORTAAL_URL ?? 'https://localhost:9443'
const jwks = process.env.SLUIS_JWKS ?? 'http://127.0.0.1:9090/jwks.json'

// Hier in het geheugen; in het echt in een database, vóór het antwoord.
const aanvragen = new Map()

const lees = (deel) => JSON.parse(Buffer.from(deel, 'base64url').toString())

let bewaard = { sleutels: [], tot: 0 }

// Vijf minuten bewaren mag; een sleutel die er niet bij is, wordt meteen opgehaald.
async function sleutel(kid) {
  const kent = () => bewaard.sleutels.find((jwk) => jwk.kid === kid)
  if (Date.now() >= bewaard.tot || kent() === undefined) {
    const { keys } = await (await fetch(jwks)).json()
    bewaard = { sleutels: keys, tot: Date.now() + 300_000 }
  }
  return kent()
}

// Wie vraagt dit? Alleen Sluis-Identiteit telt; undefined: niemand. Een pakket voor JWT's doet dit ook.
async function wie(token = '') {
  try {
    const [kop, inhoud, handtekening] = token.split('.')
    const { alg, kid } = lees(kop)
    const jwk = alg === 'EdDSA' ? await sleutel(kid) : undefined
    if (jwk === undefined) return undefined
    const klopt = verify(
      null,
      Buffer.from(`${kop}.${inhoud}`),
      createPublicKey({ key: jwk, format: 'jwk' }),
      Buffer.from(handtekening, 'base64url'),
    )
    const { iss, aud, nbf, exp, ...claims } = lees(inhoud)
    const nu = Date.now() / 1000
    return klopt && iss === uitgever && aud === dienst && nbf <= nu && nu < exp ? claims : undefined
  } catch {
    return undefined
  }
}

async function inhoudVan(verzoek) {
  const delen = []
  for await (const deel of verzoek) delen.push(deel)
  return JSON.parse(Buffer.concat(delen).toString())
}

// Sluis levert af zonder persoon: wie een identiteit meestuurt, is doorgestuurd en levert niets af.
async function neemAan(verzoek) {
  if (verzoek.headers['sluis-identiteit'] !== undefined) return { status: 403 }
  const sleutel = verzoek.headers['idempotency-key']
  const { instroomId, bericht } = await inhoudVan(verzoek)
  if (typeof sleutel !== 'string' || sleutel !== instroomId) return { status: 400 }
  const isNieuw = !aanvragen.has(sleutel)
  if (isNieuw) aanvragen.set(sleutel, { agb: bericht.instantie.agbCode, bericht })
  return { status: isNieuw ? 201 : 200, location: `/${dienst}/aanvragen/${sleutel}` }
}

// Van een andere praktijk bestaat een aanvraag niet.
async function toon(verzoek, id) {
  const claims = await wie(verzoek.headers['sluis-identiteit'])
  if (claims === undefined) return { status: 401 }
  const aanvraag = aanvragen.get(id)
  if (aanvraag === undefined || aanvraag.agb !== claims.agb) return { status: 404 }
  const van = `Aanvraag van ${claims.instantie_naam}, geopend door ${claims.naam ?? claims.gebruikersnummer}`
  return { status: 200, tekst: `${van}\n${JSON.stringify(aanvraag.bericht, undefined, 2)}\n` }
}

async function antwoord(verzoek) {
  const { method, url } = verzoek
  if (method === 'POST' && url === `/${dienst}/instroom`) return neemAan(verzoek)
  const [, id] = new RegExp(`^/${dienst}/aanvragen/([\\w-]+)$`).exec(url) ?? []
  return method === 'GET' && id !== undefined ? toon(verzoek, id) : { status: 404 }
}

const server = createServer(async (verzoek, uit) => {
  const { status, location, tekst = '' } = await antwoord(verzoek).catch(() => ({ status: 400 }))
  uit.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(location !== undefined && { location }),
  })
  uit.end(tekst)
})

// Alleen voor Sluis op deze machine; op een netwerk horen hier TLS en het certificaat van Sluis bij.
server.listen(Number(poort), '127.0.0.1', () => {
  console.log(`${dienst} luistert op http://127.0.0.1:${server.address().port}`)
})
