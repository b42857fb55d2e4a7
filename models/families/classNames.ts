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
