/** The codes of the table that a software package can meet: those of the instroom listener. */
import { codes } from '../errors.ts'
import type { Code } from '../errors.ts'

/** Met only by who opens a link, uses the portal or manages users. */
const portaalOnly = [
  'SL209',
  'SL211',
  'SL212',
  'SL403',
  'SL404',
  'SL405',
  'SL407',
  'SL501',
  'SL502',
  'SL511',
] as const

/** Met only by who signs in: the codes of the toegang listener. */
export const toegangOnly = [
  'SL121',
  'SL122',
  'SL123',
  'SL124',
  'SL125',
  'SL126',
  'SL127',
  'SL210',
  'SL321',
  'SL322',
  'SL323',
  'SL406',
  'SL411',
  'SL412',
  'SL516',
] as const satisfies readonly Code[]

/** Never answered to a request: what the status of a direct delivery tells. */
export const statusOnly = ['SL506'] as const satisfies readonly Code[]

/** A code that the instroom listener can answer. */
export type PackageCode = Exclude<
  Code,
  (typeof portaalOnly | typeof toegangOnly | typeof statusOnly)[number]
>

const elsewhere: readonly Code[] = [...portaalOnly, ...toegangOnly, ...statusOnly]

/** In the order of the table. */
export const packageCodes = codes.filter((code): code is PackageCode => !elsewhere.includes(code))
