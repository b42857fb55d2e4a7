import { z } from 'zod';

/** Names a joint for good: its name may change, labels that have it stay right. */
const jointIdSchema = z.string().min(1).max(100);

/** Where a joint is on a body that has two sides; each side has a colour of its own. */
export const jointSides = ['left', 'right'] as const;
export type JointSide = (typeof jointSides)[number];

export const jointSchema = z
  .object({
    id: jointIdSchema,
    name: z.string().trim().min(1).max(100),
    /** null: in the middle, or there are no sides. */
    side: z.enum(jointSides).nullable(),
    /** Its place in the picture of the skeleton, 0..1: what a template drawn as a box puts where. */
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
  })
  .readonly();
export type Joint = z.infer<typeof jointSchema>;

/** What the keypoints of a class are: its joints in the order they are drawn and exported, and what joins them. */
export const skeletonSchema = z
  .object({
    joints: z.array(jointSchema).min(1).max(200).readonly(),
    /** Pairs of joints, by id. */
    edges: z
      .array(z.tuple([jointIdSchema, jointIdSchema]).readonly())
      .max(1000)
      .readonly(),
  })
  .readonly();
export type Skeleton = z.infer<typeof skeletonSchema>;

export type SkeletonFault = 'noName' | 'nameTwice' | 'idTwice' | 'edgeNowhere' | 'edgeTwice';

const edgeKey = ([a, b]: readonly [string, string]): string => JSON.stringify(a < b ? [a, b] : [b, a]);

/** The first thing that is wrong with a skeleton, and at which joint or edge; null: nothing is. */
export function findSkeletonFault({
  joints,
  edges,
}: Skeleton): { readonly at: number; readonly fault: SkeletonFault } | null {
  const [ids, names] = [new Set<string>(), new Set<string>()];
  for (const [at, { id, name }] of joints.entries()) {
    if (name.trim() === '') return { at, fault: 'noName' };
    if (names.has(name.trim())) return { at, fault: 'nameTwice' };
    if (ids.has(id)) return { at, fault: 'idTwice' };
    names.add(name.trim());
    ids.add(id);
  }
  const known = new Set<string>();
  for (const [at, edge] of edges.entries()) {
    if (edge[0] === edge[1] || !edge.every((id) => ids.has(id))) return { at, fault: 'edgeNowhere' };
    if (known.has(edgeKey(edge))) return { at, fault: 'edgeTwice' };
    known.add(edgeKey(edge));
  }
  return null;
}

/** With two joints joined, or no longer. */
export function toggleEdge(skeleton: Skeleton, a: string, b: string): Skeleton {
  if (a === b) return skeleton;
  const key = edgeKey([a, b]);
  const others = skeleton.edges.filter((edge) => edgeKey(edge) !== key);
  return { ...skeleton, edges: others.length < skeleton.edges.length ? others : [...skeleton.edges, [a, b]] };
}

/** Without a joint, and without what joined it. */
export function dropJoint(skeleton: Skeleton, id: string): Skeleton {
  return {
    joints: skeleton.joints.filter((joint) => joint.id !== id),
    edges: skeleton.edges.filter((edge) => !edge.includes(id)),
  };
}

/** The side that a name tells of, as in `left_eye`, `R ankle` or `l-hip`. */
export function sideOfName(name: string): JointSide | null {
  const words = name.toLowerCase().split(/[^a-z]+/);
  if (words.includes('left') || words.includes('l')) return 'left';
  return words.includes('right') || words.includes('r') ? 'right' : null;
}

/** An id for a new joint: its name, unless another joint is called by it already. */
export function newJointId({ joints }: Pick<Skeleton, 'joints'>, name: string): string {
  const taken = new Set(joints.map(({ id }) => id));
  const wanted = name.trim() || 'joint';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.has(id)) return id;
  }
}
