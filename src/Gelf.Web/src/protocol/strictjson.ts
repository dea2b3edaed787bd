/** Whether a text that is JSON is nested no deeper than so, and has no half of a surrogate pair in its texts and names of fields. */
export function isStrictJson(json: string, maxDepth: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i]!;
    if (character === '"') quoted = !quoted;
    else if (!quoted) {
      if (character === "{" || character === "[") depth++;
      else if (character === "}" || character === "]") depth--;
      if (depth > maxDepth) return false;
    } else if (character === "\\") {
      const unit = escapedUnit(json, i);
      const isHigh = unit >= 0xd800 && unit < 0xdc00;
      const second = isHigh ? escapedUnit(json, i + 6) : 0;
      if (isHigh ? second < 0xdc00 || second > 0xdfff : unit >= 0xdc00 && unit <= 0xdfff) return false;
      i += isHigh ? 11 : unit < 0 ? 1 : 5;
    }
  }
  return true;
}

/** The UTF-16 code unit that `\uXXXX` at this place stands for; -1 if there is another character or escape. */
function escapedUnit(json: string, at: number): number {
  return json.startsWith("\\u", at) ? parseInt(json.slice(at + 2, at + 6), 16) : -1;
}
