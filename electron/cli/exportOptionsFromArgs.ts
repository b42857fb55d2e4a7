import type { EngineInput } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { augmentOps, augmentOptionsSchema, cropOptionsSchema } from '#shared/model/exportOptions.ts';
import { parseClassMap, parseNameList } from '#shared/model/parseClassMap.ts';
import type { ClassMapProblem } from '#shared/model/parseClassMap.ts';
import type { ParsedArgs } from './command.ts';

type Values = ParsedArgs['values'];

/** The options of `export` that say what is made of the labels and images. */
export const exportOptionArgs = {
  classes: { type: 'string' },
  map: { type: 'string' },
  crops: { type: 'boolean', default: false },
  margin: { type: 'string' },
  'min-size': { type: 'string' },
  augment: { type: 'string' },
  seed: { type: 'string' },
  ops: { type: 'string' },
  jpeg: { type: 'string' },
} as const;

export const exportOptionUsage =
  '[--classes a,b] [--map a=b,c=] [--crops [--margin 0.1] [--min-size 8]] ' +
  `[--augment N [--seed S] [--ops ${augmentOps.join(',')}]] [--jpeg QUALITY]`;

const reasons: Readonly<Record<ClassMapProblem['kind'], string>> = {
  noPair: 'a pair NAME=NAME is expected',
  openQuote: 'the quote is not closed',
  afterQuote: 'a comma or = is expected after the quote',
  twice: 'the class was said before',
};

const badMap = ({ kind, position }: ClassMapProblem): AppError =>
  new AppError('export.badClassMap', { position: position + 1, reason: reasons[kind] });

const usage = (reason: string): AppError => new AppError('cli.usage', { reason, command: 'export' });

const toNumber = (value: string): number => (value.trim() === '' ? NaN : Number(value));

/** @throws {AppError} export.badClassMap */
function readClasses({ classes, map }: Values): EngineInput<'exports.start'>['classes'] {
  if (typeof classes !== 'string' && typeof map !== 'string') return undefined;
  const only = typeof classes === 'string' ? parseNameList(classes) : null;
  if (only && !only.ok) throw badMap(only.problem);
  const mapped = parseClassMap(typeof map === 'string' ? map : '');
  if (!mapped.ok) throw badMap(mapped.problem);
  return { map: mapped.value, ...(only ? { only: only.value } : {}) };
}

/** An option without the one that it belongs to would be a mistake that nobody hears of. */
function assertUsed(values: Values, names: readonly string[], owner: string): void {
  const stray = names.find((name) => values[name] !== undefined);
  if (stray !== undefined && (values[owner] === undefined || values[owner] === false))
    throw usage(`--${stray} needs --${owner}`);
}

/** What every message says that a number or a list is wrong with. */
const rules: Readonly<Record<string, string>> = {
  margin: '--margin must be a number from 0 to 10',
  minSizePx: '--min-size must be a whole number of pixels from 1 on',
  copies: '--augment must be a whole number from 1 to 100',
  seed: '--seed must be a whole number from 0 to 4294967295',
  ops: `--ops must be some of ${augmentOps.join(', ')}`,
  encoding: '--jpeg must be a quality from 1 to 100',
};

function parsed<Value>(
  schema: {
    safeParse(value: unknown):
      | { readonly success: true; readonly data: Value }
      | {
          readonly success: false;
          readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };
        };
  },
  value: unknown,
): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw usage(rules[String(result.error.issues[0]?.path[0])] ?? 'an option of export is wrong');
}

/** @throws {AppError} cli.usage, export.badClassMap */
export function exportOptionsFromArgs(
  values: Values,
): Pick<EngineInput<'exports.start'>, 'classes' | 'crops' | 'augment'> {
  assertUsed(values, ['margin', 'min-size'], 'crops');
  assertUsed(values, ['seed', 'ops'], 'augment');
  const { crops, augment, jpeg, margin, seed, ops, 'min-size': minSize } = values;
  if (jpeg !== undefined && crops !== true && augment === undefined) throw usage('--jpeg needs --crops or --augment');
  const number = (name: string, value: Values[string]) =>
    typeof value === 'string' ? { [name]: toNumber(value) } : {};
  const encoding = typeof jpeg === 'string' ? { encoding: { format: 'jpeg', quality: toNumber(jpeg) } } : {};
  const classes = readClasses(values);
  return {
    ...(classes ? { classes } : {}),
    ...(crops === true
      ? {
          crops: parsed(cropOptionsSchema, {
            ...number('margin', margin),
            ...number('minSizePx', minSize),
            ...encoding,
          }),
        }
      : {}),
    ...(typeof augment === 'string'
      ? {
          augment: parsed(augmentOptionsSchema, {
            ...number('copies', augment),
            ...number('seed', seed),
            ...(typeof ops === 'string' ? { ops: ops.split(',').map((op) => op.trim()) } : {}),
            ...encoding,
          }),
        }
      : {}),
  };
}
