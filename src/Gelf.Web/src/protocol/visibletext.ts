/**
 * What shows as nothing, or as anything; or turns around what stands beside it: controls, format characters, halves of surrogate
 * pairs, private characters and what never becomes one, separators of lines and paragraphs, what Unicode says to ignore, and the
 * empty Braille pattern. What else is unassigned shows as a box, and next year perhaps as a letter: each Unicode has other ones.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Marks that are drawn over the character before them: so many that they cover what stands above and below are no writing. */
const tooManyMarks = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/** A text from others as a person may see it: without hidden characters, and without white space at its ends. */
export function visibleText(text: string): string {
  return text.replace(hidden, "").replace(tooManyMarks, "$1").trim();
}
