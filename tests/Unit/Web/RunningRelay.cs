using System.Net.WebSockets;
using Gelf.Engine.Hosting;
using Gelf.Tests.Unit.Links;
using Gelf.Tests.Unit.Simulation;

namespace Gelf.Tests.Unit.Web;

/// <summary>A real relay with a real web server on loopback, and a tap without a kernel.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private RunningRelay(Relay relay, FakeTap tap) => (Relay, Tap) = (relay, tap);

    internal Relay Relay { get; }
    internal FakeTap Tap { get; }
    internal string Address => $"127.0.0.1:{Relay.Port}";

    internal static async Task<RunningRelay> StartAsync(RelayOptions? options = null)
    {
        var tap = new FakeTap("tap0", 0x02_00_00_00_00_01);
        var relay = new Relay(options ?? new RelayOptions { Port = 0 }, tap);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        return new RunningRelay(relay, tap);
    }

    /// <summary>Opens a link as a wire would.</summary>
    internal Task<ClientWebSocket> OpenLinkAsync() => RawLink.OpenAsync(Address, Relay.Token);

    public ValueTask DisposeAsync() => Relay.DisposeAsync();
}
