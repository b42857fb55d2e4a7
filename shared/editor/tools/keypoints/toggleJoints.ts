import type { ImagePoint } from '../../../geometry/points.ts';
import { cycleVisibility } from '../../../shapes/keypoints/keypointsGeometry.ts';
import type { ToolPort } from '../../tool.ts';
import { findHandle } from '../select/findHandle.ts';

/** Takes the chosen joints of the selected skeleton, else the one under a point, on to the next visibility. @returns whether there is one. */
export function toggleJoints(port: ToolPort, point: ImagePoint | null): boolean {
  const [target, ...others] = port.selected();
  if (target?.shape.kind !== 'keypoints' || others.length > 0) return false;
  const pointed = point && findHandle(target.shape, point, port.reachPx());
  const chosen = port.vertices().length > 0 ? port.vertices() : pointed ? [pointed.id] : [];
  if (chosen.length === 0) return false;
  const ids = new Set(chosen);
  port.reshape(new Map([[target.id, cycleVisibility(target.shape, (_, at) => ids.has(`vertex ${at}`))]]));
  return true;
}
