import { useEffect, useRef, useState } from 'preact/hooks';
import type { Box } from '../../../functions/src/contract/documents.ts';
import { placeIn, type Region } from './region.ts';

interface CutOutProps {
  /** null while it is on its way. */
  readonly image: Blob | null;
  readonly region: Region;
  /** Drawn over the picture. */
  readonly boxes: readonly Box[];
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  readonly onFailed: () => void;
}

/** Wider pictures are drawn smaller: no screen here shows more. */
const MAX_WIDTH = 1400;

/** A part of a page's image with words marked in it. Its place is kept from the start. */
export function CutOut({ image, region, boxes, label, onFailed }: CutOutProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  const { x, y, width, height } = region;

  useEffect(() => {
    setDrawn(false);
    if (image === null) return;
    let over = false;
    const resizeWidth = Math.min(width, MAX_WIDTH);
    createImageBitmap(image, x, y, width, height, { resizeWidth, resizeQuality: 'medium' }).then(
      (bitmap) => {
        const target = canvas.current;
        if (!over && target !== null) {
          target.width = bitmap.width;
          target.height = bitmap.height;
          target.getContext('2d')?.drawImage(bitmap, 0, 0);
          setDrawn(true);
        }
        bitmap.close();
      },
      () => over || onFailed(),
    );
    return () => {
      over = true;
    };
  }, [image, x, y, width, height]);

  return (
    <div class="cutout" role="img" aria-label={label} style={{ aspectRatio: `${width} / ${height}` }}>
      <canvas ref={canvas} class={drawn ? 'cutout-drawn' : ''} />
      {drawn ? boxes.map((box) => <span key={box.join(' ')} class="cutout-box" style={placeIn(region, box)} />) : null}
    </div>
  );
}
