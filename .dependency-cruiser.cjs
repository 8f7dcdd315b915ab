/** A folder may import itself, errors.ts, package-root.ts and what is named here, nothing else (docs/adr/0001). */
const mayImport = {
  certificate: [],
  tls: ['certificate'],
  wire: [],
  identity: ['certificate'],
  policy: ['certificate', 'identity'],
  revocation: ['certificate', 'identity', 'policy', 'wire'],
  instroom: ['identity', 'policy'],
  account: ['identity', 'instroom'],
  notify: ['account'],
  audit: ['identity', 'policy'],
  store: ['audit', 'identity', 'instroom', 'policy'],
  register: ['identity', 'store', 'wire'],
  forward: ['identity', 'policy', 'instroom', 'wire'],
  delivery: ['identity', 'policy', 'instroom', 'audit', 'store', 'forward', 'operations'],
  gebruikersbeheer: ['identity', 'policy', 'store'],
  pages: ['identity', 'policy', 'instroom', 'gebruikersbeheer'],
  operations: ['identity', 'policy', 'revocation', 'audit', 'tls'],
  http: [
    'certificate',
    'tls',
    'identity',
    'policy',
    'revocation',
    'instroom',
    'audit',
    'store',
    'forward',
    'delivery',
    'gebruikersbeheer',
    'pages',
    'operations',
  ],
}

/** A package is imported in one place. */
const onlyIn = {
  knex: 'store',
  'better-sqlite3': 'store',
  pg: 'store',
  express: 'http',
  helmet: 'http',
  undici: '(forward|revocation|register|notify|wire)',
  nodemailer: 'notify',
  otpauth: 'account',
  jose: 'forward',
  preact: 'pages',
  'preact-render-to-string': 'pages',
  pino: 'operations',
  'prom-client': 'operations',
  yaml: 'policy',
  '@peculiar/x509': '(certificate|revocation)',
  '@peculiar/asn1-x509': '(certificate|revocation)',
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
      comment: 'the decision and identity are pure: no package, no node module, no clock',
      from: {
        path: '^gateway/(policy/(decide|policy|question|steps)|identity/(agb-code|identity))[.]ts$',
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
      from: { path: `^gateway/${folder}/` },
      to: {
        path: '^gateway/',
        pathNot: `^gateway/(errors[.]ts$|package-root[.]ts$|${[folder, ...others].map((name) => `${name}/`).join('|')})`,
      },
    })),
    ...Object.entries(onlyIn).map(([name, folder]) => ({
      name: `${name.replace(/\W+/g, '-')}-place`,
      severity: 'error',
      comment: `${name} is imported in gateway/${folder} only`,
      from: { path: '^gateway/', pathNot: `^gateway/${folder}/` },
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
