/** Which room may import which: a room imports its own files, rooms of its own storey and of those below, never one above. */

/** The storeys of the server, from the ground up. */
const storeys = [
  ['kernel'],
  ['database', 'encryption', 'fields', 'jobs', 'history'],
  ['model'],
  ['schema', 'query', 'access'],
  ['pipelines'],
  ['records'],
  ['identity', 'automation', 'duplicates', 'exchange', 'audits', 'changes', 'live'],
  ['packs', 'http'],
];

const rooms = (from, to) => storeys.slice(from, to).flat().join('|');
const code = '\\.(ts|vue|mjs)$';
const test = '\\.test\\.ts$';

/** One rule for each storey: nothing above it. The files directly in server/ are the roof. */
const upward = storeys.map((names, index) => ({
  name: `storey-${index + 1}-imports-nothing-above`,
  comment: `${names.join(', ')} may import only what stands below or beside.`,
  severity: 'error',
  from: { path: `^server/(${names.join('|')})/`, pathNot: test },
  to: {
    path: index + 1 < storeys.length ? `^server/((${rooms(index + 1)})/|[^/]+${code})` : `^server/[^/]+${code}`,
    // Every room takes the Context as its first argument; the file holds types only.
    pathNot: '^server/(plugin-api|access/context)\\.ts$',
  },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-cycle',
      comment: 'A cycle ties modules into one that nobody can change.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'metadata-stands-alone',
      comment: 'Server and client share it: it imports neither.',
      severity: 'error',
      from: { path: '^metadata/', pathNot: test },
      to: { path: '^(server|client|plugins|test)/' },
    },
    { name: 'client-imports-metadata-only', severity: 'error', from: { path: '^client/' }, to: { path: '^(server|plugins|test)/' } },
    { name: 'server-never-imports-client', severity: 'error', from: { path: '^server/' }, to: { path: '^(client|test|plugins)/' } },
    {
      name: 'plugins-import-plugin-api-only',
      severity: 'error',
      from: { path: '^plugins/' },
      to: { path: '^(server|client|test)/', pathNot: '^server/plugin-api\\.ts$' },
    },
    { name: 'no-tests-in-code', severity: 'error', from: { pathNot: `${test}|^test/` }, to: { path: `${test}|^test/` } },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'declared-packages',
      comment: 'A package that package.json does not name may vanish.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.cache|\\.relata|client/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'style'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
