import { expect, test } from 'vitest';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { KeypointsShape, Visibility } from '#shared/shapes/keypoints/keypoints.ts';
import { Hand } from '#tests/support/hand.ts';

const joint = (id: string, x: number, y: number) => ({ id, name: id.toUpperCase(), side: null, x, y });
const bend: Skeleton = {
  joints: [joint('hip', 0, 0), joint('knee', 1, 0.5), joint('foot', 0, 1)],
  edges: [
    ['hip', 'knee'],
    ['knee', 'foot'],
  ],
};
const placed = (id: string, x: number, y: number, visibility: Visibility = 'visible') => ({ id, visibility, x, y });

function hand(): Hand {
  const made = new Hand('point');
  made.skeleton = bend;
  return made;
}

test('joint after joint is clicked, Shift marks one as occluded, and the last one ends it', () => {
  const one = hand().click(10, 10).click(30, 30, { shift: true });
  expect(one.created).toEqual([]);
  expect(one.draft).toMatchObject({ kind: 'joints', next: { joint: { id: 'foot' } } });
  one.click(10, 120);
  expect(one.created).toEqual([
    { kind: 'keypoints', joints: [placed('hip', 10, 10), placed('knee', 30, 30, 'occluded'), placed('foot', 10, 100)] },
  ]);
  expect(one.draft).toBeNull();
  expect(one.click(50, 50).draft).toMatchObject({ next: { joint: { id: 'knee' } } });
});

test('a key marks the next joint as occluded, and only that one', () => {
  const one = hand();
  expect(one.tool.toggleVisibility?.()).toBe(true);
  expect(one.draft).toMatchObject({ isOccluded: true });
  one.click(10, 10).click(30, 30).click(10, 60);
  expect((one.created[0] as KeypointsShape).joints.map(({ visibility }) => visibility)).toEqual([
    ...['occluded', 'visible', 'visible'],
  ]);
});

test('joints are skipped and expected where the others say; the last is taken back; Enter ends; nothing makes nothing', () => {
  const one = hand().click(10, 10);
  expect(one.tool.skipJoint?.()).toBe(true);
  expect(one.draft).toMatchObject({ next: { joint: { id: 'foot' } } });
  expect([one.tool.back?.(), one.tool.back?.(), one.tool.back?.()]).toEqual([true, true, false]);
  one.click(20, 10);
  one.tool.skipJoint?.();
  one.click(20, 50);
  expect((one.created[0] as KeypointsShape).joints).toEqual([
    placed('hip', 20, 10),
    placed('knee', 60, 30, 'unlabeled'),
    placed('foot', 20, 50),
  ]);

  const early = hand().click(10, 10);
  expect([early.tool.finish?.(), early.tool.finish?.()]).toEqual([true, false]);
  expect((early.created[0] as KeypointsShape).joints.map(({ visibility }) => visibility)).toEqual([
    ...['visible', 'unlabeled', 'unlabeled'],
  ]);
  // A second press at the same place, as Enter of the keyboard is.
  expect(hand().click(10, 10).click(20, 20).click(20, 20).created).toHaveLength(1);

  const none = hand();
  for (let at = 0; at < 3; at += 1) none.tool.skipJoint?.();
  expect([none.created, none.draft]).toEqual([[], null]);
});

test('a box that is dragged is filled with all joints', () => {
  expect(hand().drag(10, 20, 50, 80).created).toEqual([
    { kind: 'keypoints', joints: [placed('hip', 10, 20), placed('knee', 50, 50), placed('foot', 10, 80)] },
  ]);
  // Once a joint is there, a drag is a click where it ends.
  expect(hand().click(10, 20).drag(10, 40, 50, 80).draft).toMatchObject({ joints: [{}, { x: 50, y: 80 }] });
});

test('joints of the selected skeleton are pulled, and what is pointed at changes its visibility', () => {
  for (const tool of ['point', 'select'] as const) {
    const one = new Hand(tool);
    one.skeleton = bend;
    const shape = { kind: 'keypoints', joints: [placed('hip', 10, 20), placed('knee', 50, 50)] } as const;
    one.shapes = [{ id: 'a', shape }];
    one.selected = ['a'];
    one.drag(50, 50, 60, 40);
    const after = (knee: Visibility) => ({
      ...shape,
      joints: [placed('hip', 10, 20), placed('knee', 60, 40, knee)],
    });
    expect(one.shape('a')).toEqual(after('visible'));
    one.move(61, 41);
    for (const state of ['occluded', 'unlabeled', 'visible'] as const) {
      expect(one.tool.toggleVisibility?.()).toBe(true);
      expect(one.shape('a')).toEqual(after(state));
    }
    expect(one.created).toEqual([]);
  }
});

test('with Alt a joint is not labeled any more; pulled again, it is', () => {
  const one = new Hand('select');
  const joints = [placed('hip', 10, 20), placed('knee', 50, 50)];
  one.shapes = [{ id: 'a', shape: { kind: 'keypoints', joints } }];
  one.selected = ['a'];
  one.click(50, 50, { alt: true });
  expect(one.shape('a')).toMatchObject({ joints: [joints[0], { visibility: 'unlabeled' }] });
  one.click(10, 20, { alt: true });
  expect(one.shape('a'), 'one joint stays').toMatchObject({ joints: [joints[0], { visibility: 'unlabeled' }] });
  one.drag(50, 50, 70, 70);
  expect(one.shape('a')).toMatchObject({ joints: [joints[0], placed('knee', 70, 70)] });
});

test('another skeleton, or none, gives up what was drawn of the first', () => {
  const one = hand().click(10, 10);
  one.skeleton = { joints: [joint('nose', 0, 0)], edges: [] };
  one.click(30, 30);
  expect(one.created).toEqual([{ kind: 'keypoints', joints: [placed('nose', 30, 30)] }]);
  one.skeleton = bend;
  one.click(10, 10);
  one.skeleton = null;
  one.click(40, 40);
  expect(one.created[1]).toEqual({ kind: 'point', point: [40, 40] });
  expect(one.draft).toBeNull();
});
