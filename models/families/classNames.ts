/** The 80 classes of COCO 2017 detection, in the order models give them (cocodataset.org, CC BY 4.0). */
export const coco80 = (
  'person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,' +
  'bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,' +
  'snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,' +
  'fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,' +
  'potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,' +
  'refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush'
).split(',');

/** Names for a detector that doesn't say its own: COCO's where the count fits, else numbers. */
export function guessedNames(count: number): string[] {
  return count === coco80.length ? coco80 : Array.from({ length: count }, (_, index) => `class ${index}`);
}

/** The 21 of Pascal VOC 2012, numbered as its segmentations are (host.robots.ox.ac.uk/pascal/VOC). */
const voc21 = (
  'background,aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,' +
  'pottedplant,sheep,sofa,train,tvmonitor'
).split(',');

/** Names for a segmentation of several classes: the first one is the background. */
export function guessedRegionNames(count: number): string[] {
  if (count === voc21.length) return voc21;
  return Array.from({ length: count }, (_, index) => (index === 0 ? 'background' : `class ${index}`));
}

/** Numbers of COCO's 91 categories that no object of 2017 has. */
const coco91Gaps = new Set([12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);

/** COCO's classes at their own numbers, 1..90, as torchvision's detectors give them. */
export function coco91(): string[] {
  const names = [...coco80];
  return Array.from({ length: 91 }, (_, number) =>
    number === 0 ? 'background' : coco91Gaps.has(number) ? `unused ${number}` : (names.shift() ?? `class ${number}`),
  );
}
