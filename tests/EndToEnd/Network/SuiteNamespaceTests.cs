namespace Gelf.Tests.EndToEnd.Network;

public sealed class SuiteNamespaceTests
{
    [Fact]
    public void What_runs_in_namespaces_of_its_own_ignores_no_signal_even_if_its_caller_does()
    {
        // As programs begin behind nohup, or in the background of a script.
        var ignored = Commands.Run(
            "sh", "-c", "trap '' HUP INT QUIT TERM; exec sh \"$0\" sh -c 'grep SigIgn /proc/self/status'", Repository.PathOf("tools", "in-namespace.sh"));

        Assert.Equal("SigIgn:\t0000000000000000\n", ignored);
    }
}
