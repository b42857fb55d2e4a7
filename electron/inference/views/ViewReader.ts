import { assertExists } from '#shared/base/assert.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Placement } from '#models/families/placement.ts';
import { isWhole } from '#models/views/planViews.ts';
import type { Crop, View, ViewPlan } from '#models/views/planViews.ts';
import { cropPixels, decodePixels } from '../pixels.ts';
import type { ScaledPixels } from '../pixels.ts';
import { mirrorPixels } from './mirrorPixels.ts';

/** What a model is given of a view. */
export interface ViewPixels {
  readonly placement: Placement;
  readonly pixels: ScaledPixels;
}

/** Decoded pixels that are kept for the tiles to be cut from: 64 million take 192 MB. */
const keptPixelsAtMost = 64e6;

/** Full-size pixels of a part of an image, kept for the crops in it. */
interface Kept {
  readonly part: Crop;
  readonly pixels: Promise<ScaledPixels>;
}

const holds = ([x, y, width, height]: Crop, [left, top, across, down]: Crop): boolean =>
  left >= x && top >= y && left + across <= x + width && top + down <= y + height;

/**
 * The pixels of an image's views, in the order of their plan. A large image is decoded once for all its tiles; one that is too
 * large for that, once for each row of tiles. While a view is worked on, the next is made ready.
 */
export class ViewReader {
  readonly #item: ImageToPredict;
  readonly #card: ModelCard;
  readonly #plan: ViewPlan;
  readonly #decodeWhole: () => Promise<ScaledPixels>;
  #kept: Kept | null = null;
  #last: { readonly crop: Crop; readonly pixels: Promise<ScaledPixels> } | null = null;

  /** @param decodeWhole the whole image as the model is given it, which may be under way already */
  constructor(item: ImageToPredict, card: ModelCard, plan: ViewPlan, decodeWhole: () => Promise<ScaledPixels>) {
    [this.#item, this.#card, this.#plan, this.#decodeWhole] = [item, card, plan, decodeWhole];
  }

  /** @throws {AppError} image.unreadable */
  async read(index: number): Promise<ViewPixels> {
    const { crop, isMirrored } = this.#viewAt(index);
    const pixels = await this.#pixelsOf(crop);
    const next = this.#plan.views[index + 1];
    if (next) void this.#pixelsOf(next.crop);
    const placement = placeImage(this.#card, crop[2], crop[3]);
    return { placement, pixels: isMirrored ? mirrorPixels(pixels) : pixels };
  }

  #viewAt(index: number): View {
    return assertExists(this.#plan.views[index], 'the plan has this view');
  }

  #pixelsOf(crop: Crop): Promise<ScaledPixels> {
    if (this.#last?.crop === crop) return this.#last.pixels;
    const pixels = this.#make(crop);
    // Told when its turn comes; until then nobody listens.
    pixels.catch(() => undefined);
    this.#last = { crop, pixels };
    return pixels;
  }

  async #make(crop: Crop): Promise<ScaledPixels> {
    if (isWhole(crop, this.#plan.image)) return this.#decodeWhole();
    const { contentWidthPx, contentHeightPx } = placeImage(this.#card, crop[2], crop[3]);
    const kept = this.#keep(crop);
    if (!kept) return this.#decode(crop, { width: contentWidthPx, height: contentHeightPx });
    const [left, top] = kept.part;
    const within: Crop = [crop[0] - left, crop[1] - top, crop[2], crop[3]];
    return cropPixels(await kept.pixels, within, { width: contentWidthPx, height: contentHeightPx });
  }

  /** Of the region, or of the region's rows that a crop lies in; null: that is too much to keep, or for nothing. */
  #keep(crop: Crop): Kept | null {
    if (this.#kept && holds(this.#kept.part, crop)) return this.#kept;
    const { region, views } = this.#plan;
    if (!region || views.every((view) => view.crop === crop)) return null;
    const rows: Crop = [region[0], crop[1], region[2], crop[3]];
    const part = [region, rows].find(([, , width, height]) => width * height <= keptPixelsAtMost);
    if (!part) return null;
    this.#kept = { part, pixels: this.#decode(part, { width: part[2], height: part[3] }) };
    return this.#kept;
  }

  async #decode(part: Crop, { width, height }: Size): Promise<ScaledPixels> {
    const size = { contentWidthPx: width, contentHeightPx: height };
    if ((this.#item.bitDepth ?? 8) <= 8) return decodePixels(this.#item, this.#card, size, part);
    // Grey of more than 8 bits is stretched by all of its pixels: in a part it would look otherwise.
    const { image } = this.#plan;
    const all = { contentWidthPx: image.width, contentHeightPx: image.height };
    return cropPixels(await decodePixels(this.#item, this.#card, all), part, { width, height });
  }
}
