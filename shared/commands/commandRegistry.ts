/** Where keys of a command count. `workbench` is annotate and review together. */
export type CommandScope = 'anywhere' | 'gallery' | 'annotate' | 'review' | 'workbench';

export const commandGroups = ['review', 'draw', 'objects', 'items', 'view', 'views', 'project', 'help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export interface CommandDefinition {
  /**
   * Default keys: modifiers in the order Ctrl, Alt, Shift, then a `KeyboardEvent.code` without `Key` or `Digit`.
   * Ctrl is Cmd on a Mac.
   */
  readonly keys: readonly string[];
  readonly scope: CommandScope;
  /** The shortcut sheet's sections. */
  readonly group: CommandGroup;
}

const define = (group: CommandGroup, scope: CommandScope, ...keys: string[]): CommandDefinition => ({
  keys,
  scope,
  group,
});

/**
 * Everything a person can do: menu, palette, shortcut sheet, tooltips and key handling are made from this table.
 * Its keys are the defaults; those of one person are in a `Keymap`.
 */
export const commandRegistry = {
  'review.accept': define('review', 'review', 'Enter'),
  'review.acceptRest': define('review', 'workbench', 'Shift+Enter'),
  'review.reject': define('review', 'review', 'X'),
  'review.correct': define('review', 'review', 'C'),
  'review.undecide': define('review', 'review', 'U'),
  'item.skip': define('review', 'workbench', 'G'),
  'tool.select': define('draw', 'workbench', 'V'),
  'tool.box': define('draw', 'workbench', 'R'),
  'tool.extreme': define('draw', 'workbench', 'Shift+R'),
  'tool.rotatedBox': define('draw', 'workbench', 'O'),
  'tool.polygon': define('draw', 'workbench', 'P'),
  'tool.ellipse': define('draw', 'workbench', 'Shift+O'),
  'tool.polyline': define('draw', 'workbench', 'Shift+P'),
  'tool.point': define('draw', 'workbench', 'K'),
  'tool.whole': define('draw', 'workbench', 'Shift+Q'),
  'tool.brush': define('draw', 'workbench', 'B'),
  'tool.eraser': define('draw', 'workbench', 'E'),
  'tool.wand': define('draw', 'workbench', 'W'),
  'tool.scissors': define('draw', 'workbench', 'Shift+W'),
  'tool.cut': define('draw', 'workbench', 'Shift+K'),
  'brush.smaller': define('draw', 'workbench', 'BracketLeft'),
  'brush.larger': define('draw', 'workbench', 'BracketRight'),
  'joint.visibility': define('draw', 'workbench', 'Q'),
  'joint.skip': define('draw', 'workbench', 'Z'),
  'draw.finish': define('draw', 'annotate', 'Enter'),
  'tool.repeat': define('draw', 'workbench', 'N'),
  'edit.cancel': define('draw', 'workbench', 'Escape'),
  'object.next': define('objects', 'workbench', 'Tab'),
  'object.previous': define('objects', 'workbench', 'Shift+Tab'),
  'vertex.next': define('objects', 'workbench', 'Backquote'),
  'vertex.previous': define('objects', 'workbench', 'Shift+Backquote'),
  'object.delete': define('objects', 'workbench', 'Delete', 'Backspace'),
  'object.duplicate': define('objects', 'workbench', 'Ctrl+D'),
  'object.copy': define('objects', 'workbench', 'Ctrl+C'),
  'object.paste': define('objects', 'workbench', 'Ctrl+V'),
  'object.pastePrevious': define('objects', 'workbench', 'Ctrl+Shift+V'),
  'object.selectAll': define('objects', 'workbench', 'Ctrl+A'),
  'object.selectClass': define('objects', 'workbench', 'Ctrl+Shift+A'),
  'object.left': define('objects', 'annotate', 'ArrowLeft'),
  'object.right': define('objects', 'annotate', 'ArrowRight'),
  'object.up': define('objects', 'annotate', 'ArrowUp'),
  'object.down': define('objects', 'annotate', 'ArrowDown'),
  'object.farLeft': define('objects', 'workbench', 'Shift+ArrowLeft'),
  'object.farRight': define('objects', 'workbench', 'Shift+ArrowRight'),
  'object.farUp': define('objects', 'workbench', 'Shift+ArrowUp'),
  'object.farDown': define('objects', 'workbench', 'Shift+ArrowDown'),
  'object.turnLeft': define('objects', 'workbench', 'Comma'),
  'object.turnRight': define('objects', 'workbench', 'Period'),
  'object.farTurnLeft': define('objects', 'workbench', 'Shift+Comma'),
  'object.farTurnRight': define('objects', 'workbench', 'Shift+Period'),
  'object.merge': define('objects', 'workbench', 'J'),
  'object.intersect': define('objects', 'workbench', 'Shift+J'),
  'object.subtract': define('objects', 'workbench', 'Alt+J'),
  'object.hole': define('objects', 'workbench', 'Alt+H'),
  'object.simplify': define('objects', 'workbench', 'Shift+S'),
  'object.toBox': define('objects', 'workbench', 'Alt+B'),
  'object.toPolygon': define('objects', 'workbench', 'Alt+P'),
  'object.toMask': define('objects', 'workbench', 'Alt+M'),
  'object.crop': define('objects', 'workbench'),
  'object.group': define('objects', 'workbench', 'Ctrl+G'),
  'object.ungroup': define('objects', 'workbench', 'Ctrl+Shift+G'),
  'object.selectGroup': define('objects', 'workbench', 'Alt+G'),
  'object.toFront': define('objects', 'workbench', 'Ctrl+Shift+BracketRight'),
  'object.forward': define('objects', 'workbench', 'Ctrl+BracketRight'),
  'object.backward': define('objects', 'workbench', 'Ctrl+BracketLeft'),
  'object.toBack': define('objects', 'workbench', 'Ctrl+Shift+BracketLeft'),
  'object.hide': define('objects', 'workbench', 'Ctrl+H'),
  'object.lock': define('objects', 'workbench', 'L'),
  'object.isolate': define('objects', 'workbench', 'Shift+L'),
  'object.showAll': define('objects', 'workbench', 'Ctrl+Shift+H'),
  'object.unlockAll': define('objects', 'workbench'),
  'object.attributes': define('objects', 'workbench', 'Slash'),
  'classes.edit': define('objects', 'workbench'),
  'class.1': define('objects', 'workbench', '1'),
  'class.2': define('objects', 'workbench', '2'),
  'class.3': define('objects', 'workbench', '3'),
  'class.4': define('objects', 'workbench', '4'),
  'class.5': define('objects', 'workbench', '5'),
  'class.6': define('objects', 'workbench', '6'),
  'class.7': define('objects', 'workbench', '7'),
  'class.8': define('objects', 'workbench', '8'),
  'class.9': define('objects', 'workbench', '9'),
  'class.10': define('objects', 'workbench', '0'),
  'class.11': define('objects', 'workbench', 'Shift+1'),
  'class.12': define('objects', 'workbench', 'Shift+2'),
  'class.13': define('objects', 'workbench', 'Shift+3'),
  'class.14': define('objects', 'workbench', 'Shift+4'),
  'class.15': define('objects', 'workbench', 'Shift+5'),
  'class.16': define('objects', 'workbench', 'Shift+6'),
  'class.17': define('objects', 'workbench', 'Shift+7'),
  'class.18': define('objects', 'workbench', 'Shift+8'),
  'class.19': define('objects', 'workbench', 'Shift+9'),
  'class.20': define('objects', 'workbench', 'Shift+0'),
  'item.next': define('items', 'workbench', 'D'),
  'item.previous': define('items', 'workbench', 'A'),
  'item.nextByArrow': define('items', 'review', 'ArrowRight'),
  'item.previousByArrow': define('items', 'review', 'ArrowLeft'),
  'item.nextUndecided': define('items', 'workbench', 'Shift+D'),
  'item.previousUndecided': define('items', 'workbench', 'Shift+A'),
  'edit.undo': define('items', 'anywhere', 'Ctrl+Z'),
  'edit.undoHere': define('items', 'workbench', 'Ctrl+Alt+Z'),
  'edit.redo': define('items', 'anywhere', 'Ctrl+Shift+Z', 'Ctrl+Y'),
  'view.fit': define('view', 'workbench', 'F'),
  'view.zoomSelection': define('view', 'workbench', 'Shift+F'),
  'view.actualSize': define('view', 'workbench', 'Ctrl+0'),
  'view.zoomIn': define('view', 'workbench', 'Ctrl+Equal', 'Equal'),
  'view.zoomOut': define('view', 'workbench', 'Ctrl+Minus', 'Minus'),
  'view.hideShapes': define('view', 'workbench', 'H'),
  'panel.queue': define('view', 'workbench', 'Shift+BracketLeft'),
  'panel.inspector': define('view', 'workbench', 'Shift+BracketRight'),
  'view.panel': define('view', 'workbench', 'Shift+I'),
  'view.invert': define('view', 'workbench', 'I'),
  'view.resetPhoto': define('view', 'workbench'),
  'view.turnRight': define('view', 'workbench', 'T'),
  'view.turnLeft': define('view', 'workbench', 'Shift+T'),
  'view.flipAcross': define('view', 'workbench', 'Shift+H'),
  'view.flipDown': define('view', 'workbench', 'Shift+V'),
  'view.resetTurn': define('view', 'workbench'),
  'view.outlines': define('view', 'workbench', 'Y'),
  'view.colorBy': define('view', 'workbench', 'Shift+C'),
  'view.pan': define('view', 'workbench', 'Space'),
  'view.gallery': define('views', 'anywhere', 'Alt+1'),
  'view.annotate': define('views', 'anywhere', 'Alt+2'),
  'view.review': define('views', 'anywhere', 'Alt+3'),
  'view.models': define('views', 'anywhere', 'Alt+4'),
  'view.settings': define('views', 'anywhere', 'F2'),
  'project.new': define('project', 'anywhere', 'Ctrl+Shift+N'),
  'project.open': define('project', 'anywhere', 'Ctrl+O'),
  'project.sample': define('project', 'anywhere'),
  'project.close': define('project', 'anywhere'),
  'project.addFolder': define('project', 'anywhere'),
  'prelabel.start': define('project', 'anywhere', 'Ctrl+B'),
  'export.start': define('project', 'anywhere', 'Ctrl+E'),
  'focus.next': define('help', 'anywhere', 'F6'),
  'focus.previous': define('help', 'anywhere', 'Shift+F6'),
  'palette.open': define('help', 'anywhere', 'Ctrl+K'),
  'shortcuts.open': define('help', 'anywhere', 'Shift+Slash', 'F1'),
  'shortcuts.change': define('help', 'anywhere'),
  'theme.toggle': define('help', 'anywhere'),
  'language.toggle': define('help', 'anywhere'),
  'help.logs': define('help', 'anywhere'),
} as const satisfies Record<string, CommandDefinition>;

export type CommandId = keyof typeof commandRegistry;
export const commandIds: readonly CommandId[] = Object.keys(commandRegistry) as CommandId[];

/** Those that give the first class, the second, and so on. */
export const classCommands: readonly CommandId[] = commandIds.filter((id) => id.startsWith('class.'));

export function getCommand(id: CommandId): CommandDefinition {
  return commandRegistry[id];
}
