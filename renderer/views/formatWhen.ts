/** A moment, as short as it can be: today by its time, this year without the year. */
export function formatWhen(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  if (at.toDateString() === now.toDateString()) return at.toLocaleTimeString(language, time);
  const day = { month: 'short', day: 'numeric' } as const;
  if (at.getFullYear() === now.getFullYear()) return at.toLocaleString(language, { ...day, ...time });
  return at.toLocaleDateString(language, { ...day, year: 'numeric' });
}
