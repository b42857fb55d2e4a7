import type { KeyPreset } from './keyPreset.ts';

/**
 * Sources: X-AnyLabeling 4.0.2, its default configuration and user guide (R, P, O, Shift+P, Shift+C, Ctrl+J, Z X C V,
 * Ctrl+Shift+D and A, Ctrl+E, Ctrl+H, Ctrl+Alt+K, Ctrl+F); labelme 7.1, its default configuration (Ctrl+R, T, Ctrl+0).
 * Left out: labelme's Ctrl+N for polygons, which a browser never gives to a page, and Ctrl+S, as everything is saved.
 * Z, X, C and V turn an object there, so deciding moves: Q rejects, and Ctrl+E, "edit label", corrects.
 */
export const labelme: KeyPreset = {
  name: 'labelme / X-AnyLabeling',
  keys: {
    'review.acceptRest': ['Shift+Enter', 'Ctrl+Alt+K'],
    'review.reject': ['Q'],
    'compare.keep': ['Q'],
    'review.correct': ['Ctrl+E'],
    'export.start': ['Ctrl+Shift+E'],
    'tool.select': ['Ctrl+J'],
    'tool.box': ['R', 'Ctrl+R'],
    'tool.rotatedBox': ['O'],
    'tool.polygon': ['P'],
    'tool.point': ['Shift+P'],
    'tool.ellipse': ['Shift+C'],
    'tool.polyline': ['Shift+L'],
    'joint.visibility': ['Alt+Q'],
    'joint.skip': ['Alt+Z'],
    'object.next': ['Tab', 'Ctrl+Shift+C'],
    'object.selectClass': ['Alt+A'],
    'object.farTurnLeft': ['Z', 'Shift+Comma'],
    'object.turnLeft': ['X', 'Comma'],
    'object.turnRight': ['C', 'Period'],
    'object.farTurnRight': ['V', 'Shift+Period'],
    'object.hide': ['Alt+Shift+H'],
    'object.isolate': ['Alt+L'],
    'item.next': ['D'],
    'item.previous': ['A'],
    'item.nextUndecided': ['Ctrl+Shift+D', 'Shift+D'],
    'item.previousUndecided': ['Ctrl+Shift+A', 'Shift+A'],
    'view.hideShapes': ['T', 'Ctrl+H'],
    'view.turnRight': ['Alt+T'],
    'view.colorBy': ['Alt+C'],
    'view.fit': ['Ctrl+F', 'F'],
    'view.actualSize': ['Ctrl+0'],
  },
};
