import { explicitLittleEndian, pixelDataTag } from '../../medical/dicom/elements.ts';
import type { DicomElement, DicomItem } from '../../medical/dicom/elements.ts';
import { makeUid } from '../../medical/dicom/makeUid.ts';
import type { DicomReference } from '../../medical/dicom/reference.ts';
import {
  codeItem,
  decimalsElement,
  longsElement,
  sequence,
  shortsElement,
  textElement,
} from '../../medical/dicom/values.ts';
import { elementHead, writeElements, writeFileHead } from '../../medical/dicom/writeElements.ts';
import type { ClassId } from '../../model/ids.ts';
import type { ExportHeader } from '../format.ts';

export interface SegmentFrame {
  readonly classId: ClassId;
  readonly reference: DicomReference;
  /** Of the file that is referred to, from 0. */
  readonly frame: number;
}

interface About {
  readonly header: ExportHeader;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly SegmentFrame[];
  /** By SOP instance UID: also images of which nothing is labeled. */
  readonly referenced: ReadonlyMap<string, DicomReference>;
  readonly isByModel: ReadonlySet<ClassId>;
}

const segmentationClass = '1.2.840.10008.5.1.4.1.1.66.4';
const tags = {
  plane: 0x00209113,
  orientation: 0x00209116,
  measures: 0x00289110,
  content: 0x00209111,
  identification: 0x0062000a,
} as const;

const cut = (text: string, length: number): string => [...text.replaceAll('\\', '/')].slice(0, length).join('');
const isSame = (a: readonly number[] | undefined, b: readonly number[] | undefined): boolean => String(a) === String(b);

/** What a class is, nobody said: it is called by its own name, in a dictionary of our own. */
const segmentOf = (name: string, number: number, isByModel: boolean): DicomItem => [
  sequence(0x00620003, codeItem('309825002', 'SCT', 'Spatial and Relational Concept')),
  shortsElement(0x00620004, 'US', number),
  textElement(0x00620005, 'LO', cut(name, 64)),
  textElement(0x00620006, 'ST', cut(name, 1024)),
  textElement(0x00620008, 'CS', isByModel ? 'AUTOMATIC' : 'MANUAL'),
  ...(isByModel ? [textElement(0x00620009, 'LO', 'model')] : []),
  sequence(0x0062000f, codeItem(`CLASS${number}`, '99FIRSTPASS', cut(name, 64))),
];

const instanceOf = ({ sopClassUid, sopInstanceUid }: DicomReference): DicomElement[] => [
  textElement(0x00081150, 'UI', sopClassUid),
  textElement(0x00081155, 'UI', sopInstanceUid),
];

const derivation = ({ reference, frame }: SegmentFrame): DicomElement =>
  sequence(0x00089124, [
    sequence(0x00082112, [
      ...instanceOf(reference),
      ...(reference.frameCount > 1 ? [textElement(0x00081160, 'IS', String(frame + 1))] : []),
      textElement(0x0028135a, 'CS', 'YES'),
      sequence(0x0040a170, codeItem('121322', 'DCM', 'Source image for image processing operation')),
    ]),
    sequence(0x00089215, codeItem('113076', 'DCM', 'Segmentation')),
  ]);

const orientationGroup = ({ orientation }: DicomReference): DicomElement[] =>
  orientation ? [sequence(tags.orientation, [decimalsElement(0x00200037, orientation)])] : [];

function measuresGroup({ spacing, thickness }: DicomReference): DicomElement[] {
  if (!spacing) return [];
  const known = thickness !== undefined && thickness > 0 ? [decimalsElement(0x00180050, [thickness])] : [];
  return [sequence(tags.measures, [...known, decimalsElement(0x00280030, spacing)])];
}

/** How far each frame lies along the normal of its plane, counted from 1; without a place, in the order in which frames come. */
function placeNumbers(frames: readonly SegmentFrame[], hasPlaces: boolean): number[] {
  const depthOf = ({ position = [], orientation = [] }: DicomReference): number => {
    const [x = 0, y = 0, z = 0, u = 0, v = 0, w = 0] = orientation;
    const normal = [y * w - z * v, z * u - x * w, x * v - y * u];
    return normal.reduce((sum, part, axis) => sum + part * (position[axis] ?? 0), 0);
  };
  const keys = frames.map(({ reference, frame }) =>
    hasPlaces ? depthOf(reference) : `${reference.sopInstanceUid}#${frame}`,
  );
  const order = [...new Set(keys)];
  if (hasPlaces) order.sort((a, b) => Number(a) - Number(b));
  const numbers = new Map(order.map((key, at) => [key, at + 1]));
  return keys.map((key) => numbers.get(key) ?? 0);
}

/** AT: group and element. */
const pointer = (tag: number, to: number): DicomElement => shortsElement(tag, 'AT', to >>> 16, to & 0xffff);

/** Date and time of an instant, as DICOM has them, in UTC. */
const instantOf = (iso: string): [string, string] => [
  iso.slice(0, 10).replaceAll('-', ''),
  iso.slice(11, 19).replaceAll(':', ''),
];

/**
 * A Segmentation object up to its pixels, which follow it. Patient, dates and numbers of the study are left empty: the UIDs of study and
 * series alone say where it belongs.
 * @param pixelBytes an even number
 */
