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
  'audit/store': [...ground, 'audit', 'store'],
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

// The rows of every listener stand on all features; what starts stands on top of everything.
const gatewayFolders = Object.keys(mayImport)
mayImport.config = [...ground, 'account', 'decision', 'notify']
mayImport.start = [...gatewayFolders.filter((name) => name !== 'openapi'), 'config', 'routes.ts']

/**
 * A folder with folders: which of the others each of those may import; `.`: the files beside them, which themselves
 * may import all.
 */
const mayImportWithin = {
  // The files beside them are the path of a request: `handle`, and `perform` through its route.
  'gateway/http': {
    exchange: [],
    'sign-in': ['exchange'],
    judge: ['exchange', 'sign-in'],
    record: ['exchange', 'judge'],
    answer: ['exchange', 'sign-in', 'judge'],
    form: ['.', 'exchange', 'judge', 'answer'],
  },
  'gateway/policy': {
    yaml: [],
    files: ['yaml'],
    logo: [],
    profiles: ['files'],
    diensten: ['files'],
    instanties: ['yaml', 'files'],
  },
  'gateway/gebruikersbeheer': {
    // Knows none of the rules. The pages are of all rooms, and have the words of their rules.
    store: [],
    practice: ['pages'],
    history: ['pages', 'practice'],
    asks: ['pages', 'practice'],
    form: ['pages', 'practice', 'history', 'asks'],
    houder: ['pages', 'practice', 'history', 'form'],
    several: ['pages', 'practice', 'history', 'form', 'houder'],
    file: ['pages', 'practice', 'form', 'houder', 'several'],
    list: ['pages', 'practice', 'history', 'form', 'several', 'file'],
  },
  'gateway/start': {
    prepare: [],
    listen: [],
    store: ['prepare'],
    state: ['prepare', 'listen', 'store'],
    upkeep: ['prepare', 'listen', 'store', 'state'],
    // On top of the rest: its workers start whole gateways.
    crew: ['.', 'prepare'],
  },
  'gateway/store': {
    toegang: ['.'],
    leden: ['.', 'toegang'],
    migrations: ['.'],
  },
  'gateway/toegang': {
    store: [],
    pages: ['.'],
    setup: ['.', 'pages'],
    links: ['.', 'pages', 'setup'],
    'sign-in': ['.', 'pages', 'links'],
    own: ['.', 'pages', 'setup', 'links', 'sign-in'],
  },
  'scripts/commands': {
    audit: ['.'],
    dienst: ['.'],
    doctor: ['.'],
    register: ['.'],
    policy: ['.', 'audit'],
    demo: ['.', 'register'],
  },
  'scripts/bench': {
    machine: [],
    reading: [],
    load: ['machine'],
    ground: ['machine', 'load'],
    compare: ['machine', 'reading', 'load', 'ground'],
    floor: ['ground', 'compare'],
    peers: ['ground', 'compare'],
    policy: ['machine', 'reading'],
    leden: ['machine', 'reading', 'ground', 'compare'],
    traffic: ['machine', 'reading', 'load', 'ground', 'compare', 'peers'],
    'sign-in': ['machine', 'reading', 'load', 'ground', 'compare', 'traffic'],
  },
}

/** The same of scripts: which of them a folder may import; what it may import of the gateway is below. */
const scriptsMayImport = {
  certs: [],
  'demo-portal': [],
  pages: [],
  proef: ['certs', 'commands', 'demo-portal'],
  commands: ['certs', 'demo-portal', 'proef'],
  // Not in the package (tsconfig.build.json): nothing that is may import them.
  crash: ['certs', 'commands'],
  bench: ['certs', 'commands', 'crash'],
  docs: ['commands', 'proef'],
}

const isInPackage = '^scripts/(certs|commands|demo-portal|proef|sluis[.]ts|worker[.]ts)'
const isNotInPackage =
  '^scripts/(bench|crash|docs|pages|docs[.]ts|measure-revocation[.]ts|screenshots[.]ts)'

/** Which rooms of the gateway a folder of scripts knows; a command may use any. */
const scriptsKnow = {
  certs: ['identity'],
  'demo-portal': ['notify', 'pages'],
  proef: ['base', 'config', 'http', 'openapi', 'operations', 'start'],
  crash: ['audit', 'store'],
  docs: ['config', 'decision', 'http', 'openapi', 'policy'],
}

