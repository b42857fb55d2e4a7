import type { DataSet } from 'dicom-parser';
import type { ItemFacts } from '#shared/model/itemFacts.ts';
import { sidesOf, sidesOfLetters } from '../orientation.ts';
import type { NamedWindow } from '../raster.ts';
import { decimals, findIn, itemsOf, placesOf } from './frameItems.ts';
import type { ImagePixels } from './imagePixels.ts';

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';
/** Source: PS3.3, C.11.1.1.2 (Rescale Type), its defined terms. */
const units = new Set(['OD', 'HU', 'US', 'MGML', 'Z_EFF', 'ED', 'EDW', 'HU_MOD', 'PCT']);

/** A code of the standard, never a sentence in which a name might stand. */
function code(dataset: DataSet, tag: string): string | undefined {
  const text = dataset.string(tag)?.trim().toUpperCase();
  return text !== undefined && /^[A-Z0-9_ ]{1,16}$/.test(text) ? text : undefined;
}

/** Source: PS3.3, 10.7.1.3 (pixel spacing) and C.8.5.5 (regions of ultrasound, whose unit 3 is the centimetre). */
function readSpacing(dataset: DataSet, frame: number): ItemFacts['spacing'] {
  const of = (rows: number | undefined, columns: number | undefined, isAtDetector: boolean): ItemFacts['spacing'] =>
    rows !== undefined && columns !== undefined && rows > 0 && columns > 0
      ? { xMm: columns, yMm: rows, isAtDetector }
      : undefined;
  const places = placesOf(dataset, frame, 'x00289110');
  const [rows, columns] = decimals(findIn(places, 'x00280030'), 'x00280030');
  const inPatient = of(rows, columns, false);
  if (inPatient) return inPatient;
  const [detectorRows, detectorColumns] = decimals(dataset, 'x00181164');
  const atDetector = of(detectorRows, detectorColumns, true);
  if (atDetector) return atDetector;
  const regions = itemsOf(dataset, 'x00186011');
  const [region] = regions;
  const isLength = region?.uint16('x00186024') === 3 && region.uint16('x00186026') === 3;
  if (!region || regions.length > 1 || !isLength) return undefined;
  const centimetres = (tag: string): number => Math.abs(region.double(tag) ?? 0) * 10;
  return of(centimetres('x0018602e'), centimetres('x0018602c'), false);
}

function readSides(dataset: DataSet, frame: number): ItemFacts['sides'] {
  const places = placesOf(dataset, frame, 'x00209116');
  const cosines = decimals(findIn(places, 'x00200037'), 'x00200037');
  if (cosines.length === 6) {
    const [rx, ry, rz, cx, cy, cz] = cosines as [number, number, number, number, number, number];
    return sidesOf([rx, ry, rz], [cx, cy, cz]);
  }
  return sidesOfLetters(dataset.string('x00200020', 0) ?? '', dataset.string('x00200020', 1) ?? '');
}

/** Source: PS3.3, C.11.2.1.2. Tables for the look of values (VOI LUT) are not read. */
export function readWindows(dataset: DataSet, frame: number): NamedWindow[] {
  const place = findIn(placesOf(dataset, frame, 'x00289132'), 'x00281050');
  const [centres, widths] = [decimals(place, 'x00281050'), decimals(place, 'x00281051')];
  const names = place?.string('x00281055')?.split('\\') ?? [];
  return centres.flatMap((centre, index) => {
    const width = widths[index];
    if (width === undefined || width < 1) return [];
    const name = (names[index] ?? '').trim();
    return [{ centre, width, name: /^[\w .+-]{1,24}$/.test(name) ? name : '' }];
  });
}

/** What a stored number stands for. Source: PS3.3, C.11.1 (Modality LUT Module), its slope and intercept. */
export function readRescale(dataset: DataSet, frame: number): { slope: number; intercept: number } {
  const place = findIn(placesOf(dataset, frame, 'x00289145'), 'x00281053');
  const [[slope = 1], [intercept = 0]] = [decimals(place, 'x00281053'), decimals(place, 'x00281052')];
  return { slope: slope === 0 ? 1 : slope, intercept };
}

function readUnit(dataset: DataSet, frame: number): string | undefined {
  const places = placesOf(dataset, frame, 'x00289145');
  const type = findIn(places, 'x00281054')?.string('x00281054')?.trim().toUpperCase();
  if (type !== undefined) return units.has(type) && type !== 'US' ? type : undefined;
  return dataset.string('x00080060') === 'CT' && findIn(places, 'x00281053') ? 'HU' : undefined;
}

/** Nobody has looked where the file says nothing: pictures of a screen and of ultrasound often have a name in them. */
function readBurnedIn(dataset: DataSet): ItemFacts['burnedIn'] {
  const said = dataset.string('x00280301')?.trim().toUpperCase();
  if (said === 'YES') return 'yes';
  if (said === 'NO') return 'no';
  const isCapture = dataset.string('x00080016')?.trim().startsWith(secondaryCapture) === true;
  return isCapture || code(dataset, 'x00080060') === 'US' ? 'possible' : 'no';
}

/** All that is ever kept of a DICOM file beside its pixels and what `readTags` lists, of one frame. */
export function readFacts(dataset: DataSet, { photometric, frameCount }: ImagePixels, frame: number): ItemFacts {
  const windows = readWindows(dataset, frame);
  const optional = {
    modality: code(dataset, 'x00080060'),
    bodyPart: code(dataset, 'x00180015'),
    spacing: readSpacing(dataset, frame),
    sides: readSides(dataset, frame),
    unit: readUnit(dataset, frame),
    windows: windows.length > 0 ? windows.slice(0, 16) : undefined,
  };
  return {
    ...{ kind: 'dicom', frameCount, photometric: photometric.slice(0, 16), burnedIn: readBurnedIn(dataset) },
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
