import esx from 'eslint-plugin-es-x';
import n from 'eslint-plugin-n';

/**
 * The oldest Electron that has to run the program: Node 20.18 and Chromium 130, as electron.vite.config.ts has it. The language is
 * that of Chromium's engine in both halves; what came to it later is refused, and in Node's half what came to Node later.
 */
const node = '20.18.0';

/** Newer standards in which Chromium 130 has this much already. */
const known = new Set([
  'es-x/no-array-fromasync',
  'es-x/no-json-israwjson',
  'es-x/no-json-parse-reviver-context-parameter',
  'es-x/no-json-rawjson',
]);
const { configs } = esx;
const standards = ['no-new-in-es2026', 'no-new-in-es2026-intl-api', 'no-new-in-esnext', 'no-new-in-esnext-intl-api'];
const newLanguage = Object.assign({}, ...standards.map((name) => configs[`flat/${name}`].rules));
/** Of ES2025, what Chromium got only after 130. */
const lateLanguage = ['dataview-prototype-getfloat16-setfloat16', 'float16array', 'math-f16round', 'regexp-escape'];

export const newerApis = [
  {
    files: ['shared/**', 'models/**/*.ts', 'renderer/**', 'electron/**'],
    ignores: ['electron/cli/**', 'electron/serve/**', '**/*.{json,onnx,css,html}'],
    plugins: { 'es-x': esx },
    rules: {
      ...Object.fromEntries(Object.keys(newLanguage).map((name) => [name, known.has(name) ? 'off' : 'error'])),
      ...Object.fromEntries(lateLanguage.map((name) => [`es-x/no-${name}`, 'error'])),
    },
  },
  {
    // The command line and the serve host run on a Node of our own.
    files: ['shared/**', 'models/**/*.ts', 'electron/**'],
    ignores: ['electron/cli/**', 'electron/serve/**', '**/*.{json,onnx}'],
    plugins: { n },
    rules: {
      // Electron's own protocol handlers answer with a Response, in every version.
      'n/no-unsupported-features/node-builtins': ['error', { version: node, ignores: ['Response'] }],
      'n/no-unsupported-features/es-builtins': ['error', { version: node }],
      'n/no-unsupported-features/es-syntax': ['error', { version: node }],
    },
  },
];
