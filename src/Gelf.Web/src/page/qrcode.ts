import { generate } from "lean-qr";
import { makeSvg } from "./elements.ts";

const quietZone = 4;

/** A QR code as SVG: black on white also where the page is dark, since not every camera reads the other way round. */
export function drawQRCode(text: string): SVGSVGElement {
  const code = generate(text);
  const size = code.size + 2 * quietZone;
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue;
      let end = x + 1;
      while (code.get(end, y)) end++;
      path += `M${x + quietZone} ${y + quietZone}h${end - x}v1h${x - end}z`;
      x = end;
    }
  }
  const svg = makeSvg("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges" });
  svg.append(makeSvg("rect", { width: String(size), height: String(size), fill: "#fff" }), makeSvg("path", { d: path, fill: "#000" }));
  return svg;
}
