import { describe, expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { chooseWindow } from '#shared/look/greyWindow.ts';
import { measureLevels } from '#shared/look/greyLevels.ts';
import { toValue } from '#shared/look/valueScale.ts';
import { stretchGrey } from '#shared/look/stretchGrey.ts';
import { dicomBytes, dicomImage, syntaxes, words } from '#tests/support/dicomBytes.ts';
import { openDicom } from '../../../../electron/pixels/dicom/openDicom.ts';
import { meaningOf } from '../../../../electron/pixels/raster.ts';
import type { Raster } from '../../../../electron/pixels/raster.ts';

const read = (bytes: Uint8Array): Promise<Raster> => openDicom(bytes).read(0);
const valuesOf = (raster: Raster): number[] =>
  raster.kind === 'grey' ? [...raster.samples].map((sample) => toValue(raster.scale, sample)) : [...raster.data];

const numbers = [-1000, 0, 40, 3000, -1, 7];
const image = { rows: 2, columns: 3, isSigned: true } as const;

test.each(['implicit', 'explicit', 'bigEndian'] as const)('%s: numbers with a sign are read', async (name) => {
  const pixels = words(numbers, name !== 'bigEndian');
  expect(valuesOf(await read(dicomImage(syntaxes[name], { ...image, pixels })))).toEqual(numbers);
});

test('slope and intercept make values of numbers', async () => {
  const more = [
    [0x0028, 0x1052, 'DS', '-1024'],
    [0x0028, 0x1053, 'DS', '2'],
  ] as const;
  const raster = await read(dicomImage(syntaxes.explicit, { ...image, pixels: words(numbers), more }));
  expect(valuesOf(raster)).toEqual(numbers.map((number) => 2 * number - 1024));
});

test('of 12 bits in 16, the upper four are somebody else’s', async () => {
  const pixels = words([0xf001, 0x0fff, 0xa800, 0x07ff, 0, 5]);
  const raster = await read(dicomImage(syntaxes.explicit, { ...image, bits: 12, pixels }));
  expect(valuesOf(raster)).toEqual([1, -1, -2048, 2047, 0, 5]);
});

test('MONOCHROME1 is shown the other way round, and keeps its values', async () => {
  const pixels = words([0, 100, 200, 300, 400, 500]);
  const options = { rows: 2, columns: 3, photometric: 'MONOCHROME1', pixels };
  const more = [
    [0x0028, 0x1050, 'DS', '250'],
    [0x0028, 0x1051, 'DS', '501'],
  ] as const;
  const raster = await read(dicomImage(syntaxes.explicit, { ...options, more }));
  if (raster.kind !== 'grey') throw new Error('it is grey');
  expect(valuesOf(raster)).toEqual([0, 100, 200, 300, 400, 500]);
  const shown = [...stretchGrey(raster.samples, meaningOf(raster))];
  expect(shown).toEqual([...shown].sort((a, b) => b - a));
  expect([shown[0], shown[5]]).toEqual([255, 0]);
});

test('the window of the file is the automatic one, counted in values', async () => {
  const more = [
    [0x0028, 0x1050, 'DS', '40\\300'],
    [0x0028, 0x1051, 'DS', '400\\1500'],
    [0x0028, 0x1055, 'LO', 'SOFT\\BONE'],
  ] as const;
  const bytes = dicomImage(syntaxes.explicit, { ...image, pixels: words(numbers), more });
  const raster = await read(bytes);
  if (raster.kind !== 'grey') throw new Error('it is grey');
  const levels = { ...measureLevels(raster.samples), ...meaningOf(raster) };
  expect(chooseWindow('automatic', levels)).toEqual({ centre: 40, width: 400 });
  expect(chooseWindow('full', levels)).toEqual({ centre: 1000.5, width: 4001 });
  expect(openDicom(bytes).facts(0).windows).toEqual([
    { name: 'SOFT', centre: 40, width: 400 },
    { name: 'BONE', centre: 300, width: 1500 },
  ]);
  // By hand, PS3.3 C.11.2.1.2.1: (value - 39.5) / 399 + 0.5 of 255.
  expect([...stretchGrey(raster.samples, meaningOf(raster))]).toEqual([0, 102, 128, 255, 102, 107]);
});

describe('colours', () => {
  const rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];
  const color = { rows: 2, columns: 2, samplesPerPixel: 3, bits: 8 } as const;

  test('one plane after the other', async () => {
    const pixels = Uint8Array.from([255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30]);
    const raster = await read(dicomImage(syntaxes.explicit, { ...color, photometric: 'RGB', isPlanar: true, pixels }));
    expect(valuesOf(raster)).toEqual(rgb);
  });

  test.each([
    [
      'YBR_FULL',
      [76, 85, 255, 150, 44, 21, 29, 255, 107, 128, 128, 128],
      [254, 0, 0, 0, 255, 1, 0, 0, 254, 128, 128, 128],
    ],
    // Both of a pair have one colour.
    ['YBR_FULL_422', [76, 150, 85, 255, 128, 29, 128, 128], [254, 0, 0, 255, 74, 74, 128, 128, 128, 29, 29, 29]],
  ])('%s', async (photometric, stored, expected) => {
    const raster = await read(
      dicomImage(syntaxes.explicit, { ...color, photometric, pixels: Uint8Array.from(stored) }),
    );
    const off = valuesOf(raster).map((value, at) => Math.abs(value - (expected[at] as number)));
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });
});

