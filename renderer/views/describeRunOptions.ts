import type { RunOptions } from '#shared/model/runOptions.ts';
import type { Texts } from '#shared/text/texts.ts';

/** What a run does beside one look at each whole image, in short. Empty: nothing. */
export function describeRunOptions(t: Texts, options: RunOptions): string {
  const { tile, flip, region, as, committee } = options;
  return [
    ...(tile === 'auto' ? [t.ui('look.said.tileAuto')] : []),
    ...(typeof tile === 'number' ? [t.ui('look.said.tile', { side: tile })] : []),
    ...(flip ? [t.ui('look.said.flip')] : []),
    ...(region ? [t.ui('look.said.region', { region: region.join(', ') })] : []),
    ...(as ? [t.ui(`look.said.as.${as}`)] : []),
    ...(committee.length > 0 ? [t.ui('look.said.committee', { count: committee.length + 1 })] : []),
  ].join(' · ');
}
