import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createLogger } from '#shared/base/log.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { readdirSync } from 'node:fs';
const l = createForkLauncher({ execPath: process.execPath, entries: { inference: 'electron/inference/index.ts', imaging: '' } });
const s = createSupervised<InferenceApi>(l, 'inference', { logger: createLogger(console.log) });
const M='../shared/data/models/';
for (const f of [...readdirSync(M).filter(f=>f.endsWith('.onnx')).map(f=>M+f),'models/builtin/cells.onnx']) {
  const {signature,card}=await s.call('inspect',{modelPath:f}); console.log(f.split('/').pop(), card?.family, card?.output.layout, card?.classes.length, card ? JSON.stringify(card.input):signature.outputs.map(o=>o.name+o.shape).join(' ')); }
const {card}=await s.call('inspect',{modelPath:M+'yolox_nano.onnx'});
const ld=await s.call('load',{modelPath:M+'yolox_nano.onnx',card:card!,device:'auto',threads:null}); console.log(ld);
const I='../shared/data/images/coco/images/';
const r=await s.call('predict',{sessionId:ld.sessionId,scoreThreshold:0.3,iouThreshold:0.45,upcoming:[],items:[{itemId:1,path:I+'train2017/000000000471.jpg',widthPx:640,heightPx:480},{itemId:2,path:I+'val2017/000000007281.jpg',widthPx:640,heightPx:360}]});
console.log(JSON.stringify(r.results,(k,v)=>typeof v==='number'?Math.round(v*1000)/1000:v), r.times);
console.log(await s.call('devices',{}));
await s.close();
