import { dialog, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import type { PickKind } from '#shared/contract/hostApi.ts';
import { labelFileEndings, tableFileEndings } from '#shared/contract/labelFiles.ts';
import type { HostHandlers } from '#shared/contract/hostDoor.ts';
import type { Texts } from '#shared/text/texts.ts';
import type { Engine } from '#engine/createEngine.ts';
import { createCloseQuestion } from './createCloseQuestion.ts';

const openOptions: Readonly<Partial<Record<PickKind, OpenDialogOptions>>> = {
  imageFolder: { properties: ['openDirectory'] },
  projectFile: { properties: ['openFile'], filters: [{ name: 'Firstpass', extensions: ['firstpass'] }] },
  modelFile: { properties: ['openFile'], filters: [{ name: 'ONNX', extensions: ['onnx'] }] },
  exportFolder: { properties: ['openDirectory', 'createDirectory'] },
  labelFile: {
    properties: ['openFile'],
    filters: [
      { name: 'JSON, XML, CSV, TXT, YAML', extensions: [...labelFileEndings] },
      { name: '*', extensions: ['*'] },
    ],
  },
  tableFile: {
    properties: ['openFile'],
    filters: [
      { name: 'CSV, TSV', extensions: [...tableFileEndings] },
      { name: '*', extensions: ['*'] },
    ],
  },
  labelFolder: { properties: ['openDirectory'] },
  packFile: { properties: ['openFile'], filters: [{ name: 'Firstpass', extensions: ['zip', 'firstpass'] }] },
  unpackFolder: { properties: ['openDirectory', 'createDirectory'] },
};

/** What the page may ask of Electron: the system's dialogs, which hand out grants. */
export function createHostHandlers(deps: {
  readonly engine: Engine;
  readonly window: () => BrowserWindow;
  readonly texts: () => Promise<Texts>;
  readonly version: string;
  readonly logFolder: string;
}): HostHandlers {
  const { engine, window, version, logFolder } = deps;
  return {
    'host.info': () => ({ host: 'electron', platform: process.platform, version }),
    'host.pick': async ({ kind, suggestedName }) => {
      const options = openOptions[kind];
      if (options) {
        const { filePaths } = await dialog.showOpenDialog(window(), options);
        return filePaths[0] === undefined ? null : engine.grants.add(filePaths[0]);
      }
      const { filePath } = await dialog.showSaveDialog(window(), {
        defaultPath: suggestedName ?? 'project.firstpass',
        filters: [{ name: 'Firstpass', extensions: [kind === 'newPackFile' ? 'zip' : 'firstpass'] }],
      });
      return filePath ? engine.grants.add(filePath) : null;
    },
    'host.openLogs': async () => {
      await shell.openPath(logFolder);
      return null;
    },
    'host.confirmClose': createCloseQuestion(deps),
  };
}
