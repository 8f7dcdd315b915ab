/**
 * The serial number that OpenSSL prints (`0A`, `-01`) as the hex of its DER INTEGER's content octets, which
 * is how Certificate.serial has it: two's complement, a zero octet in front only where the sign needs it.
 */
export function serialFromPrinted(printed: string): string {
  const magnitude = BigInt(`0x${printed.replace('-', '')}`)
  const value = printed.startsWith('-') ? -magnitude : magnitude
  // One bit more than the magnitude holds the sign; of -2^n that bit is already in it.
  const bits = (value < 0n ? magnitude - 1n : magnitude).toString(2).replace(/^0+/, '').length + 1
  const octets = Math.ceil(bits / 8)
  return BigInt.asUintN(octets * 8, value)
    .toString(16)
    .padStart(octets * 2, '0')
}
