import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completeJoints, fillBox } from '#shared/model/placeJoints.ts';
import {
  dropJoint,
  findSkeletonFault,
  newJointId,
  sideOfName,
  skeletonSchema,
  toggleEdge,
} from '#shared/model/skeleton.ts';
import type { Joint, Skeleton } from '#shared/model/skeleton.ts';
import { skeletonTemplateIds, skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import { visibilities } from '#shared/shapes/keypoints/keypoints.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';

const image = { width: 640, height: 480 };
const joint = (id: string, part: Partial<Joint> = {}): Joint => ({ id, name: id, side: null, x: 0.5, y: 0.5, ...part });
const bend: Skeleton = {
  joints: [joint('hip', { x: 0.25, y: 0 }), joint('knee', { x: 0.75, y: 0.5 }), joint('foot', { x: 0.25, y: 1 })],
  edges: [
    ['hip', 'knee'],
    ['knee', 'foot'],
  ],
};

test.each(skeletonTemplateIds)('the template %s is a whole skeleton', (id) => {
  const template = skeletonTemplates[id];
  expect(skeletonSchema.parse(template)).toEqual(template);
  expect(findSkeletonFault(template)).toBeNull();
  // Every joint is joined with something.
  const joined = new Set(template.edges.flat());
  expect(template.joints.filter((one) => !joined.has(one.id))).toEqual([]);
});

test('what makes no sense is found', () => {
  const fault = (skeleton: Skeleton) => findSkeletonFault(skeleton)?.fault;
  expect(fault(bend)).toBeUndefined();
  expect(fault({ ...bend, joints: [...bend.joints, joint('x', { name: ' ' })] })).toBe('noName');
  expect(fault({ ...bend, joints: [...bend.joints, joint('x', { name: 'knee' })] })).toBe('nameTwice');
  expect(fault({ ...bend, joints: [...bend.joints, joint('knee', { name: 'other' })] })).toBe('idTwice');
  expect(fault({ ...bend, edges: [['hip', 'nowhere']] })).toBe('edgeNowhere');
  expect(fault({ ...bend, edges: [['hip', 'hip']] })).toBe('edgeNowhere');
  expect(fault({ ...bend, edges: [...bend.edges, ['knee', 'hip']] })).toBe('edgeTwice');
});

test('joints are joined and parted, and go with what joined them', () => {
  expect(toggleEdge(bend, 'knee', 'hip').edges).toEqual([['knee', 'foot']]);
  expect(toggleEdge(toggleEdge(bend, 'foot', 'hip'), 'hip', 'foot')).toEqual(bend);
  expect(toggleEdge(bend, 'hip', 'hip')).toEqual(bend);
  expect(dropJoint(bend, 'knee')).toEqual({ joints: [bend.joints[0], bend.joints[2]], edges: [] });
});

test('a joint is named for good, and its side is read off its name', () => {
  expect(newJointId(bend, ' toe ')).toBe('toe');
  expect(newJointId(bend, 'knee')).toBe('knee 2');
  expect(newJointId(bend, '')).toBe('joint');
  expect(['left_eye', 'R ankle', 'l-hip', 'nose', 'upright', 'LeftEye'].map(sideOfName)).toEqual([
    ...['left', 'right', 'left', null, null, null],
  ]);
});

const coordinate = (most: number) => fc.double({ min: 0, max: most, noNaN: true });

test('a box is filled with all joints as the picture has them', () => {
  expect(fillBox(bend, [100, 100, 50, 200], image).joints).toEqual([
    { id: 'hip', visibility: 'visible', x: 100, y: 100 },
    { id: 'knee', visibility: 'visible', x: 150, y: 200 },
    { id: 'foot', visibility: 'visible', x: 100, y: 300 },
  ]);
  fc.assert(
    fc.property(
      fc.constantFrom(...skeletonTemplateIds),
      fc.tuple(coordinate(300), coordinate(200), fc.double({ min: 1, max: 300, noNaN: true }), coordinate(200)),
      (id, box) => {
        const shape = fillBox(skeletonTemplates[id], box, image);
        expect(shapeSchema.safeParse(shape).success).toBe(true);
        if (box[3] < 1) return;
        for (const [at, value] of (geometryOf(shape).bounds(shape) ?? []).entries())
          expect(value).toBeCloseTo(box[at] ?? NaN, 6);
      },
    ),
  );
});

test('joints that are not there are expected where the others say, in order, and strangers stay', () => {
  const placed = [
    { id: 'foot', visibility: 'visible', x: 100, y: 300 },
    { id: 'tail', visibility: 'occluded', x: 1, y: 2 },
    { id: 'knee', visibility: 'visible', x: 150, y: 200 },
  ] as const;
  expect(completeJoints(bend, placed, image)).toEqual([
    { id: 'hip', visibility: 'unlabeled', x: 100, y: 100 },
    placed[2],
    placed[0],
    placed[1],
  ]);
  const anyPlaced = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...skeletonTemplates.person.joints.map(({ id }) => id), 'tail', 'wing'),
      visibility: fc.constantFrom(...visibilities),
      x: coordinate(image.width),
      y: coordinate(image.height),
    }),
    { selector: ({ id }) => id },
  );
  fc.assert(
    fc.property(anyPlaced, (some) => {
      const all = completeJoints(skeletonTemplates.person, some, image);
      expect(all.slice(0, 17).map(({ id }) => id)).toEqual(skeletonTemplates.person.joints.map(({ id }) => id));
      for (const one of some) expect(all).toContainEqual(one);
      for (const { x, y } of all) {
        expect(x >= 0 && x <= image.width && y >= 0 && y <= image.height).toBe(true);
      }
      expect(completeJoints(skeletonTemplates.person, all, image)).toEqual(all);
    }),
  );
});
