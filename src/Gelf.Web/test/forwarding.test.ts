import { describe, test } from "node:test";
import scenarios from "../../../tests/vectors/forwarding.json";
import { Runner, type Scenario } from "./scenario.ts";

describe("forwarding vectors", () => {
  for (const scenario of scenarios as Scenario[]) test(scenario.name, () => new Runner(scenario).run());
});
