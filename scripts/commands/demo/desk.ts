/** What `sluis demo` tells of the service desk: where it is, as whom, and what to look for. */

/** Ends in an empty line. `portaal` is its origin, `certificates` the folder of the development certificates. */
export const aboutDesk = (portaal: string, certificates: string): string => {
  const client = `${certificates}/clients/servicedesk`
  return `Help een praktijk zoals de servicedesk dat doet: ${portaal}/servicedesk met ${client}.p12. Zoek op AGB-code
12000001, of op het nummer van een verzoek dat is geweigerd. Wat u voorstelt, bevestigt een collega: ${client}-2.p12.
Met curl:

  curl --cacert ${certificates}/root.pem --cert ${client}.pem --key ${client}.key ${portaal}/servicedesk
`
}
