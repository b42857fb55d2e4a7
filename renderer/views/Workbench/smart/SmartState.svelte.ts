import type { Area } from '#shared/geometry/areas.ts';
import type { SmartPrompt } from '#shared/geometry/smartPrompt.ts';

/** What the smart tool asks of the canvas, and remembers from one object to the next. */
export class SmartState {
  /** As what an object is kept. */
  form = $state<'polygon' | 'mask'>('polygon');
  /** The canvas sets it. */
  segment: (prompt: SmartPrompt) => Promise<Area | null> = () => Promise.resolve([]);

  toggleForm(): void {
    this.form = this.form === 'polygon' ? 'mask' : 'polygon';
  }
}
