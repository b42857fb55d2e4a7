import type { Database } from 'better-sqlite3';
import type { Region } from '#shared/model/embedding.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listEmbedded, listObjectShapes } from '../db/embeddings.ts';
import type { ItemsToEmbed } from '../db/embeddings.ts';
import type { RunItem } from '../db/runs.ts';
import { regionOf } from './objectRegions.ts';

/** What of an image is still to be described, and for which objects: those of the same place are described once. */
export interface PartToEmbed {
  readonly region: Region | null;
  /** An empty one is the whole image. */
  readonly objectIds: readonly string[];
}

/** @returns none when all of it is described */
export function planParts(db: Database, { modelId, objects }: ItemsToEmbed, item: RunItem): PartToEmbed[] {
  const known = listEmbedded(db, modelId, item.itemId);
  const parts: PartToEmbed[] = known.has('') ? [] : [{ region: null, objectIds: [''] }];
  if (!objects) return parts;
  const byRegion = new Map<string, { readonly region: Region; readonly objectIds: string[] }>();
  for (const { objectId, shape } of listObjectShapes(db, item.itemId)) {
    const region = regionOf(JSON.parse(shape) as Shape, item);
    if (!region || known.get(objectId) === region.join()) continue;
    const same = byRegion.get(region.join());
    if (same) same.objectIds.push(objectId);
    else byRegion.set(region.join(), { region, objectIds: [objectId] });
  }
  return [...parts, ...byRegion.values()];
}
