import { readFile } from 'node:fs/promises';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/** The text of each page of a PDF, as a person would copy it. */
export async function pdfText(path: string): Promise<string[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(await readFile(path));
  const pages = Array.from({ length: document.getPageCount() }, (_, page) =>
    document.getPage(page).getText(),
  );
  document.destroy();
  library.destroy();
  return pages;
}
