using System.Net;
using System.Net.Sockets;
using Gelf.Engine.Hosting;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Hosting;

/// <summary>A relay's end: whatever goes wrong at it, nothing of the relay is left.</summary>
public sealed class RelayEndTests
{
    [Fact]
    public async Task A_reader_that_cannot_be_told_to_stop_keeps_nothing_else_from_ending()
    {
        var relay = await RunningRelay.StartAsync();
        var port = relay.Relay.Port;
        relay.Tap.StoppingReading = () => throw new InvalidOperationException("no signal");
        relay.Tap.SetCarrier(true);

        await relay.Relay.StopAsync();

        Assert.Equal("no signal", (await Assert.ThrowsAsync<InvalidOperationException>(() => relay.Relay.Completion)).Message);
        Assert.Equal(0, relay.Tap.Readers);
        Assert.False(relay.Tap.Carrier);
        new TcpListener(IPAddress.Loopback, port).Dispose();
    }

    [Fact]
    public async Task A_relay_that_is_stopped_while_it_starts_leaves_nothing_running()
    {
        var tap = new FakeTap("tap0", 2);
        await using var relay = new Relay(new RelayOptions { Port = 0 }, tap);
        Task? stopping = null;
        tap.Naming = () =>
        {
            tap.Naming = null;
            stopping = relay.StopAsync();
            // As far as the end gets without the start's.
            SpinWait.SpinUntil(() => stopping.IsCompleted, TimeSpan.FromMilliseconds(500));
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => relay.StartAsync(TestContext.Current.CancellationToken));
        await stopping!;

        Assert.Equal((0, 0), (tap.Readers, relay.Port));
        Assert.True(relay.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_relay_that_was_stopped_cannot_be_started()
    {
        var tap = new FakeTap("tap0", 2);
        await using var relay = new Relay(new RelayOptions { Port = 0 }, tap);
        await relay.StopAsync();

        await Assert.ThrowsAsync<Engine.Reporting.GelfException>(() => relay.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal((0, 0), (tap.Readers, relay.Port));
    }
}
