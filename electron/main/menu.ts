import { Menu } from 'electron';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';
import { en } from '#shared/text/en.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';

/** The application menu. Its entries are commands of the one registry; the page runs them and knows their keys. */
export function installMenu(window: () => BrowserWindow): void {
  const item = (id: CommandId): MenuItemConstructorOptions => ({
    label: en.commands[id],
    click: () => window().webContents.send('command', id),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'File',
        submenu: [
          item('project.new'),
          item('project.open'),
          item('project.addFolder'),
          { type: 'separator' },
          item('prelabel.start'),
          item('export.start'),
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      {
        label: 'Edit',
        submenu: [
          item('edit.undo'),
          item('edit.redo'),
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
        ],
      },
      {
        label: 'View',
        submenu: [
          item('view.gallery'),
          item('view.annotate'),
          item('view.review'),
          item('view.models'),
          item('view.settings'),
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { label: 'Help', submenu: [item('shortcuts.open'), item('help.logs')] },
    ]),
  );
}
