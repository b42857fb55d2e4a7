import { expect, test } from 'vitest';
import { en } from '#shared/text/en.ts';
import { zh } from '#shared/text/zh.ts';

test.each(['commands', 'ui', 'errors', 'hints', 'importProblems'] as const)(
  'both languages say all of %s, with the same blanks',
  (part) => {
    const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort();
    expect(Object.keys(zh[part]).sort()).toEqual(Object.keys(en[part]).sort());
    for (const [key, text] of Object.entries(en[part])) {
      const translated = (zh[part] as Readonly<Record<string, string>>)[key] ?? '';
      expect(blanks(translated), key).toEqual(blanks(text));
    }
  },
);

test.each([en, zh])('a word that goes with a number goes with one of its sentence', (language) => {
  const sentences = [language.ui, language.errors, language.hints, language.importProblems].flatMap(
    Object.values<string>,
  );
  for (const text of sentences) {
    const numbers = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const [, name] of text.matchAll(/\{(\w+)\|/g)) expect(numbers, text).toContain(name);
    expect(text.replace(/\{\w+(\|[^{}|]*\|[^{}|]*)?\}/g, ''), text).not.toMatch(/\{\w*\|/);
  }
});
