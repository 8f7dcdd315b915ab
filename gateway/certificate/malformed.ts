/** Thrown for bytes that are not a well-formed certificate. Its message holds no certificate content. */
export class MalformedCertificate extends Error {
  override readonly name = 'MalformedCertificate'
}
