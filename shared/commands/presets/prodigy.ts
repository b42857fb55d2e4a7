import type { KeyPreset } from './keyPreset.ts';

/**
 * Source: Prodigy's documentation, "Keyboard shortcuts": A accepts, X rejects, Space ignores, Backspace undoes, H is help.
 * There A and Space never lead to another image or move it, so the previous image is Page Up and panning Shift+Space;
 * Delete, which undoes there too, keeps deleting what is selected.
 */
export const prodigy: KeyPreset = {
  name: 'Prodigy',
  keys: {
    'review.accept': ['A', 'Enter'],
    'review.reject': ['X'],
    'compare.take': ['A', 'Enter'],
    'item.skip': ['Space', 'G'],
    'item.next': ['PageDown', 'D'],
    'item.previous': ['PageUp'],
    'object.delete': ['Delete'],
    'edit.undo': ['Backspace', 'Ctrl+Z'],
    'view.pan': ['Shift+Space'],
    'view.hideShapes': ['Shift+H'],
    'view.flipAcross': ['Alt+Shift+H'],
    'shortcuts.open': ['H', 'F1', 'Shift+Slash'],
  },
};
