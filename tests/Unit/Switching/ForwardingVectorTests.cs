using System.Text.Json;

namespace Gelf.Tests.Unit.Switching;

public sealed class ForwardingVectorTests
{
    public static TheoryData<string> Scenarios => VectorFile.Names("forwarding.json");

    [Theory, MemberData(nameof(Scenarios))]
    public void The_switch_forwards_as_the_vector_says(string name)
    {
        var scenario = VectorFile.Entry("forwarding.json", name);
        var runner = new ForwardingScenario(scenario.Id("node"), scenario.GetProperty("role").GetString()!);
        var number = 0;
        foreach (var step in scenario.GetProperty("steps").EnumerateArray())
        {
            number++;
            runner.Do(step);
            if (step.TryGetProperty("expect", out var expect))
                foreach (var (what, wanted, found) in runner.Compare(expect))
                    Assert.True(wanted == found, $"step {number} {what}: wanted {wanted}, got {found}\n{step.GetRawText()}");
        }
    }

    [Fact]
    public void A_step_of_a_kind_that_is_not_known_is_not_passed_over()
    {
        var runner = new ForwardingScenario(1, "relay");
        Assert.Throws<InvalidOperationException>(() => runner.Do(JsonDocument.Parse("""{"jump": 1}""").RootElement));
    }
}
