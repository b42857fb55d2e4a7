import { z } from 'zod';

/** As COCO has it: 2, 1 and 0. */
export const visibilities = ['visible', 'occluded', 'unlabeled'] as const;
export type Visibility = (typeof visibilities)[number];

const placedJointSchema = z
  .object({
    /** Of the joint in the class's skeleton; one that the class hasn't (any more) is kept. */
    id: z.string().min(1).max(100),
    visibility: z.enum(visibilities),
    /** Of what isn't labeled: where it is offered to be put. */
    x: z.number(),
    y: z.number(),
  })
  .readonly();
export type PlacedJoint = z.infer<typeof placedJointSchema>;

/** The joints of a skeleton in pixels of the upright image; at least one of them is labeled. */
export const keypointsSchema = z.object({
  kind: z.literal('keypoints'),
  joints: z
    .array(placedJointSchema)
    .min(1)
    .max(200)
    .refine((joints) => new Set(joints.map(({ id }) => id)).size === joints.length, 'a joint is there once')
    .refine((joints) => joints.some(({ visibility }) => visibility !== 'unlabeled'), 'one joint is labeled')
    .readonly(),
});

export type KeypointsShape = Readonly<z.infer<typeof keypointsSchema>>;
