import type { KeyPreset } from './keyPreset.ts';

/**
 * Source: CVAT's documentation of 2025-26, "Shortcuts": F and D for the next and the previous frame, Right and Left for
 * those that match the filter, N repeats the last tool, Ctrl with a digit for a label, Tab, Delete, Shift+Delete, H, F1, F2.
 * Ctrl+0 is the tenth label there, so the actual size is Alt+0; F was ours for fitting, which is Ctrl+F.
 */
export const cvat: KeyPreset = {
  name: 'CVAT',
  keys: {
    'item.next': ['F'],
    'item.previous': ['D'],
    'item.nextUndecided': ['Shift+F'],
    'item.previousUndecided': ['Shift+D'],
    'tool.repeat': ['N'],
    'object.delete': ['Delete', 'Shift+Delete', 'Backspace'],
    'class.1': ['Ctrl+1', '1'],
    'class.2': ['Ctrl+2', '2'],
    'class.3': ['Ctrl+3', '3'],
    'class.4': ['Ctrl+4', '4'],
    'class.5': ['Ctrl+5', '5'],
    'class.6': ['Ctrl+6', '6'],
    'class.7': ['Ctrl+7', '7'],
    'class.8': ['Ctrl+8', '8'],
    'class.9': ['Ctrl+9', '9'],
    'class.10': ['Ctrl+0', '0'],
    'view.zoomSelection': ['Ctrl+Shift+F'],
    'view.fit': ['Ctrl+F'],
    'view.actualSize': ['Alt+0'],
    'shortcuts.open': ['F1', 'Shift+Slash'],
  },
};
