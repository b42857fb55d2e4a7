import { expect, test } from 'vitest';
import { createRunTimes } from '#engine/prelabel/createRunTimes.ts';

test('the time of a run is told by step and image; what the processes did not work is idle', () => {
  const times = createRunTimes();
  const [a, b] = [{}, {}];
  times.add(a, { decodeMs: 10, tensorMs: 20, runMs: 200, postMs: 10 });
  times.add(a, { decodeMs: 0, tensorMs: 20, runMs: 200, postMs: 10 });
  times.add(b, { decodeMs: 30, tensorMs: 40, runMs: 400, postMs: 20 });
  times.addStore(5);
  times.addStore(15);
  expect(times.perImage(10, 500)).toEqual({
    ...{ decodeMs: 4, tensorMs: 8, runMs: 80, postMs: 4, storeMs: 2, idleMs: 4 },
    ...{ lanes: 2, images: 10 },
  });
});

test('a run without images takes no time', () => {
  expect(createRunTimes().perImage(0, 500)).toMatchObject({ runMs: 0, idleMs: 0, lanes: 0, images: 0 });
});