/** A package is imported where it is used and nowhere else; one without a row is imported nowhere. */
const onlyIn = {
  knex: 'gateway/(store/|register/|audit/store/|[a-z]+/store(/|[a-z-]*[.]ts$))',
  'better-sqlite3': '(gateway/store|scripts/bench)/',
  pg: 'gateway/store/',
  express: '(gateway/http|scripts/demo-portal)/',
  helmet: 'gateway/http/',
  undici: '(gateway/(forward|revocation|register|notify|wire)|scripts/bench)/',
  nodemailer: 'gateway/notify/',
  otpauth: '(gateway/account|scripts/bench)/',
  jose: '(gateway/forward|scripts/(commands|demo-portal))/',
  preact: 'gateway/(pages|[a-z]+/pages|[a-z]+/[a-z-]+[.]tsx$)',
  uqr: 'gateway/toegang/',
  'preact-render-to-string': 'gateway/pages/',
  pino: '(gateway/operations|scripts/commands)/',
  'prom-client': 'gateway/operations/',
  yaml: '(gateway/policy|scripts/(commands|docs|proef))/',
  'js-yaml': 'gateway/policy/',
  'reflect-metadata': 'gateway/operations/',
  '@peculiar/x509': 'gateway/operations/',
  '@peculiar/asn1-x509': '(gateway/(certificate|revocation)|scripts/certs)/',
  '@peculiar/asn1-ocsp': 'gateway/revocation/',
  '@peculiar/asn1-schema': '(gateway/revocation|scripts/certs)/',
  ajv: 'gateway/(policy|instroom)/',
  'ajv-formats': 'gateway/(policy|instroom)/',
  accepts: 'gateway/(http|portal)/',
  'csv-parse': '(gateway/gebruikersbeheer|scripts/commands)/',
  commander: 'scripts/(commands/|docs/|sluis[.]ts$)',
  'cli-progress': 'scripts/commands/',
  'node-forge': 'scripts/certs/',
  'playwright-core': 'scripts/(pages/|screenshots[.]ts$)',
  prettier: 'scripts/docs[.]ts$',
  typescript: 'scripts/exported-names[.]mjs$',
  '@zxcvbn-ts/language-common': 'scripts/make-common-stems[.]mjs$',
}

/** Where a package is: its own folder, or that of its types. */
const at = (name) => `node_modules/(@types/)?${name}/`

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
      name: 'rows-import-no-start',
      severity: 'error',
      comment: 'a route is a row: it knows neither settings nor how things are opened',
      from: { path: '^gateway/routes' },
      to: { path: '^gateway/(start|config|store|policy|workbench)/' },
    },
    {
      name: 'package-knows-no-bench',
      severity: 'error',
      comment: 'what is built into the package does not import what is not',
      from: { path: isInPackage },
      to: { path: isNotInPackage },
    },
    {
      name: 'package-without-a-place',
      severity: 'error',
      comment: 'a package has a row that says where it is used',
      from: { path: '^(gateway|scripts)/' },
      to: { path: 'node_modules/', pathNot: Object.keys(onlyIn).map(at).join('|') },
    },
    ...Object.entries(mayImport).map(([folder, others]) => ({
      name: `${folder}-imports`,
      severity: 'error',
      comment: `gateway/${folder} may import ${others.join(', ') || 'nothing of the gateway'} only`,
      from: {
        path: `^gateway/${folder}/`,
        ...(folder === 'audit' && { pathNot: '^gateway/audit/store/' }),
      },
      to: {
        path: '^gateway/',
        pathNot: `^gateway/(errors[.]ts$|package-root[.]ts$|${[folder, ...others].map((name) => (name.includes('.') ? name : `${name}/`)).join('|')})`,
      },
    })),
    ...Object.entries(mayImportWithin).flatMap(([folder, rooms]) =>
      Object.entries(rooms).map(([room, others]) => ({
        name: `${folder.replace('/', '-')}-${room}-imports`,
        severity: 'error',
        comment: `${folder}/${room} may import ${others.join(', ') || 'nothing'} of ${folder} only`,
        from: { path: `^${folder}/${room}/` },
        to: {
          path: `^${folder}/`,
          pathNot: `^${folder}/(${[room, ...others].map((name) => (name === '.' ? '[^/]+$' : `${name}/`)).join('|')})`,
        },
      })),
    ),
    ...Object.entries(scriptsMayImport).map(([folder, others]) => ({
      name: `scripts-${folder}-imports`,
      severity: 'error',
      comment: `scripts/${folder} may import ${others.join(', ') || 'nothing'} of scripts only`,
      from: { path: `^scripts/${folder}/` },
      to: {
        path: '^scripts/',
        pathNot: `^scripts/(${[folder, ...others].map((name) => `${name}/`).join('|')})`,
      },
    })),
    ...Object.entries(scriptsKnow).map(([folder, rooms]) => ({
      name: `scripts-${folder}-knows`,
      severity: 'error',
      comment: `scripts/${folder} may import ${rooms.join(', ') || 'nothing'} of the gateway only`,
      from: { path: `^scripts/${folder}/` },
      to: {
        path: '^gateway/',
        pathNot: `^gateway/(errors[.]ts$|package-root[.]ts$|routes[.]ts$|${rooms.map((name) => `${name}/`).join('|') || '$'})`,
      },
    })),
    ...Object.entries(onlyIn).map(([name, place]) => ({
      name: `${name.replace(/\W+/g, '-')}-place`,
      severity: 'error',
      comment: `${name} is imported in ${place} only`,
      from: { path: '^(gateway|scripts)/', pathNot: `^(${place})` },
      to: { path: at(name) },
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
