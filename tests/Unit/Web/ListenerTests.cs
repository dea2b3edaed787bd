using System.Globalization;
using System.Runtime.InteropServices;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.Unit.Web;

/// <summary>A web server that listens no more, although nobody stopped it.</summary>
public sealed partial class ListenerTests
{
    private const int ShutDownBoth = 2;

    [Fact]
    public async Task A_relay_whose_socket_is_closed_behind_its_back_stops_and_says_why()
    {
        await using var relay = await RunningRelay.StartAsync();

        // As 'ss -K' does: the socket is there still, and takes no connection any more.
        Assert.Equal(0, ShutDown(ListeningSocket(relay.Relay.Port), ShutDownBoth));

        var error = await Assert.ThrowsAsync<GelfException>(() => relay.Relay.Completion.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(("ListenerGone", relay.Relay.Port), (error.ErrorId, error.Target));
    }

    private static int ListeningSocket(int port)
    {
        var inode = File.ReadLines("/proc/self/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Single(fields => fields[3] == "0A" && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal))[9];
        return Directory.EnumerateFiles("/proc/self/fd")
            .Where(file => new FileInfo(file).LinkTarget == $"socket:[{inode}]")
            .Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))
            .Single();
    }

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDown(int socket, int how);
}