describe('directions and lengths', () => {
  const factsWith = (...more: readonly (readonly [number, number, string, string])[]) =>
    openDicom(dicomImage(syntaxes.explicit, { ...image, pixels: words(numbers), more })).facts(0);

  test.each([
    ['1\\0\\0\\0\\1\\0', { left: 'R', right: 'L', top: 'A', bottom: 'P' }],
    ['0\\1\\0\\0\\0\\-1', { left: 'A', right: 'P', top: 'H', bottom: 'F' }],
    ['0.8\\0.6\\0\\0\\0\\-1', { left: 'RA', right: 'LP', top: 'H', bottom: 'F' }],
  ])('%s', (cosines, sides) => {
    expect(factsWith([0x0020, 0x0037, 'DS', cosines]).sides).toEqual(sides);
  });

  test('radiographs have letters, and lengths at the detector', () => {
    const facts = factsWith([0x0020, 0x0020, 'CS', 'A\\FR'], [0x0018, 0x1164, 'DS', '0.1\\0.2']);
    expect(facts.sides).toEqual({ left: 'P', right: 'A', top: 'HL', bottom: 'FR' });
    expect(facts.spacing).toEqual({ xMm: 0.2, yMm: 0.1, isAtDetector: true });
  });

  test('a name where a code belongs is not kept', () => {
    const facts = factsWith([0x0018, 0x0015, 'CS', 'Smith^John'], [0x0008, 0x0060, 'CS', 'DX']);
    expect(JSON.stringify(facts)).not.toContain('mith');
    expect(facts.modality).toBe('DX');
  });

  test.each([
    ['YES', 'CT', 'yes'],
    ['NO', 'US', 'no'],
    ['', 'US', 'possible'],
    ['', 'CT', 'no'],
  ])('burned in annotation %j of %s: %s', (said, modality, expected) => {
    expect(factsWith([0x0028, 0x0301, 'CS', said], [0x0008, 0x0060, 'CS', modality]).burnedIn).toBe(expected);
  });
});

describe('what is wrong has a code', () => {
  const codeOf = async (bytes: Uint8Array): Promise<string> => {
    try {
      await read(bytes);
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
    return 'none';
  };
  const sound = { ...image, pixels: words(numbers) };

  test.each([
    ['fewer pixels than it says', dicomImage(syntaxes.explicit, { ...sound, rows: 100 }), 'dicom.truncated'],
    [
      'more pixels than any memory holds',
      dicomImage(syntaxes.explicit, { ...sound, rows: 60_000, columns: 60_000 }),
      'image.tooLarge',
    ],
    ['no rows', dicomImage(syntaxes.explicit, { ...sound, rows: 0 }), 'dicom.damaged'],
    ['a video', dicomImage('1.2.840.10008.1.2.4.102', sound), 'dicom.unsupportedSyntax'],
    ['other colours', dicomImage(syntaxes.explicit, { ...sound, photometric: 'HSV' }), 'dicom.unsupportedColors'],
    [
      'a million frames',
      dicomImage(syntaxes.explicit, { ...sound, more: [[0x0028, 0x0008, 'IS', '1000000']] }),
      'dicom.damaged',
    ],
    ['no image', dicomBytes(syntaxes.explicit, [[0x0008, 0x0060, 'CS', 'SR']]), 'dicom.noPixels'],
  ])('%s', async (_, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  test('2,000 files with bytes changed or cut off end with a code or a picture, never otherwise', async () => {
    const whole = dicomImage(syntaxes.explicit, {
      ...sound,
      more: [
        [0x0028, 0x1050, 'DS', '40'],
        [0x0028, 0x1051, 'DS', '400'],
      ],
    });
    let state = 12_345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 2000; round += 1) {
      const bytes = whole.slice(0, random(4) === 0 ? 132 + random(whole.length - 132) : whole.length);
      for (let change = random(6); change >= 0; change -= 1) bytes[132 + random(bytes.length - 132)] = random(256);
      const code = await codeOf(bytes);
      expect(code).toMatch(/^(none|dicom\.\w+|image\.tooLarge)$/);
    }
  });
});
