/** A crooked scan on the left, its text on the right. Decoration: the sentences beside it say the same. */
export function PageToText() {
  return (
    <svg class="drawing" viewBox="0 0 480 230" aria-hidden="true" focusable="false">
      <g transform="rotate(-5 110 115)">
        <path class="drawing-scan" d="M38 18h116l34 34v160H38z" />
        <path class="drawing-scan" d="M154 18v34h34" />
        <path class="drawing-photo" d="M56 38h70v38H56z" />
        <path
          class="drawing-ink"
          d="M56 96q14-4 28 0t30-1 34 1M56 114q18 4 36 0t48 1 26-1M56 132q12-3 34 0t44-1M56 150q20 4 40 0t36 0 30 1M56 168q16-4 38 0t52 0M56 186q12 3 30 0t24 0"
        />
        <path class="drawing-beam" d="M30 113h166v3H30z" />
      </g>
      <path class="drawing-arrow" d="M218 115h42m-14-14 14 14-14 14" />
      <path class="drawing-text" d="M292 18h150a8 8 0 0 1 8 8v178a8 8 0 0 1-8 8H292a8 8 0 0 1-8-8V26a8 8 0 0 1 8-8z" />
      <path class="drawing-doubt" d="M352 102h46v18h-46z" />
      <path
        class="drawing-words"
        d="M306 46h72M306 74h52m12 0h56M306 92h34m12 0h74M306 111h34m14 0h42m14 0h16M306 130h60m12 0h30M306 158h22m12 0h86M306 176h70m12 0h38M306 194h44"
      />
    </svg>
  );
}
