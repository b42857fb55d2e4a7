import deimv2Atto from './deimv2_atto.json' with { type: 'json' };
import fastestdet from './fastestdet.json' with { type: 'json' };
import mnist from './mnist.json' with { type: 'json' };
import mobilenetV1 from './mobilenet_v1_025_128.json' with { type: 'json' };
import mobilenetV2 from './mobilenet_v2_uint8.json' with { type: 'json' };
import nanodetM from './nanodet_m_320.json' with { type: 'json' };
import squeezenet from './squeezenet1_fp16.json' with { type: 'json' };
import ultraface from './ultraface_rfb_320.json' with { type: 'json' };
import yoloxNano from './yolox_nano.json' with { type: 'json' };

/**
 * Cards of public models, found by the SHA-256 of their file: where to get it, under which licence, how to feed and read
 * it. `classes` may name a list of `classes/`. The files themselves are not part of Firstpass.
 */
export type KnownCard = Readonly<Record<string, unknown>> & { readonly sha256: string };

export const knownCards: readonly KnownCard[] = [
  deimv2Atto,
  fastestdet,
  mnist,
  mobilenetV1,
  mobilenetV2,
  nanodetM,
  squeezenet,
  ultraface,
  yoloxNano,
];

export function findKnownCard(sha256: string): KnownCard | undefined {
  return knownCards.find((card) => card.sha256 === sha256);
}
