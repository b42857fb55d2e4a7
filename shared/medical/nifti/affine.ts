/** Three rows of four: `x = row0 · (i, j, k, 1)`; x grows to the patient's right, y to the front, z to the head. */
export type Affine = readonly [readonly number[], readonly number[], readonly number[]];

/**
 * The directions of a rotation, without its place. Source: nifti1.h, "METHOD 2", quatern_b, c, d and qfac.
 * @param sides millimetres along i, j, k
 */
export function fromQuaternion(quaternion: readonly number[], qfac: number, sides: readonly number[]): Affine {
  const [b = 0, c = 0, d = 0] = quaternion;
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [i = 1, j = 1, k = 1] = sides.map((side) => Math.abs(side) || 1);
  const z = k * qfac;
  return [
    [(a * a + b * b - c * c - d * d) * i, 2 * (b * c - a * d) * j, 2 * (b * d + a * c) * z, 0],
    [2 * (b * c + a * d) * i, (a * a + c * c - b * b - d * d) * j, 2 * (c * d - a * b) * z, 0],
    [2 * (b * d - a * c) * i, 2 * (c * d + a * b) * j, (a * a + d * d - b * b - c * c) * z, 0],
  ];
}

/** One way along the voxels. */
export interface VoxelAxis {
  /** 0: i, 1: j, 2: k. */
  readonly axis: 0 | 1 | 2;
  /** Its voxels are counted against the direction of the body. */
  readonly isReversed: boolean;
}

/** Which voxel axis goes along which direction of the body (right, front, head): each one once, the clearest first. */
export function bodyAxes(affine: Affine | null): readonly [VoxelAxis, VoxelAxis, VoxelAxis] {
  const found = new Map<number, VoxelAxis>();
  const taken = new Set<number>();
  const parts = [0, 1, 2].flatMap((body) =>
    ([0, 1, 2] as const).map((axis) => {
      const length = Math.hypot(...[0, 1, 2].map((row) => affine?.[row]?.[axis] ?? 0)) || 1;
      return { body, axis, part: affine ? (affine[body]?.[axis] ?? 0) / length : body === axis ? 1 : 0 };
    }),
  );
  for (const { body, axis, part } of parts.sort((x, y) => Math.abs(y.part) - Math.abs(x.part))) {
    if (found.has(body) || taken.has(axis)) continue;
    found.set(body, { axis, isReversed: part < 0 });
    taken.add(axis);
  }
  const of = (body: number): VoxelAxis => found.get(body) as VoxelAxis;
  return [of(0), of(1), of(2)];
}
