/** The duties of the gateway, in the order in which they are added to the floor. */
export const duties = [
  'the floor',
  '+ its program is loaded',
  '+ connections are watched',
  '+ the request is read',
  '+ it is decided',
  '+ its audit row is real',
  '+ headers and identity token',
  '+ the answer is judged and timed',
] as const

export type Duty = (typeof duties)[number]
