import type { DataSet } from 'dicom-parser';

/** The items of a sequence; none where there is no such sequence. */
export const itemsOf = (dataset: DataSet, tag: string): DataSet[] =>
  (dataset.elements[tag]?.items ?? []).flatMap(({ dataSet }) => (dataSet ? [dataSet] : []));

/**
 * Where an attribute of one frame may stand, the first place that counts first: enhanced images keep it in functional groups, of
 * the frame or shared by all. Source: PS3.3, C.7.6.16.
 */
export function placesOf(dataset: DataSet, frame: number, groupTag: string): DataSet[] {
  const own = itemsOf(dataset, 'x52009230')[frame];
  const [shared] = itemsOf(dataset, 'x52009229');
  const groups = [own, shared].flatMap((group) => (group ? itemsOf(group, groupTag).slice(0, 1) : []));
  return [...groups, dataset];
}

/** The first of these places that has the element. */
export const findIn = (places: readonly DataSet[], tag: string): DataSet | undefined =>
  places.find(({ elements }) => (elements[tag]?.length ?? 0) > 0);

/** All numbers of an element of decimal strings that are numbers. */
export function decimals(dataset: DataSet | undefined, tag: string): number[] {
  const text = dataset?.string(tag);
  return text === undefined ? [] : text.split('\\').map(Number).filter(Number.isFinite);
}
