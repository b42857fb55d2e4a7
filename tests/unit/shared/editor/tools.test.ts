import { beforeEach, describe, expect, test } from 'vitest';
import type { EditableBox, Tool, ToolPort } from '#shared/editor/tool.ts';
import { toolRegistry } from '#shared/editor/toolRegistry.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { imagePoint } from '#shared/geometry/points.ts';

/** The user's hand over a 100 x 100 image. */
class Hand {
  boxes: EditableBox[] = [];
  selected: readonly string[] = [];
  created: Box[] = [];
  previewed: ReadonlyMap<string, Box> | null = null;
  draft: Box | null = null;
  readonly tool: Tool;

  constructor(id: keyof typeof toolRegistry) {
    const port: ToolPort = {
      image: { width: 100, height: 100 },
      boxes: () => this.boxes,
      selection: () => this.selected,
      select: (ids) => (this.selected = ids),
      reachPx: () => 4,
      preview: (boxes) => (this.previewed = boxes),
      previewNew: (box) => (this.draft = box),
      reshape: (shapes) => (this.boxes = this.boxes.map(({ id, box }) => ({ id, box: shapes.get(id) ?? box }))),
      create: (box) => this.created.push(box),
    };
    this.tool = toolRegistry[id](port);
  }
  down(x: number, y: number, shift = false): this {
    this.tool.pointerDown({ point: imagePoint(x, y), shift });
    return this;
  }
  move(x: number, y: number): this {
    this.tool.pointerMove({ point: imagePoint(x, y), shift: false });
    return this;
  }
  up(x: number, y: number): this {
    this.tool.pointerUp({ point: imagePoint(x, y), shift: false });
    return this;
  }
  drag(x0: number, y0: number, x1: number, y1: number): this {
    return this.down(x0, y0).move(x1, y1).up(x1, y1);
  }
  click(x: number, y: number, shift = false): this {
    return this.down(x, y, shift).up(x, y);
  }
}

describe('box tool', () => {
  test('a drag makes a box, in any direction, cut at the border', () => {
    const hand = new Hand('box').drag(30, 40, 10, 20).drag(90, 90, 130, 150);
    expect(hand.created).toEqual([
      [10, 20, 20, 20],
      [90, 90, 10, 10],
    ]);
  });
  test('two clicks make a box', () => {
    expect(new Hand('box').click(10, 10).move(20, 20).click(30, 40).created).toEqual([[10, 10, 20, 30]]);
  });
  test('a slip of the hand makes nothing', () => {
    expect(new Hand('box').click(10, 10).click(11, 11).created).toEqual([]);
  });
  test('cancel leaves nothing of the gesture', () => {
    const hand = new Hand('box').down(10, 10).move(50, 50);
    expect(hand.tool.cancel()).toBe(true);
    expect(hand.up(60, 60)).toMatchObject({ created: [], draft: null });
    expect(hand.tool.cancel()).toBe(false);
  });
});

describe('select tool', () => {
  let hand: Hand;
  beforeEach(() => {
    hand = new Hand('select');
    hand.boxes = [
      { id: 'large', box: [0, 0, 80, 80] },
      { id: 'small', box: [20, 20, 20, 20] },
    ];
  });
  test('a click selects the smallest box under it, a click beside all selects nothing', () => {
    expect(hand.click(25, 25).selected).toEqual(['small']);
    expect(hand.click(70, 70).selected).toEqual(['large']);
    expect(hand.click(95, 95).selected).toEqual([]);
  });
  test('shift adds and takes away', () => {
    expect(hand.click(25, 25).click(70, 70, true).selected).toEqual(['small', 'large']);
    expect(hand.click(25, 25, true).selected).toEqual(['large']);
  });
  test('a drag moves and stops at the border', () => {
    expect(hand.drag(25, 25, 30, 35).boxes[1]?.box).toEqual([25, 30, 20, 20]);
    expect(hand.drag(30, 40, 300, 300).boxes[1]?.box).toEqual([80, 80, 20, 20]);
  });
  test('a handle of the selected box resizes it', () => {
    expect(hand.click(25, 25).drag(40, 40, 60, 50).boxes[1]?.box).toEqual([20, 20, 40, 30]);
  });
  test('pulled over its other side, a box turns inside out', () => {
    expect(hand.click(25, 25).drag(40, 30, 10, 30).boxes[1]?.box).toEqual([10, 20, 10, 20]);
  });
  test('cancel during a drag restores the box', () => {
    const before = hand.boxes;
    hand.down(25, 25).move(60, 60);
    expect(hand.previewed).not.toBeNull();
    expect(hand.tool.cancel()).toBe(true);
    expect(hand.up(60, 60)).toMatchObject({ boxes: before, previewed: null });
  });
});
