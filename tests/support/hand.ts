import { createShapeIndex } from '#shared/editor/shapeIndex.ts';
import type { Draft, EditableShape, Tool, ToolPort } from '#shared/editor/tool.ts';
import { toolRegistry } from '#shared/editor/toolRegistry.ts';
import type { ToolId } from '#shared/editor/toolRegistry.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { edgeCosts, growTree, treeRoot, treeWay } from '#shared/geometry/livewire.ts';
import { graphCut } from '#shared/geometry/graphCut/graphCut.ts';
import { partIndex } from '#shared/geometry/photoPart.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { LoosePrompt } from '#shared/geometry/smartPrompt.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** The user's hand with one tool over a 100 x 100 image, without a screen. */
export class Hand {
  readonly image: Size = { width: 100, height: 100 };
  shapes: EditableShape[] = [];
  selected: readonly string[] = [];
  vertices: readonly string[] = [];
  groups: readonly (readonly string[])[] = [];
  created: Shape[] = [];
  painted: { readonly area: Area; readonly operation: 'merge' | 'subtract' }[] = [];
  cuts: (readonly number[])[] = [];
  kept: Area[] = [];
  prompts: LoosePrompt[] = [];
  /** What is found without a box. */
  answer: Area = [];
  takesPoints = false;
  previewed: ReadonlyMap<string, Shape> | null = null;
  draft: Draft | null = null;
  photo: PhotoPart | null = null;
  skeleton: Skeleton | null = null;
  tolerance = 15;
  followsBorders = false;
  readonly tool: Tool;

  constructor(id: ToolId) {
    const port: ToolPort = {
      image: this.image,
      near: (box) => createShapeIndex(this.shapes).touching(box),
      selected: () => this.shapes.filter(({ id }) => this.selected.includes(id)),
      selection: () => this.selected,
      select: (ids) => (this.selected = ids),
      groupOf: (id) => [...new Set([id, ...(this.groups.find((one) => one.includes(id)) ?? [])])],
      vertices: () => this.vertices,
      chooseVertices: (ids) => (this.vertices = ids),
      skeleton: () => this.skeleton,
      reachPx: () => 4,
      followsBorders: () => this.followsBorders,
      neighbours: (box) => createShapeIndex(this.shapes).touching(box),
      preview: (shapes) => (this.previewed = shapes),
      draft: (draft) => (this.draft = draft),
      reshape: (shapes) => (this.shapes = this.shapes.map(({ id, shape }) => ({ id, shape: shapes.get(id) ?? shape }))),
      paint: (area, operation) => this.painted.push({ area, operation }),
      cut: (line) => this.cuts.push(line),
      brushRadiusPx: () => 5,
      pixels: () => this.photo,
      edgeWays: (from) => {
        const part = this.photo;
        if (!part) return Promise.resolve({ from, to: () => null });
        const tree = growTree(part, edgeCosts(part), partIndex(part, from), 4);
        return Promise.resolve({ from: treeRoot(tree), to: (point) => treeWay(tree, point) });
      },
      segment: ({ box, points }) => {
        this.prompts.push({ box, points });
        return Promise.resolve(this.photo && box ? graphCut(this.photo, { box, points }) : this.answer);
      },
      takesPoints: () => this.takesPoints,
      keepObject: (area) => this.kept.push(area),
      screenWay: (from, to) => [to.x - from.x, to.y - from.y],
      tolerance: () => this.tolerance,
      setTolerance: (tolerance) => (this.tolerance = tolerance),
      create: (shape) => this.created.push(shape),
    };
    this.tool = toolRegistry[id](port);
  }
  down(x: number, y: number, keys: { shift?: boolean; alt?: boolean; ctrl?: boolean } = {}): this {
    const { shift = false, alt = false, ctrl = false } = keys;
    this.tool.pointerDown({ point: imagePoint(x, y), shift, alt, ctrl });
    return this;
  }
  move(x: number, y: number): this {
    this.tool.pointerMove({ point: imagePoint(x, y), shift: false, alt: false });
    return this;
  }
  up(x: number, y: number): this {
    this.tool.pointerUp({ point: imagePoint(x, y), shift: false, alt: false });
    return this;
  }
  drag(x0: number, y0: number, x1: number, y1: number): this {
    return this.down(x0, y0).move(x1, y1).up(x1, y1);
  }
  click(x: number, y: number, keys: { shift?: boolean; alt?: boolean; ctrl?: boolean } = {}): this {
    return this.move(x, y).down(x, y, keys).up(x, y);
  }
  shape(id: string): Shape | undefined {
    return this.shapes.find((one) => one.id === id)?.shape;
  }
}
