using System.Net;
using Gelf.Engine.Hosting;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Jobs;
using Gelf.PowerShell.Objects;
using Gelf.PowerShell.Ownership;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>A relay job as Start-GelfRelay makes it, with a real relay over a tap that needs no root.</summary>
internal sealed class TestRelay
{
    private static int s_count;

    internal TestRelay(int port = 0, string? token = null, string? key = null)
    {
        Tap = new StillTap($"still{Interlocked.Increment(ref s_count)}");
        // Advertised on purpose: else its first notice would be that no phone can open its join link.
        var options = new RelayOptions { ListenAddress = IPAddress.Loopback, AdvertiseAddress = "127.0.0.1", Port = port, Token = token, Key = key is null ? null : SegmentKey.FromHex(key) };
        var lease = new TapLease(Tap, () => TapsGivenBack++);
        Job = new GelfRelayJob(new Relay(options, Tap), options, lease, options.Key is null ? null : new GelfKey(options.Key));
    }

    internal StillTap Tap { get; }
    internal GelfRelayJob Job { get; }
    internal int TapsGivenBack { get; private set; }

    /// <summary>Started, and registered in the shell's job manager.</summary>
    internal static TestRelay Running(HostedShell shell, string? token = null, string? key = null)
    {
        var relay = new TestRelay(token: token, key: key);
        relay.Job.Start(CancellationToken.None);
        Assert.Empty(shell.Run("Register-TestJob $args[0]", relay.Job).Errors);
        return relay;
    }
}
