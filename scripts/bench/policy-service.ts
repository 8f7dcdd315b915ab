/** A peer: the policy service that nginx asks with auth_request. 204: go on; 403: not. */
import { createServer } from 'node:http'
import { decideByStrings, readPolicy } from './practice.ts'

const asked = {
  '/gate': {
    soort: 'systeem',
    asked: { dienst: 'machtigingenportaal', autorisatie: 'indienen' },
  },
  '/forward': {
    soort: 'persoonlijk',
    asked: { dienst: 'machtigingenportaal', autorisatie: 'raadplegen' },
  },
} as const

const policy = await readPolicy()

createServer({ keepAliveTimeout: 3_600_000 }, (request, response) => {
  const question = asked[request.url === '/gate' ? '/gate' : '/forward']
  response.writeHead(decideByStrings(policy, request, question).allowed ? 204 : 403)
  response.end()
}).listen(Number(process.argv[2]), '127.0.0.1')
