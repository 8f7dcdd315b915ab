/** The routes of signing in on the toegang listener, for whoever has no sign-in yet, one row each. */
import type { Answer } from './http/answer/answer.ts'
import type { Visit } from './http/exchange/exchange.ts'
import type { Gateway } from './http/exchange/gateway.ts'
import { visiting } from './http/route.ts'
import type { Route } from './http/route.ts'
import { finishAndAccept } from './leden/accept.ts'
import {
  isOfOrganisation,
  showOrganisationLink,
  useOrganisationLink,
} from './organisaties/by-link.ts'
import { forgot, register, showForgot, showRegister } from './toegang/links/register.ts'
import { anotherCode, backToCode, enterCode, showCode } from './toegang/sign-in/attempt.ts'
import { showSignIn, signIn } from './toegang/sign-in/sign-in.ts'
import { enterMeldcode, showMeldcode } from './toegang/sign-in/meldcode.ts'
import { showLink } from './toegang/links/link.ts'
import { useLink } from './toegang/links/links.ts'
import { chooseSetup, showSetup } from './toegang/setup/setup.ts'
import { showSetupCode } from './toegang/setup/code.ts'
import { showInformatie } from './toegang/informatie.ts'

const at = ['toegang'] as const

type Answers = (gateway: Gateway, visit: Visit) => Promise<Answer>

/** A link of organisations goes one way, any other the usual one. */
const anyLink =
  (usual: Answers, ofOrganisation: Answers): Answers =>
  (gateway, visit) =>
    isOfOrganisation(gateway, visit) ? ofOrganisation(gateway, visit) : usual(gateway, visit)

export const signingInRoutes: readonly Route[] = [
  visiting({ at, method: 'GET', path: '/aanmelden', answer: showSignIn }),
  visiting({ at, method: 'POST', path: '/aanmelden', answer: signIn }),
  visiting({ at, method: 'GET', path: '/aanmelden/code', answer: showCode }),
  visiting({ at, method: 'POST', path: '/aanmelden/code', answer: enterCode }),
  visiting({ at, method: 'POST', path: '/aanmelden/code/nieuw', answer: anotherCode }),
  visiting({ at, method: 'GET', path: '/aanmelden/code/nieuw', answer: backToCode }),
  visiting({ at, method: 'GET', path: '/aanmelden/meldcode', answer: showMeldcode }),
  visiting({ at, method: 'POST', path: '/aanmelden/meldcode', answer: enterMeldcode }),
  visiting({ at, method: 'GET', path: '/informatie/:dienst', answer: showInformatie }),
  visiting({ at, method: 'GET', path: '/registreren', answer: showRegister }),
  visiting({ at, method: 'POST', path: '/registreren', answer: register }),
  visiting({ at, method: 'GET', path: '/wachtwoord-vergeten', answer: showForgot }),
  visiting({ at, method: 'POST', path: '/wachtwoord-vergeten', answer: forgot }),
  visiting({
    at,
    method: 'GET',
    path: '/link/:token',
    answer: anyLink(showLink, showOrganisationLink),
  }),
  visiting({
    at,
    method: 'POST',
    path: '/link/:token',
    answer: anyLink(useLink, useOrganisationLink),
  }),
  visiting({ at, method: 'GET', path: '/inrichten', answer: showSetup }),
  visiting({ at, method: 'POST', path: '/inrichten', answer: chooseSetup }),
  visiting({ at, method: 'GET', path: '/inrichten/code', answer: showSetupCode }),
  visiting({ at, method: 'POST', path: '/inrichten/code', answer: finishAndAccept }),
]
