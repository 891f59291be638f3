/** XML as its readers see it, by libxml2: what it does not take is not well formed. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type XmlAttribute, XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

/** @throws when it is not well formed */
export function parsedXml(xml: string): Element {
  const document = XmlDocument.fromString(xml);
  try {
    return elementOf(document.root);
  } finally {
    document.dispose();
  }
}

/** The element and all within it, in document order. */
export function withinXml(element: Element, name: string): readonly Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => withinXml(child, name))];
}

/** @returns what an XSD schema has against a document; null: it is valid */
export function schemaOf(xsd: string): (xml: string) => string | null {
  const validator = XsdValidator.fromDoc(XmlDocument.fromString(xsd));
  return (xml) => {
    const document = XmlDocument.fromString(xml);
    try {
      validator.validate(document);
      return null;
    } catch (error) {
      return String(error);
    } finally {
      document.dispose();
    }
  };
}

function elementOf(element: XmlElement): Element {
  const children: Element[] = [];
  for (let node = element.firstChild; node !== null; node = node.next)
    if (node instanceof XmlElement) children.push(elementOf(node));
  const attributes = Object.fromEntries(element.attrs.map((attribute: XmlAttribute) => [attribute.name, attribute.value]));
  return { name: element.name, attributes, text: element.content, children };
}

/** What `ocr-parser` wants for its start, which it would else fetch from the network. */
export async function saxWasm(): Promise<Uint8Array> {
  return readFile(createRequire(import.meta.resolve('ocr-parser')).resolve('sax-wasm/lib/sax-wasm.wasm'));
}
