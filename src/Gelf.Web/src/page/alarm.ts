import { Failures } from "./failures.ts";

/** The page imports this before all else, so that it also hears what the other modules throw while they load. */
export const failures = new Failures();

failures.listen(globalThis);