export function segmentationHead(segmentation: About, pixelBytes: number): Uint8Array[] {
  const { header, frames, referenced, width, height, isByModel } = segmentation;
  const first = (frames[0] as SegmentFrame).reference;
  const own = (what: string): string =>
    makeUid(`${what} ${header.createdAt} ${first.seriesUid} ${first.sopInstanceUid}`);
  const [date, time] = instantOf(header.createdAt);
  const used = header.classes.filter(({ id }) => frames.some(({ classId }) => classId === id));
  const numberOf = new Map(used.map(({ id }, at) => [id, at + 1]));
  const hasPlaces = frames.every(({ reference: { position, orientation } }) => position && orientation);
  const isShared = (key: 'orientation' | 'spacing'): boolean =>
    frames.every(({ reference }) => isSame(reference[key], first[key]));
  const [sharesOrientation, sharesMeasures] = [isShared('orientation'), isShared('spacing')];
  const places = placeNumbers(frames, hasPlaces);
  const organization = textElement(0x00209164, 'UI', own('dimensions'));
  const empty = (tag: number, vr: string): DicomElement => textElement(tag, vr, '');

  const perFrame = frames.map((one, at): DicomItem => [
    derivation(one),
    sequence(
      tags.content,
      [
        longsElement(0x00209157, numberOf.get(one.classId) ?? 0, places[at] ?? 0),
        ...(hasPlaces ? [] : [textElement(0x00209056, 'SH', '1'), longsElement(0x00209057, places[at] ?? 0)]),
      ].sort((a, b) => a.tag - b.tag),
    ),
    ...(hasPlaces ? [sequence(tags.plane, [decimalsElement(0x00200032, one.reference.position ?? [])])] : []),
    ...(sharesOrientation ? [] : orientationGroup(one.reference)),
    ...(sharesMeasures ? [] : measuresGroup(one.reference)),
    sequence(tags.identification, [shortsElement(0x0062000b, 'US', numberOf.get(one.classId) ?? 0)]),
  ]);

  const elements: DicomElement[] = [
    textElement(0x00080005, 'CS', 'ISO_IR 192'),
    textElement(0x00080008, 'CS', 'DERIVED\\PRIMARY'),
    textElement(0x00080016, 'UI', segmentationClass),
    textElement(0x00080018, 'UI', own('instance')),
    empty(0x00080020, 'DA'),
    textElement(0x00080023, 'DA', date),
    empty(0x00080030, 'TM'),
    textElement(0x00080033, 'TM', time),
    empty(0x00080050, 'SH'),
    textElement(0x00080060, 'CS', 'SEG'),
    textElement(0x00080070, 'LO', 'Firstpass'),
    empty(0x00080090, 'PN'),
    textElement(0x0008103e, 'LO', 'Segmentation'),
    textElement(0x00081090, 'LO', 'Firstpass'),
    sequence(0x00081115, [
      sequence(0x0008114a, ...[...referenced.values()].map(instanceOf)),
      textElement(0x0020000e, 'UI', first.seriesUid),
    ]),
    empty(0x00100010, 'PN'),
    empty(0x00100020, 'LO'),
    empty(0x00100030, 'DA'),
    empty(0x00100040, 'CS'),
    textElement(0x00181000, 'LO', '1'),
    textElement(0x00181020, 'LO', '1'),
    textElement(0x0020000d, 'UI', first.studyUid),
    textElement(0x0020000e, 'UI', own('series')),
    empty(0x00200010, 'SH'),
    textElement(0x00200011, 'IS', '1000'),
    textElement(0x00200013, 'IS', '1'),
    // Where nothing says what lies where, the element has to be there, and may be empty.
    ...(hasPlaces ? [] : [empty(0x00200020, 'CS')]),
    ...(first.frameOfReferenceUid
      ? [textElement(0x00200052, 'UI', first.frameOfReferenceUid), empty(0x00201040, 'LO')]
      : []),
    sequence(0x00209221, [organization]),
    sequence(
      0x00209222,
      [organization, pointer(0x00209165, 0x0062000b), pointer(0x00209167, tags.identification)],
      [
        organization,
        pointer(0x00209165, hasPlaces ? 0x00200032 : 0x00209057),
        pointer(0x00209167, hasPlaces ? tags.plane : tags.content),
      ],
    ),
    shortsElement(0x00280002, 'US', 1),
    textElement(0x00280004, 'CS', 'MONOCHROME2'),
    textElement(0x00280008, 'IS', String(frames.length)),
    shortsElement(0x00280010, 'US', height),
    shortsElement(0x00280011, 'US', width),
    shortsElement(0x00280100, 'US', 1),
    shortsElement(0x00280101, 'US', 1),
    shortsElement(0x00280102, 'US', 0),
    shortsElement(0x00280103, 'US', 0),
    textElement(0x00282110, 'CS', '00'),
    textElement(0x00620001, 'CS', 'BINARY'),
    sequence(0x00620002, ...used.map(({ id, name }, at) => segmentOf(name, at + 1, isByModel.has(id)))),
    textElement(0x00700080, 'CS', 'SEGMENTATION'),
    empty(0x00700081, 'LO'),
    empty(0x00700084, 'PN'),
    sequence(0x52009229, [
      ...(sharesOrientation ? orientationGroup(first) : []),
      ...(sharesMeasures ? measuresGroup(first) : []),
    ]),
    sequence(0x52009230, ...perFrame),
  ];
  const coding = { isLittleEndian: true, isExplicit: true };
  const about = { sopClass: segmentationClass, sopInstance: own('instance'), transferSyntax: explicitLittleEndian };
  return [
    ...writeFileHead(about),
    ...writeElements(elements, coding),
    elementHead(pixelDataTag, 'OB', pixelBytes, coding),
  ];
}
