/**
 * Preloaded (`NODE_OPTIONS=--require`): the time of this process, its threads, its children and the contexts that it
 * makes (jest runs each test file in one) is SLUIS_CLOCK_SHIFT milliseconds later. It moves JavaScript's clock alone:
 * OpenSSL, PostgreSQL and the file system keep theirs, so what makes a handshake needs libfaketime instead.
 */
const vm = require('node:vm')

const shift = Number(process.env.SLUIS_CLOCK_SHIFT)

/** The Date of one realm, later. It stays the same class to `instanceof`, `constructor` and subclasses. */
const later = `(shift) => {
  const RealDate = Date
  const realNow = RealDate.now
  const now = () => realNow() + shift
  globalThis.Date = RealDate.prototype.constructor = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
}`

vm.runInThisContext(later)(shift)

const { createContext } = vm
vm.createContext = (...given) => {
  const context = createContext(...given)
  vm.runInContext(later, context)(shift)
  return context
}
