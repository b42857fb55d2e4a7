import type { Area } from '../geometry/areas.ts';
import type { Box } from '../geometry/boxes.ts';
import type { PhotoPart } from '../geometry/photoPart.ts';
import type { ImagePoint } from '../geometry/points.ts';
import type { LoosePrompt, SmartPoint } from '../geometry/smartPrompt.ts';
import type { Size } from '../geometry/viewTransform.ts';
import type { Joint, Skeleton } from '../model/skeleton.ts';
import type { PlacedJoint } from '../shapes/keypoints/keypoints.ts';
import type { Shape } from '../shapes/shapeRegistry.ts';

/** A shape that can be pointed at: an annotation, or the proposal that is being corrected. */
export interface EditableShape {
  readonly id: string;
  readonly shape: Shape;
}

export interface PointerInput {
  readonly point: ImagePoint;
  readonly shift: boolean;
  readonly alt: boolean;
  /** Cmd on a Mac. */
  readonly ctrl?: boolean;
}

/** What is being drawn: a shape as it would be, or a line that isn't closed yet. */
export type Draft =
  | { readonly kind: 'shape'; readonly shape: Shape }
  | {
      readonly kind: 'path';
      /** `[x0, y0, x1, y1, ...]`; the last point is where the pointer is. */
      readonly points: readonly number[];
      /** The next click would close it. */
      readonly closes: boolean;
    }
  /** Points that a box is made of, and the box so far. */
  | { readonly kind: 'extremes'; readonly points: readonly number[]; readonly box: Box }
  /** What a brush has gone over: a line as thick as the brush. */
  | {
      readonly kind: 'stroke';
      readonly points: readonly number[];
      readonly radiusPx: number;
      readonly erases: boolean;
    }
  /** What would be added, or taken away. */
  | { readonly kind: 'area'; readonly area: Area; readonly erases: boolean }
  /** A line along edges, up to the pointer, and the anchors that were set on it. */
  | {
      readonly kind: 'wire';
      readonly points: readonly number[];
      readonly anchors: readonly number[];
      readonly closes: boolean;
    }
  /** What was said about an object, and what was found. */
  | {
      readonly kind: 'smart';
      readonly box: Box | null;
      readonly points: readonly SmartPoint[];
      readonly area: Area;
      /** What was said last isn't answered yet. */
      readonly isPending: boolean;
    }
  /** Joints of a skeleton so far, and the one that comes next, at the pointer. */
  | {
      readonly kind: 'joints';
      readonly skeleton: Skeleton;
      readonly joints: readonly PlacedJoint[];
      readonly next: {
        readonly joint: Joint;
        readonly place: { readonly x: number; readonly y: number } | null;
      } | null;
      /** The next one will be marked as occluded. */
      readonly isOccluded: boolean;
    }
  /** What is measured: `[x0, y0, x1, y1]`. */
  | { readonly kind: 'ruler'; readonly points: readonly [number, number, number, number] }
  /** What is selected when the hand lets go. */
  | { readonly kind: 'marquee'; readonly box: Box };

/** Ways along what looks like an edge, all from one point. */
export interface EdgeWays {
  /** The point, on the edge that was meant. */
  readonly from: ImagePoint;
  /** `[x0, y0, ...]` from there to the edge nearest to a point; null: none is known. */
  to(point: ImagePoint): readonly number[] | null;
}

/** What a tool may see and do: narrow, so that it can be tested by hand movements alone. */
export interface ToolPort {
  readonly image: Size;
  /** The shapes whose bounds touch a box, the topmost last. */
  near(box: Box): readonly EditableShape[];
  selection(): readonly string[];
  selected(): readonly EditableShape[];
  select(ids: readonly string[]): void;
  /** The shape itself first, then those that are grouped with it. */
  groupOf(id: string): readonly string[];
  /** Vertices of the one selected shape that are chosen, by the ids of their handles. */
  vertices(): readonly string[];
  chooseVertices(ids: readonly string[]): void;
  /** What the keypoints of the class that is drawn are; null: they are single points. */
  skeleton(): Skeleton | null;
  /** How far from a line still counts as on it, in image pixels: constant on the screen at every zoom. */
  reachPx(): number;
  /** Whether outlines follow those of their neighbours, without a key that is held. */
  followsBorders(): boolean;
  /** The shapes whose bounds touch a box, those that are locked too: what can be followed. */
  neighbours(box: Box): readonly EditableShape[];
  /** Shapes as they would be, while the hand is still down; null: as they are. */
  preview(shapes: ReadonlyMap<string, Shape> | null): void;
  /** null: nothing is being drawn. */
  draft(draft: Draft | null): void;
  reshape(shapes: ReadonlyMap<string, Shape>): void;
  create(shape: Shape): void;
  /** Adds an area to what is selected, or takes it away from there; added to nothing, it is a new mask. */
  paint(area: Area, operation: 'merge' | 'subtract'): void;
  /** Cuts along an open line what is selected, or, with nothing selected, whatever the line goes through. */
  cut(line: readonly number[]): void;
  /** Half the width of the brush, in image pixels. */
  brushRadiusPx(): number;
  /** The photo where a person looks; null: there is none. */
  pixels(): PhotoPart | null;
  /** Looks for edges where a person looks; takes a moment, and never fails. */
  edgeWays(from: ImagePoint): Promise<EdgeWays>;
  /** Finds the object that is meant where a person looks; takes a moment. null: something newer was asked for before its turn. */
  segment(prompt: LoosePrompt): Promise<Area | null>;
  /** Whether it finds one by points alone, without a box. */
  takesPoints(): boolean;
  /** Makes an object of what was found. */
  keepObject(area: Area): void;
  /** From one point to another as it lies on the screen, to the right and down, in CSS pixels. */
  screenWay(from: ImagePoint, to: ImagePoint): readonly [dx: number, dy: number];
  /** How much colours may differ within what the wand takes: as it was left last. */
  tolerance(): number;
  setTolerance(tolerance: number): void;
}

/** A way of pointing: a small state machine. After `cancel` nothing of a gesture is left. */
export interface Tool {
  readonly cursor: 'default' | 'crosshair';
  /** It draws while the button is down, and a click alone is only a dab. */
  readonly isStroke?: true;
  pointerDown(input: PointerInput): void;
  pointerMove(input: PointerInput): void;
  pointerUp(input: PointerInput): void;
  /** @returns whether there was a gesture to cancel. */
  cancel(): boolean;
  /** Ends what is being drawn, as it is. @returns whether there was something. */
  finish?(): boolean;
  /** Moves what is chosen within the selected shape. @returns whether something is. */
  nudge?(dx: number, dy: number): boolean;
  /** Takes out what is chosen within the selected shape. @returns whether something is. */
  drop?(): boolean;
  /** The joint that comes next is not labeled. @returns whether one does. */
  skipJoint?(): boolean;
  /** Takes joints that are meant on to the next visibility, or marks the next one as occluded. @returns whether there is one. */
  toggleVisibility?(): boolean;
  /** Follows a border the other way round. @returns whether it follows one. */
  flip?(): boolean;
  /** Takes the last point of what is being drawn back. @returns whether there was one. */
  back?(): boolean;
}
