using Gelf.Engine.Hosting;

namespace Gelf.Tests.Unit.Hosting;

public sealed class TeardownTests
{
    private static readonly string[] s_names = ["one", "two", "three"];

    [Theory]
    [InlineData]
    [InlineData("one")]
    [InlineData("two")]
    [InlineData("three")]
    [InlineData("one", "three")]
    [InlineData("one", "two", "three")]
    public async Task Each_step_runs_whatever_the_one_before_did_and_the_first_error_is_the_reason(params string[] failing)
    {
        var run = new List<string>();
        var told = new List<(string Step, string Error)>();
        var teardown = new Teardown((step, error) => told.Add((step, error.Message)));
        foreach (var name in s_names)
            teardown.Then(name, () => Step(name));

        var error = await teardown.RunAsync();

        Assert.Equal(s_names, run);
        Assert.Equal(failing.FirstOrDefault(), error?.Message);
        Assert.Equal(failing.Select(name => (name, name)), told);

        void Step(string name)
        {
            run.Add(name);
            if (failing.Contains(name))
                throw new InvalidOperationException(name);
        }
    }

    [Fact]
    public async Task A_step_that_fails_later_is_waited_for()
    {
        var first = new TaskCompletionSource();
        var isLastRun = false;
        var running = new Teardown((_, _) => { }).Then("one", () => first.Task).Then("two", () => isLastRun = true).RunAsync();
        Assert.False(isLastRun);

        first.SetException(new IOException("late"));

        Assert.IsType<IOException>(await running);
        Assert.True(isLastRun);
    }
}
