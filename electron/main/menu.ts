import { Menu } from 'electron';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import type { Texts } from '#shared/text/texts.ts';

/** The application menu. Its entries are commands of the one registry; the page runs them and knows their keys. */
export function installMenu(window: () => BrowserWindow, texts: Texts): void {
  const item = (id: CommandId): MenuItemConstructorOptions => ({
    id,
    label: texts.command(id),
    click: () => window().webContents.send('command', id),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...appMenu,
      {
        label: texts.ui('menu.file'),
        submenu: [
          item('project.new'),
          item('project.open'),
          item('project.addFolder'),
          separator,
          item('prelabel.start'),
          item('import.start'),
          item('metadata.join'),
          item('export.start'),
          separator,
          item('package.handOut'),
          item('package.merge'),
          item('project.pack'),
          item('project.unpack'),
          separator,
          { role: 'quit', label: texts.ui('menu.quit') },
        ],
      },
      {
        label: texts.ui('menu.edit'),
        submenu: [
          item('edit.undo'),
          item('edit.redo'),
          separator,
          { role: 'cut', label: texts.ui('menu.cut') },
          { role: 'copy', label: texts.ui('menu.copy') },
          { role: 'paste', label: texts.ui('menu.paste') },
        ],
      },
      {
        label: texts.ui('menu.view'),
        submenu: [
          item('view.gallery'),
          item('view.annotate'),
          item('view.review'),
          item('view.models'),
          item('view.duplicates'),
          item('view.settings'),
          separator,
          { role: 'togglefullscreen', label: texts.ui('menu.fullScreen') },
        ],
      },
      { label: texts.ui('menu.help'), submenu: [item('shortcuts.open'), item('help.logs')] },
    ]),
  );
}
