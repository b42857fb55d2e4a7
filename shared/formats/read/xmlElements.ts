import { SaxesParser } from 'saxes';
import { BrokenFile } from '../reader.ts';
import type { Place, SourceTree } from '../reader.ts';

/** An element with all that is in it. Names are as the file has them, prefixes too. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children; trimmed. */
  readonly text: string;
  readonly place: Place;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** One element that is held may have so many elements in it, and so many characters of text. */
const elementLimit = 1_000_000;
const textLimit = 64 * 1024 * 1024;
const depthLimit = 200;

/**
 * The elements of an XML file of any size that are wanted, each when it ends, with all that is in it; what lies around them is not held.
 * No document type is followed: a file that declares entities of its own can't name them, so that none can grow.
 * @param isWanted asked with the names from the outermost element on; what is in a wanted element isn't asked about
 * @throws {BrokenFile} file.notXml, file.cutOff, record.tooLarge
 */
export function* xmlElements(
  tree: SourceTree,
  path: string,
  isWanted: (names: readonly string[]) => boolean,
): Generator<XmlElement> {
  const parser = new SaxesParser({ position: true });
  const names: string[] = [];
  /** From the wanted element down to where the parser is. */
  const open: Open[] = [];
  let done: XmlElement[] = [];
  let [elements, letters] = [0, 0];
  const here = (): Place => ({ path, line: parser.line, column: parser.column });
  const addText = (text: string): void => {
    const innermost = open.at(-1);
    if (!innermost) return;
    letters += text.length;
    innermost.text += text;
  };
  parser.on('error', (error) => {
    const reason = error.message.replace(/^\d+:\d+: /, '');
    throw new BrokenFile({
      ...here(),
      code: /unclosed|unexpected end/i.test(reason) ? 'file.cutOff' : 'file.notXml',
      details: { reason },
    });
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name);
    if (names.length > depthLimit)
      throw new BrokenFile({ ...here(), code: 'file.notXml', details: { reason: `> ${depthLimit}` } });
    if (open.length === 0 && !isWanted(names)) return;
    elements += 1;
    const element: Open = {
      name,
      attributes: new Map(Object.entries(attributes)),
      children: [],
      text: '',
      place: here(),
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    names.pop();
    const element = open.pop();
    if (!element) return;
    element.text = element.text.trim();
    if (open.length > 0) return;
    done.push(element);
    [elements, letters] = [0, 0];
  });
  for (const chunk of tree.chunks(path)) {
    parser.write(chunk);
    if (elements > elementLimit || letters > textLimit)
      throw new BrokenFile({ ...here(), code: 'record.tooLarge', details: { megabytes: textLimit >> 20 } });
    yield* done;
    done = [];
  }
  parser.close();
  yield* done;
}

/** The first child of a name. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** The text of the first child of a name; '' where there is none. */
export const textIn = (element: XmlElement, name: string): string => childOf(element, name)?.text ?? '';
