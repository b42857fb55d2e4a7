import { unpackProject } from '../state/runSharing.ts';
import type { CommandAction } from '../state/CommandCenter.svelte.ts';
import { walkRegions } from '../ui/focusRegions.ts';
import type { AppState, ViewName } from '../state/AppState.svelte.ts';

/** The commands that work in every view. @returns a function that takes them away again. */
export function provideAppCommands(app: AppState): () => void {
  const needsProject = (): 'reason.noProject' | null => (app.project ? null : 'reason.noProject');
  const needsWritable = (): 'reason.noProject' | 'reason.readOnly' | null =>
    needsProject() ?? (app.isReadOnly ? 'reason.readOnly' : null);
  const show = (view: ViewName): CommandAction => ({ check: needsProject, run: () => (app.view = view) });
  /** Annotate and review need an item: the open one, else the first of the query. */
  const work = (view: 'annotate' | 'review'): CommandAction => ({
    check: needsProject,
    run: () => {
      app.view = view;
      if (app.itemId !== null) return;
      const query = view === 'review' ? { ...app.query, undecidedOnly: true } : app.query;
      void app.attempt(async () => {
        const first = (await app.host.call('items.list', { query, offset: 0, limit: 1 })).items[0];
        const any = first ?? (await app.host.call('items.list', { query: app.query, offset: 0, limit: 1 })).items[0];
        if (any) await app.openItem(any.id);
      });
    },
  });
  return app.commands.provide({
    'view.gallery': show('gallery'),
    'view.annotate': work('annotate'),
    'view.review': work('review'),
    'view.models': show('models'),
    'view.differences': show('differences'),
    'view.duplicates': show('duplicates'),
    'view.settings': { run: () => (app.view = 'settings') },
    'project.new': { run: () => (app.dialog = 'newProject') },
    'project.open': { run: () => void app.openProjectFile() },
    'project.sample': { run: () => void app.setProject(() => app.host.call('projects.openSample', {})) },
    'project.close': {
      check: needsProject,
      run: () =>
        void app.attempt(async () => {
          if (await app.mayLeave()) await app.host.call('projects.close', {});
        }),
    },
    'project.addFolder': {
      check: needsWritable,
      run: () =>
        void app.attempt(async () => {
          const grant = await app.pick('imageFolder');
          if (grant) await app.host.call('roots.add', { folder: grant.id });
        }),
    },
    'project.planes': { check: needsWritable, run: () => (app.dialog = 'planes') },
    'prelabel.start': { check: needsWritable, run: () => (app.dialog = 'prelabel') },
    'import.start': {
      check: () => needsWritable() ?? (app.isImporting ? 'reason.importing' : null),
      run: () => (app.dialog = 'import'),
    },
    'project.pack': { check: needsProject, run: () => (app.dialog = 'pack') },
    'project.unpack': { run: () => void unpackProject(app) },
    'package.handOut': { check: needsProject, run: () => (app.dialog = 'handOut') },
    'package.merge': { check: needsWritable, run: () => (app.dialog = 'merge') },
    'metadata.join': { check: needsWritable, run: () => (app.dialog = 'joinTable') },
    'versions.open': { check: needsProject, run: () => (app.dialog = 'versions') },
    'export.start': { check: needsProject, run: () => (app.dialog = 'export') },
    'focus.next': { run: () => walkRegions(1) },
    'focus.previous': { run: () => walkRegions(-1) },
    'palette.open': { run: () => (app.dialog = 'palette') },
    'shortcuts.open': { run: () => (app.dialog = 'shortcuts') },
    'shortcuts.change': {
      run: () => {
        app.view = 'settings';
        app.settingsPart = 'keys';
      },
    },
    'theme.toggle': { run: () => app.setTheme(app.theme === 'dark' ? 'light' : 'dark') },
    'language.toggle': { run: () => app.setLanguage(app.language === 'en' ? 'zh' : 'en') },
    'help.logs': {
      run: () =>
        void app.attempt(async () => {
          if (app.host.kind === 'electron') await app.host.callHost('host.openLogs', {});
          else app.toasts.info((await app.host.call('app.info', {})).logFolder);
        }),
    },
  });
}
