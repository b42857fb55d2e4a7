/** Electron's main process: opens the doors and nothing else. The engine does the work. */
import path from 'node:path';
import { BrowserWindow, app, dialog, ipcMain } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { assertExists } from '#shared/base/assert.ts';
import { engineEventNames } from '#shared/contract/engineEvents.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import { createHostDoor } from '#shared/contract/hostDoor.ts';
import { createTexts, languages } from '#shared/text/texts.ts';
import type { Texts } from '#shared/text/texts.ts';
import { findAppPaths } from '#engine/appPaths.ts';
import type { AppPaths } from '#engine/appPaths.ts';
import { createEngine } from '#engine/createEngine.ts';
import { openLog } from '#engine/log/openLog.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { createHostHandlers } from './hostHandlers.ts';
import { createUtilityLauncher } from './launchUtility.ts';
import { installMenu } from './menu.ts';
import { registerSchemes, serveSchemes } from './protocols.ts';
import { takeDropped } from './takeDropped.ts';
import { confine, denyPermissions, isOurPage, pageOrigin } from './security.ts';

let window: BrowserWindow | null = null;
const theWindow = (): BrowserWindow => assertExists(window, 'commands come from an open window');

function createWindow(paths: AppPaths): BrowserWindow {
  const created = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 560,
    show: false,
    backgroundColor: '#262626',
    webPreferences: {
      preload: path.join(paths.root, 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  });
  confine(created.webContents);
  created.once('ready-to-show', () => created.show());
  void created.loadURL(`${pageOrigin}/`);
  return created;
}

function start(): void {
  const paths = findAppPaths(import.meta.url);
  const log = openLog(paths.logFolder);
  const engine = createEngine({
    // On Linux sharp must not run in Electron's binary: its children are plain Node there.
    launcher:
      process.platform === 'linux'
        ? createForkLauncher({ execPath: paths.node, entries: paths.entries })
        : createUtilityLauncher(paths.entries),
    dataFolder: paths.dataFolder,
    cacheFolder: paths.cacheFolder,
    builtinModelFolder: paths.builtinModels,
    samplesFolder: paths.samples,
    workerEntries: paths.workers,
    logger: log.logger,
    version: paths.version,
    logFolder: paths.logFolder,
  });
  const { version, logFolder } = paths;
  /** In the language of the page. */
  async function texts(): Promise<Texts> {
    const { language } = await engine.call('settings.get', {});
    const chosen = languages.find((known) => known === language);
    return createTexts(chosen ?? (app.getLocale().startsWith('zh') ? 'zh' : 'en'));
  }
  const hostHandlers = createHostHandlers({ engine, window: theWindow, texts, version, logFolder });

  const answer = createHostDoor(hostHandlers, (method, input) => engine.callUnknown(method, input));

  // A page listens before it calls. What goes wrong earlier, such as a project that can't be opened, waits for it.
  let unheard: EngineEvents['noticed'][] | null = [];
  const tellUnheard = (): void => {
    for (const payload of unheard ?? []) window?.webContents.send('event', 'noticed', payload);
    unheard = null;
  };

  async function reply(event: IpcMainInvokeEvent, method: unknown, work: () => Promise<unknown>): Promise<unknown> {
    if (!isOurPage(event) || typeof method !== 'string')
      return { ok: false, error: toErrorRecord(new AppError('contract.unknownMethod', { method: String(method) })) };
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, error: toErrorRecord(error) };
    }
  }
  ipcMain.handle('call', (event, method: unknown, input: unknown) => {
    tellUnheard();
    return reply(event, method, () => answer(String(method), input));
  });
  ipcMain.handle('dropped', (event, file: unknown) => reply(event, 'dropped', () => takeDropped(engine, file)));
  for (const name of engineEventNames)
    engine.events.on(name, (payload) => {
      if (name === 'noticed' && unheard) unheard.push(payload as EngineEvents['noticed']);
      else window?.webContents.send('event', name, payload);
    });
  serveSchemes(engine, paths.renderer);

  const translateMenu = async (): Promise<void> => installMenu(theWindow, await texts());
  const notice = (error: unknown): void => engine.events.emit('noticed', { error: toErrorRecord(error) });
  translateMenu().catch(notice);
  engine.events.on('settingsChanged', ({ key }) => {
    if (key === 'language') translateMenu().catch(notice);
  });

  const openFrom = async (args: readonly string[], folder: string): Promise<void> => {
    const file = args.find((argument) => argument.endsWith('.firstpass'));
    if (args.includes('--sample')) await engine.call('projects.openSample', {});
    else if (file) await engine.call('projects.open', { file: engine.grants.add(path.resolve(folder, file)).id });
  };
  openFrom(process.argv, process.cwd()).catch(notice);
  // A second start hands its project to this one.
  app.on('second-instance', (_event, args, folder) => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    openFrom(args, folder).catch(notice);
  });

  window = createWindow(paths);
  denyPermissions(window.webContents.session);
  window.on('closed', () => (window = null));
  let isClosed = false;
  // Not before the window has gone: it may stay, for the sake of edits that only the engine can save.
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    void Promise.all([engine.close(), log.close()]).finally(() => {
      isClosed = true;
      app.quit();
    });
  });
}

registerSchemes();
if (app.requestSingleInstanceLock()) {
  app.on('window-all-closed', () => app.quit());
  // Not awaited: an ES module that waits for Electron at its top level keeps Electron from getting ready.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      const { code, message, hint } = toErrorRecord(error);
      // Who started us from a command line reads it there; a double click has nobody who does.
      process.stderr.write(`error[${code}]: ${message}\n`);
      if (app.isPackaged) dialog.showErrorBox('Firstpass', `${message}\n${hint ?? ''}`);
      app.exit(1);
    });
} else app.quit();
