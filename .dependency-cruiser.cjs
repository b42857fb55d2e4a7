/**
 * The doors of the house: who may import whom. Every npm package is listed once, under the rooms that may use it.
 */
const native = (name, rooms) => ({
  name: `only-${rooms.replace(/\W+/g, '-')}-imports-${name.replace(/\W+/g, '-')}`,
  severity: 'error',
  comment: `${name} has one door`,
  from: { pathNot: `^(${rooms})` },
  to: { path: `node_modules/${name}/` },
});
const room = (name, from, allowed) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^${from}` },
  to: { path: '^(shared|models|electron|renderer|scripts|tests)/', pathNot: `^(${allowed})` },
});
/** Lower folders of shared never import higher ones. */
const floors = [
  'base',
  'text',
  'geometry|look|medical',
  'shapes',
  'model',
  'change',
  'actions|checks|metrics|formats|query|datasets',
  'editor',
  'commands',
  'contract',
];
const below = (index) => floors.slice(0, index + 1).join('|');

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan-packages',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^electron$|^svelte' },
    },
    ...floors.map((floor, index) => ({
      name: `shared-${floor.replace(/\W+/g, '-')}-imports-downwards`,
      severity: 'error',
      from: { path: `^shared/(${floor})/` },
      // The contract speaks of records, changes, shapes and error texts.
      to: {
        path: '^shared/',
        pathNot: `^shared/(${floor === 'contract' ? 'base|text|shapes|model|change|contract' : below(index)})/`,
      },
    })),
    room('shared', 'shared/', 'shared/'),
    room('models', 'models/', 'models/|shared/'),
    room('engine', 'electron/engine/', 'electron/engine/|shared/|models/'),
    room('child', 'electron/child/', 'electron/child/|shared/'),
    room('pixels', 'electron/pixels/', 'electron/pixels/|shared/'),
    room('imaging', 'electron/imaging/', 'electron/imaging/|electron/pixels/|electron/child/|shared/|models/'),
    room('inference', 'electron/inference/', 'electron/inference/|electron/pixels/|electron/child/|shared/|models/'),
    room('serve', 'electron/serve/', 'electron/serve/|electron/engine/createEngine|shared/'),
    room('cli', 'electron/cli/', 'electron/cli/|electron/serve/|electron/engine/|shared/'),
    room('main', 'electron/main/', 'electron/main/|electron/engine/|shared/'),
    room('preload', 'electron/preload/', 'electron/preload/|shared/contract/'),
    room('renderer', 'renderer/', 'renderer/|shared/'),
    room('renderer-ui', 'renderer/ui/', 'renderer/ui/|shared/text/|shared/model/item'),
    room('renderer-canvas', 'renderer/canvas/', 'renderer/canvas/|shared/'),
    room('renderer-state', 'renderer/state/', 'renderer/state/|renderer/host/|shared/'),
    room('renderer-host', 'renderer/host/', 'renderer/host/|shared/'),
    {
      name: 'nobody-imports-views',
      severity: 'error',
      from: { path: '^renderer/(ui|canvas|state|host)/' },
      to: { path: '^renderer/views/' },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      from: { path: '^(shared|models)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-has-two-doors',
      severity: 'error',
      from: { pathNot: '^electron/(main|preload)/' },
      to: { path: '^electron$|node_modules/electron/' },
    },
    native('better-sqlite3', 'electron/engine/|tests/'),
    native('yazl', 'electron/engine/sharing/|tests/'),
    native('yauzl', 'electron/engine/sharing/'),
    native('chokidar', 'electron/engine/library/'),
    native('sharp', 'electron/imaging/|electron/pixels/rasterImage|electron/inference/pixels|scripts/|tests/'),
    native('dicom-parser', 'electron/pixels/dicom/'),
    native('@cornerstonejs', 'electron/pixels/dicom/'),
    native('onnxruntime-node', 'electron/inference/|tests/'),
    native('onnxruntime-common', 'electron/inference/|tests/'),
    native('ws', 'electron/serve/'),
    native('birpc', 'shared/contract/'),
    native('protobufjs', 'models/onnx/'),
    native('canonicalize', 'electron/engine/db/'),
    native('rotating-file-stream', 'electron/engine/log/'),
    native('flatbush', 'shared/editor/'),
    native('clipper-lib', 'shared/geometry/'),
    native('fast-png', 'shared/formats/|tests/'),
    native('fflate', 'shared/formats/|tests/'),
    native('saxes', 'shared/formats/read/'),
    native('yaml', 'shared/formats/'),
    native('zod', 'shared/|models/|electron/engine/'),
    native('svelte', 'renderer/|tests/'),
    native('@lucide', 'renderer/'),
    native('@fontsource-variable', 'renderer/'),
    {
      name: 'no-long-ways-up',
      severity: 'error',
      from: { path: '^(electron|renderer)/' },
      to: { path: '^(shared|models)/', dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'node', 'default', 'types'],
      extensions: ['.ts', '.svelte.ts', '.svelte', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
