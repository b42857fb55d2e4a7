import type { Engine } from '#engine/createEngine.ts';
import type { DuplicateGroup, DuplicateMember } from '#shared/contract/api/duplicatesApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand, ParsedArgs } from '../command.ts';
import { findModel } from '../findModel.ts';
import { jobEnd, openProjectFile } from '../openForCommand.ts';
import type { Output } from '../output.ts';

const pageSize = 20;
/** Of a list for people. */
const shown = 50;

function numberOf(value: unknown, name: string, least: number, most: number): number {
  const number = Number(value);
  if (Number.isFinite(number) && number >= least && number <= most) return number;
  throw new AppError('cli.usage', { reason: `--${name} must be ${least} to ${most}`, command: 'duplicates' });
}

/** @throws {AppError} cli.usage, model.* */
async function readRules(engine: Engine, { values }: ParsedArgs) {
  const near = Math.round(numberOf(values.near, 'near', 0, 12));
  if (values.model === undefined && values.similar === undefined) return { near };
  const atLeast = values.similar === undefined ? {} : { atLeast: numberOf(values.similar, 'similar', 0.8, 1) };
  const model = typeof values.model === 'string' ? { modelSha256: await findModel(engine, values.model) } : {};
  return { near, similar: { ...model, ...atLeast } };
}

async function listGroups(engine: Engine, found: number, isWanted: (group: DuplicateGroup) => boolean) {
  const wanted: DuplicateGroup[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const { total, groups } = await engine.call('duplicates.groups', { found, offset, limit: pageSize });
    const some = groups.filter(isWanted);
    wanted.push(...some);
    // Leaks come first: behind the first that is none there are no more.
    if (some.length < groups.length || offset + pageSize >= total) return wanted;
  }
}

function sayOf({ isExact, distance, similarity }: DuplicateMember): string {
  if (isExact) return 'the same bytes';
  const parts = [
    ...(distance === null ? [] : [`${distance} bits apart`]),
    ...(similarity === null ? [] : [`${(100 * similarity).toFixed(1)} % alike`]),
  ];
  return parts.join(', ');
}

function printGroup(output: Output, { size, isLeak, members }: DuplicateGroup): void {
  output.line(`${size} images${isLeak ? ', in different splits' : ''}`);
  output.table(
    members.map((member, at) => {
      const { path, widthPx, heightPx, split, stage } = member.item;
      const said = at === 0 ? 'best' : sayOf(member);
      return [`  ${path}`, `${widthPx} x ${heightPx}`, split ?? '', stage, said];
    }),
  );
  if (size > members.length) output.line(`  and ${size - members.length} more`);
}

const toJson = ({ size, isLeak, members }: DuplicateGroup) => ({
  size,
  isLeak,
  members: members.map(({ item: { id, path, frame, split, stage, widthPx, heightPx }, ...said }) => ({
    ...{ id, path, frame, split, stage, widthPx, heightPx, ...said },
  })),
});

/** All images but the best of each group get the tag. @returns how many did not have it */
async function tagRest(engine: Engine, found: number, leaksOnly: boolean, tag: string): Promise<number> {
  const itemIds = [...(await engine.call('duplicates.rest', { found, leaksOnly }))];
  const action = { kind: 'tag', tag, isOn: true } as const;
  const { changed, jobId } = await engine.call('items.edit', { items: { itemIds }, action });
  return changed ?? (await jobEnd(engine, jobId)).done;
}

export const duplicates: CliCommand = {
  name: 'duplicates',
  summary: 'Find images that are the same or nearly so',
  usage:
    'firstpass duplicates PROJECT [--near D] [--model FILE|NAME] [--similar 0.95] [--leaks] [--tag NAME]\n\n' +
    '  --near: bits of 64 in which two images may look different (0 to 12); --model, --similar: also by what a model says of\n' +
    '  them. --leaks: only groups in different splits; the exit code is 3 when there are any.',
  example: 'firstpass duplicates cells --leaks',
  options: {
    near: { type: 'string', default: '8' },
    model: { type: 'string' },
    similar: { type: 'string' },
    leaks: { type: 'boolean', default: false },
    tag: { type: 'string' },
  },
  positionals: [1, 1],
  async run(args, { engine: getEngine, output }) {
    const { positionals, values } = args;
    const leaksOnly = values.leaks === true;
    const engine = getEngine();
    await openProjectFile(engine, positionals[0] ?? '');
    await engine.call('roots.settled', {});
    const rules = await readRules(engine, args);
    const stops = [output.progress(engine.events, 'probe'), output.progress(engine.events, 'duplicates')];
    const summary = await engine.call('duplicates.find', rules).finally(() => stops.forEach((stop) => stop()));
    const { found, ...counts } = summary;
    const groups = await listGroups(engine, found, ({ isLeak }) => isLeak || !leaksOnly);
    for (const group of groups.slice(0, shown)) printGroup(output, group);
    if (groups.length > shown) output.line(`and ${groups.length - shown} more groups (--json lists all)`);
    output.line(
      `${counts.items} images compared: ${counts.grouped} of them in ${counts.groups} groups, ${counts.leaks} in different splits`,
    );
    if (counts.bytesOnly > 0) output.line(`${counts.bytesOnly} of one tone: compared by their bytes only`);
    if (counts.undescribed > 0) output.line(`${counts.undescribed} not described by the model (firstpass embed)`);
    const { tag } = values;
    const tagged = typeof tag === 'string' ? await tagRest(engine, found, leaksOnly, tag) : null;
    if (tagged !== null) output.line(`${tagged} images tagged ${String(tag)}`);
    output.result({ ...counts, tagged, rules, list: groups.map(toJson) });
    return leaksOnly && counts.leaks > 0 ? 3 : 0;
  },
};
