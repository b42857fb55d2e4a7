import type { ToolPort } from '#shared/editor/tool.ts';
import { toScreenDirection } from '#shared/geometry/orientation.ts';
import { cut, keepObject, paint } from './operations/areas.ts';
import type { WorkbenchState } from './WorkbenchState.svelte.ts';

/** What tools may do to the open item. */
export function createToolPort(bench: WorkbenchState): ToolPort {
  return {
    get image() {
      return bench.imageSize();
    },
    near: (box) => bench.near(box),
    selected: () => bench.selectedShapes,
    selection: () => bench.selection,
    select: (ids) => bench.select(ids),
    groupOf: (id) => bench.groups.of(id),
    vertices: () => bench.vertices.ids,
    chooseVertices: (ids) => bench.vertices.choose(ids),
    skeleton: () => bench.drawnClass?.skeleton ?? null,
    reachPx: () => bench.reachPx(),
    followsBorders: () => bench.followsBorders,
    neighbours: (box) => bench.neighbours(box),
    preview: (shapes) => (bench.preview = shapes),
    draft: (draft) => (bench.draft = draft),
    reshape: (shapes) => bench.reshape(shapes),
    create: (shape) => bench.create(shape),
    paint: (area, operation) => paint(bench, area, operation),
    cut: (line) => cut(bench, line),
    brushRadiusPx: () => bench.brushRadiusPx,
    pixels: () => bench.wand.readPart(),
    edgeWays: (from) => bench.wand.findEdges(from),
    segment: (prompt) => bench.smart.segment(prompt),
    takesPoints: () => bench.smart.isModel,
    keepObject: (area) => keepObject(bench, area),
    screenWay(from, to) {
      const scale = 7 / bench.reachPx();
      const way = toScreenDirection(bench.app.look.current.orientation, [to.x - from.x, to.y - from.y]);
      return [way[0] * scale, way[1] * scale];
    },
    tolerance: () => bench.wand.tolerance,
    setTolerance: (tolerance) => (bench.wand.tolerance = tolerance),
  };
}
