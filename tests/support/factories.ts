import type { Annotation } from '#shared/model/annotation.ts';
import type { AnnotationId, ClassId, ItemId, PredictionId, RootId, RunId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { Prediction } from '#shared/model/prediction.ts';

let counter = 0;

/** A new UUID, the same in every run of a test file. */
export function makeId(): string {
  counter += 1;
  return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`;
}

export function makeItem(over: Partial<Item> = {}): Item {
  return {
    id: 1 as ItemId,
    rootId: 1 as RootId,
    path: 'a.jpg',
    frame: 0,
    stage: 'new',
    fileState: 'ready',
    problem: null,
    widthPx: 200,
    heightPx: 100,
    orientation: 1,
    bitDepth: 8,
    format: 'jpeg',
    facts: null,
    sizeBytes: 1,
    modifiedMs: 0,
    contentHash: null,
    tags: [],
    split: null,
    revision: 0,
    ...over,
  };
}

export function makeAnnotation(over: Partial<Annotation> = {}): Annotation {
  return {
    id: makeId() as AnnotationId,
    classId: 1 as ClassId,
    shape: { kind: 'box', box: [10, 10, 20, 20] },
    source: 'person',
    predictionId: null,
    score: null,
    z: 0,
    ...over,
  };
}

export function makePrediction(over: Partial<Prediction> = {}): Prediction {
  counter += 1;
  return {
    id: counter as PredictionId,
    runId: 1 as RunId,
    itemId: 1 as ItemId,
    className: 'cell',
    classId: 1 as ClassId,
    score: 0.5,
    shape: { kind: 'box', box: [50, 50, 10, 10] },
    ...over,
  };
}

export function makeDocument(over: Partial<ItemDocument> = {}): ItemDocument {
  return { item: makeItem(), annotations: [], decisions: [], predictions: [], modelSha256: 'f'.repeat(64), ...over };
}
