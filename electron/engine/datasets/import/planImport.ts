import type { Database } from 'better-sqlite3';
import type { ImportOptions, ImportPreview } from '#shared/contract/importApi.ts';
import { createImportedIds } from '../../db/importEntries.ts';
import { ImportCounts, summarize } from './importCounts.ts';
import { matchImages } from './matchImages.ts';
import { planItems } from './planItems.ts';
import type { ItemPlan } from './planItems.ts';
import { resolveClasses } from './resolveClasses.ts';
import type { ClassPlan } from './resolveClasses.ts';
import { getFact } from './stage.ts';

/** What an import would do now. */
export interface Plan {
  readonly classes: ClassPlan;
  readonly counts: ImportCounts;
  /** Once through; counts as it goes. */
  readonly items: Iterable<ItemPlan>;
  /** After all items. */
  summarize(token: string): ImportPreview;
}

/**
 * Brings what is on the stage together with a project.
 * @param project is only read @param countsOnly for a preview: items that have no labels yet are counted, and theirs not made
 */
export function planImport(
  stage: Database,
  project: Database,
  options: ImportOptions,
  { countsOnly }: { readonly countsOnly: boolean },
): Plan {
  matchImages(stage, project, options);
  const classes = resolveClasses(stage, project, options);
  const counts = new ImportCounts();
  const broughtBefore = createImportedIds(project);
  return {
    classes,
    counts,
    items: planItems({ stage, project, options, classes, counts, countsOnly, broughtBefore }),
    summarize: (token) =>
      summarize(stage, counts, {
        token,
        source: getFact(stage, 'source') as string,
        format: getFact(stage, 'format') as ImportPreview['format'],
        seen: getFact(stage, 'seen') as ImportPreview['seen'],
        classes: classes.list,
      }),
  };
}
