import coco80 from './classes/coco80.json' with { type: 'json' };
import coco90 from './classes/coco90.json' with { type: 'json' };
import imagenet1000 from './classes/imagenet1000.json' with { type: 'json' };

/**
 * Lists of classes that many models share, in the order in which models give them. A card names one instead of
 * repeating it. COCO (cocodataset.org, CC BY 4.0): 80 classes, or the 90 ids of its categories, ten of them unused.
 * ImageNet (ILSVRC 2012): 1000 classes as WordNet names them, or 1001 with TensorFlow's background before them.
 */
const classLists: Readonly<Record<string, readonly string[]>> = {
  coco80,
  coco90,
  imagenet1000,
  imagenet1001: ['background', ...imagenet1000],
  digits: Array.from({ length: 10 }, (_, digit) => String(digit)),
};

export function findClassList(name: string): readonly string[] | undefined {
  return Object.hasOwn(classLists, name) ? classLists[name] : undefined;
}

/** The list that has this many classes, where a count says enough. */
export function findClassListOf(count: number): readonly string[] | undefined {
  return findClassList(count === coco80.length ? 'coco80' : `imagenet${count}`);
}
