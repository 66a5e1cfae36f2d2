import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { GrayImage } from './gray-image.js';

/** 203 dpi, what label printers have and every office printer surpasses: what is read at this is read anywhere. */
export const DOTS_PER_MM = 8;

const POINTS_PER_MM = 72 / 25.4;

/** The pages of a PDF as pictures. */
export interface PdfRaster {
  readonly pages: number;
  /** One page, counted from 1, at `DOTS_PER_MM`. */
  page(number: number): Promise<GrayImage>;
  /** Gives back the memory of the document. */
  close(): void;
}

export type OpenRaster = (pdf: Uint8Array) => Promise<PdfRaster>;

/** Rasterises with PDFium, the same program that Chromium shows and prints PDF with. */
export const openPdfRaster: OpenRaster = async (pdf) => {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf);
  return {
    pages: document.getPageCount(),
    page: async (number) => {
      const page = document.getPage(number - 1);
      const { originalWidth, originalHeight } = page.getOriginalSize();
      // Given in dots, because a scale would first cut the page down to whole points.
      const width = Math.round((originalWidth / POINTS_PER_MM) * DOTS_PER_MM);
      const height = Math.round((originalHeight / POINTS_PER_MM) * DOTS_PER_MM);
      return page.render({ scale: 1, width, height, colorSpace: 'Gray' });
    },
    close: () => {
      document.destroy();
      library.destroy();
    },
  };
};
