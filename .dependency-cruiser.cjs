/** What stands on nothing of ours: each file one idea. */
const ground = ['base', 'wire']

/** What carries a request, whatever it is for. */
const engine = [
  ...ground,
  'certificate',
  'tls',
  'identity',
  'secrets',
  'decision',
  'policy',
  'revocation',
  'audit',
  'store',
  'forward',
  'pages',
  'operations',
  'account',
  'notify',
  'http',
]

/** A folder may import itself, errors.ts, package-root.ts and what is named here, nothing else (docs/adr/0001). */
const mayImport = {
  base: [],
  wire: ['base'],
  certificate: ground,
  tls: [...ground, 'certificate'],
  identity: [...ground, 'certificate'],
  secrets: [...ground, 'identity'],
  decision: [...ground, 'identity'],
  policy: [...ground, 'certificate', 'identity', 'decision'],
  workbench: [...ground, 'identity', 'decision', 'policy'],
  revocation: [...ground, 'certificate', 'identity', 'decision', 'policy'],
  account: [...ground, 'identity', 'secrets'],
  notify: [...ground, 'account'],
  audit: [...ground, 'identity', 'decision'],
  store: [...ground, 'audit', 'identity', 'decision', 'secrets'],
  register: [...ground, 'identity', 'store', 'account'],
  forward: [...ground, 'identity', 'decision', 'secrets'],
  delivery: [...ground, 'identity', 'decision', 'audit', 'store', 'forward', 'operations'],
  pages: [...ground, 'identity', 'decision'],
  operations: [
    ...ground,
    'certificate',
    'identity',
    'decision',
    'policy',
    'revocation',
    'audit',
    'tls',
  ],
  http: engine.filter((name) => name !== 'http'),
  // Features: they stand on the engine, and know nothing of each other.
  dienst: engine,
  gebruikersbeheer: engine,
  leden: [...engine, 'delivery', 'register', 'toegang'],
  meldcodes: [...engine, 'leden', 'toegang'],
  organisaties: [...engine, 'delivery', 'register', 'leden', 'toegang'],
  instroom: [...engine, 'delivery'],
  toegang: [...engine, 'delivery'],
  openapi: engine,
  portal: engine,
  // A member gives a certificate what Gebruikersbeheer keeps, by its rules.
  koppeling: [...engine, 'leden', 'gebruikersbeheer'],
  // It shows what the others know and mends it, by their rules.
  servicedesk: [
    ...engine,
    'gebruikersbeheer',
    'instroom',
    'workbench',
    'leden',
    'organisaties',
    'toegang',
  ],
}

/** A package is imported in one place. */
const onlyIn = {
  knex: '(store/|register/|audit/store/|[a-z]+/store[a-z-]*[.]ts$)',
  'better-sqlite3': 'store/',
  pg: 'store/',
  express: 'http/',
  helmet: 'http/',
  undici: '(forward|revocation|register|notify|wire)/',
  nodemailer: 'notify/',
  otpauth: 'account/',
  jose: 'forward/',
  preact: '(pages|[a-z]+/pages)/',
  uqr: 'toegang/',
  'preact-render-to-string': 'pages/',
  pino: 'operations/',
  'prom-client': 'operations/',
  yaml: 'policy/',
  'js-yaml': 'policy/',
  '@peculiar/x509': 'operations/',
  '@peculiar/asn1-x509': '(certificate|revocation)/',
  '@peculiar/asn1-ocsp': 'revocation/',
  '@peculiar/asn1-schema': 'revocation/',
  ajv: '(policy|instroom)/',
  accepts: '(http|portal)/',
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'imports go one way (docs/adr/0001)',
      from: {},
      to: { circular: true },
    },
    {
      name: 'gateway-knows-no-scripts',
      severity: 'error',
      comment: 'the gateway does not import tools, tests or the demo',
      from: { path: '^gateway/' },
      to: { path: '^(scripts|test)/' },
    },
    {
      name: 'pure-core',
      severity: 'error',
      comment:
        'the decision and identity are pure: no package, no node module, no clock (address-range parses by net.isIP)',
      from: {
        path: '^gateway/(decision/(?!address-range)|identity/(agb-code|identity)[.]ts$)',
      },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    {
      name: 'errors-imports-nothing',
      severity: 'error',
      comment: 'the error table stands on nothing',
      from: { path: '^gateway/errors[.]ts$' },
      to: { path: '.' },
    },
    {
      name: 'no-forge-in-gateway',
      severity: 'error',
      comment:
        'node-forge makes files in scripts and tests; it never reads a certificate of a request',
      from: { path: '^gateway/' },
      to: { path: 'node_modules/node-forge' },
    },
    ...Object.entries(mayImport).map(([folder, others]) => ({
      name: `${folder}-imports`,
      severity: 'error',
      comment: `gateway/${folder} may import ${others.join(', ') || 'nothing of the gateway'} only`,
      from: { path: `^gateway/${folder}/`, pathNot: '^gateway/audit/store/' },
      to: {
        path: '^gateway/',
        pathNot: `^gateway/(errors[.]ts$|package-root[.]ts$|${[folder, ...others].map((name) => `${name}/`).join('|')})`,
      },
    })),
    ...Object.entries(onlyIn).map(([name, folder]) => ({
      name: `${name.replace(/\W+/g, '-')}-place`,
      severity: 'error',
      comment: `${name} is imported in gateway/${folder} only`,
      from: { path: '^gateway/', pathNot: `^gateway/(${folder})` },
      to: { path: `node_modules/${name}/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
}
