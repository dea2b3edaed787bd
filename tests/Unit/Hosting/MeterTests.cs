using System.Diagnostics.Metrics;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.Engine.Snapshots;
using Gelf.Tests.Unit.Simulation;
using Gelf.Tests.Unit.Web;

namespace Gelf.Tests.Unit.Hosting;

/// <summary>What dotnet-counters and OpenTelemetry see.</summary>
public sealed class MeterTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Instrument, long Value, Dictionary<string, object?> Tags)> _seen = [];
    private readonly string _name = $"{Guid.NewGuid():N}";

    public MeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Gelf")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if ((string?)all["name"] == _name)
                _seen.Add((instrument.Name, value, all));
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task The_meter_Gelf_shows_all_counters_of_a_relay_while_it_runs()
    {
        var relay = await RunningRelay.StartAsync(new RelayOptions { Port = 0, Name = _name });
        await using var other = await RunningRelay.StartAsync();
        await relay.Relay.ConnectAsync(JoinLink.Parse(other.Relay.GetJoinLinks()[0]), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => relay.Tap.Carrier);
        relay.Tap.HostSends(Frame.Make(Frame.Broadcast, relay.Tap.MacAddress));
        await Eventually.TrueAsync(() => relay.Relay.GetStats().FramesSent == 1);

        _listener.RecordObservableInstruments();

        Assert.Equal([1L], Values("gelf.frames.sent"));
        Assert.Equal([1L], Values("gelf.links"));
        Assert.Equal([1L], Values("gelf.peers"));
        Assert.Equal([0L], Values("gelf.faults"));
        Assert.All(_seen, seen => Assert.Equal(("relay", "tap0"), (seen.Tags["role"], seen.Tags["tap"])));
        Assert.Equal(
            typeof(RelayStats).GetProperties().Select(property => property.Name).Where(name => name.StartsWith("Dropped", StringComparison.Ordinal)).Order(),
            _seen.Where(seen => seen.Instrument == "gelf.dropped").Select(seen => $"Dropped{seen.Tags["reason"]}").Order());
        // One instrument for each of the others.
        Assert.Equal(
            typeof(RelayStats).GetProperties().Count(property => !property.Name.StartsWith("Dropped", StringComparison.Ordinal)),
            _seen.Select(seen => seen.Instrument).Distinct().Count(instrument => instrument != "gelf.dropped"));

        await relay.DisposeAsync();
        _seen.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(_seen);
    }

    [Fact]
    public async Task The_meter_Gelf_shows_a_wire_by_its_name_and_role()
    {
        await using var wire = new Wire([JoinLink.Parse("http://127.0.0.1:1/#token=x"), JoinLink.Parse("http://127.0.0.1:2/#token=x")], _name);
        wire.Start();

        _listener.RecordObservableInstruments();
        Assert.All(_seen, seen => Assert.Equal("wire", seen.Tags["role"]));
        Assert.Equal([0L], Values("gelf.links"));

        await wire.StopAsync();
        _seen.Clear();
        _listener.RecordObservableInstruments();
        Assert.Empty(_seen);
    }

    private IEnumerable<long> Values(string instrument) => _seen.Where(seen => seen.Instrument == instrument).Select(seen => seen.Value);
}
