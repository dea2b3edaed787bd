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

    [Fact]
    public void Temporary_files_that_it_leaves_behind_are_removed()
    {
        var files = Commands.Run("sh", Repository.PathOf("tools", "in-namespace.sh"), "sh", "-c", "mktemp && mktemp /run/XXXXXXXX").Split('\n');

        Assert.All(files, file => Assert.False(Path.Exists(file)));
        Assert.Equal(3, files.Length);
    }

    [Fact]
    public void The_exit_code_is_that_of_what_ran()
    {
        var result = Commands.Try("sh", Repository.PathOf("tools", "in-namespace.sh"), "sh", "-c", "exit 7");

        Assert.Equal(7, result.ExitCode);
    }
}
