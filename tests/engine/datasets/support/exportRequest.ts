import type { ExportRequest } from '#engine/datasets/exportRequest.ts';

/** A request for all predictions as COCO, images left where they are. */
export function exportRequest(projectPath: string, folder: string, part: Partial<ExportRequest> = {}): ExportRequest {
  return {
    projectPath,
    projectName: 'test',
    appVersion: '0.0.0',
    format: 'coco',
    folder,
    what: 'predictions',
    stages: ['new'],
    images: 'leave',
    card: { licence: '', source: '', people: false },
    version: null,
    cancelled: new Int32Array(new SharedArrayBuffer(4)),
    ...part,
  };
}
