import type { KeyPreset } from './keyPreset.ts';

/**
 * Source: Label Studio, its keymap.json and the documentation "Hot keys": Ctrl+Right and Left for tasks, Ctrl+Enter submits,
 * Ctrl+Space skips, R, Shift+R (three points), P, K, O, V, H for panning, Alt+. for the next region, Alt+H hides,
 * Backspace and Delete, Shift+1 fits, Shift+2 is the actual size. Extreme clicking has no key there and gets Shift+X.
 */
export const labelStudio: KeyPreset = {
  name: 'Label Studio',
  keys: {
    'review.acceptRest': ['Ctrl+Enter', 'Shift+Enter'],
    'item.skip': ['Ctrl+Space', 'G'],
    'item.next': ['Ctrl+ArrowRight', 'D'],
    'item.previous': ['Ctrl+ArrowLeft', 'A'],
    'tool.select': ['V'],
    'tool.box': ['R'],
    'tool.rotatedBox': ['Shift+R'],
    'tool.extreme': ['Shift+X'],
    'tool.polygon': ['P'],
    'tool.point': ['K'],
    'tool.ellipse': ['O'],
    'object.next': ['Tab', 'Alt+Period'],
    'object.hole': ['Alt+Shift+H'],
    'object.delete': ['Backspace', 'Delete'],
    'class.11': ['Alt+Shift+1'],
    'class.12': ['Alt+Shift+2'],
    'view.pan': ['H', 'Space'],
    'view.hideShapes': ['Alt+H'],
    'view.fit': ['Shift+1', 'F'],
    'view.actualSize': ['Shift+2', 'Ctrl+0'],
  },
};
