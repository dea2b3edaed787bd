using Gelf.Engine.Buffers;
using Gelf.Engine.Datapath;
using Gelf.Engine.Devices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Measurement;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.Engine.Snapshots;

namespace Gelf.Engine.Hosting;

/// <summary>
/// A relay without its threads and its web server: tap, switch, forwarding table and sealing tied together. Its owner pumps the tap,
/// attaches links and lets time pass, which a test does as well as a thread.
/// </summary>
internal sealed class RelayNode : IDisposable
{
    // The kernel looks at carriers once a second; a cable that is out for less is not seen to be pulled.
    private static readonly TimeSpan s_cableOut = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_tidyInterval = TimeSpan.FromSeconds(10);

    private readonly ITap _tap;
    private Hello _hello;
    private readonly TimeProvider _time;
    private readonly MessagePool _pool;
    private readonly RelayCounters _counters = new();
    private readonly LinkedSwitch _switch;
    private readonly ForwardingTable _forwarding;
    private readonly TapReader _reader;
    private readonly PeerSender _sender;
    private readonly HandshakeSender _handshakes;
    private readonly KeyExchange? _keys;
    private readonly WordKey? _wordKey;
    private readonly string? _keyId;
    private readonly PeerWatch _watch;
    private readonly Func<ulong, bool> _isConnected;
    private HashSet<ulong> _connected = [];
    private HashSet<ulong> _connectedBefore = [];
    private long _pulledAt;
    private bool _carrier;
    private bool _isUnsettled;
    private long _lastTidied;

    /// <param name="tap">The tap.</param>
    /// <param name="hello">What the relay says of itself; whether it is sealed is added here.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pool">Where messages come from.</param>
    /// <param name="flowKey">The key that flow labels are made with.</param>
    /// <param name="key">The segment's key, which is copied; null: a plain segment.</param>
    /// <param name="notify">Told what happens.</param>
    /// <param name="id">The relay's id; null: a random one.</param>
    internal RelayNode(
        ITap tap, Hello hello, TimeProvider time, MessagePool pool, ReadOnlySpan<byte> flowKey, SegmentKey? key, Action<RelayNotice> notify, ulong? id = null)
    {
        _tap = tap;
        _time = time;
        _pool = pool;
        _keyId = key?.Id;
        _watch = new PeerWatch(notify);
        _isConnected = peer => _connected.Contains(peer);
        _hello = hello with { Sealed = key is not null, KeyId = _keyId };
        // Sinks first: each part gets those that it hands on to.
        _wordKey = key is null ? null : new WordKey(key);
        _switch = new LinkedSwitch(_hello, time, pool, _counters, id, _wordKey);
        _handshakes = new HandshakeSender(_switch, pool, _counters);
        _keys = key is null ? null : new KeyExchange(key.Copy(), _switch.Id, time, _handshakes);
        Acks = new AckSender(_switch, time, pool, _keys);
        _sender = new PeerSender(_switch, time, pool, _counters, _keys, Acks);
        Prober = new Prober(_switch, time, pool, _counters, _keys);
        _forwarding = new ForwardingTable(time);
        _reader = new TapReader(tap, _sender, _forwarding, new FlowLabeler(flowKey), pool, _counters, time);
        var writer = new TapWriter(tap, _forwarding, _counters);
        Receiver = new MessageReceiver(_switch, new RelayInbox(writer, Acks, _sender, Prober, _keys, _keyId, _counters), pool, _counters);
        _lastTidied = time.GetTimestamp();
    }

    /// <summary>Takes the links, and what comes in over them.</summary>
    internal MessageReceiver Receiver { get; }

    /// <summary>The switch and its links.</summary>
    internal LinkedSwitch Switch => _switch;

    /// <summary>Tells the peers what has arrived.</summary>
    internal AckSender Acks { get; }

    /// <summary>Measures the paths to peers, and answers those that measure theirs.</summary>
    internal Prober Prober { get; }

    /// <summary>Sends what the tap has ready, and what is due on slow paths. One thread calls.</summary>
    internal void Pump()
    {
        _reader.Pump();
        _sender.SendDue();
    }

    /// <summary>When <see cref="Pump"/> is to be called although the tap has nothing: in so long at most; null: never. The same thread asks.</summary>
    internal TimeSpan? UntilDue => _sender.UntilDue;

    /// <summary>Does what is due by now: hellos, echoes, handshakes, the carrier, notices. One thread calls, every 50 ms or so.</summary>
    internal void Tick()
    {
        _switch.Tick();
        _keys?.Tick();
        _switch.FlushQueued();
        if (_switch.TakePeersChanged() | _handshakes.TakePeersChanged() | _isUnsettled)
            SettlePeers();
        Acks.FlushDue();
        _sender.Tick(_isConnected);
        Prober.Tick();
        if (_time.GetElapsedTime(_lastTidied) >= s_tidyInterval)
            Tidy();
    }

    /// <summary>Pulls the cable, when the relay stops.</summary>
    internal void PullCable()
    {
        _carrier = false;
        _tap.SetCarrier(false);
    }

    internal IReadOnlyList<PeerInfo> Peers() => _switch.Peers(StateOf);

    internal IReadOnlyList<NeighborInfo> Neighbors()
    {
        var names = Peers().ToDictionary(p => p.Id, p => p.Name);
        return [.. _forwarding.Snapshot().Select(n => new NeighborInfo(n.Address, n.Origin, names.GetValueOrDefault(n.Origin), n.Age)).OrderBy(n => n.MacAddress)];
    }

    internal RelayStats Stats()
    {
        var (totals, links) = _switch.Totals();
        return _counters.Snapshot() with
        {
            MessagesSent = totals.MessagesSent,
            MessagesReceived = totals.MessagesReceived,
            Links = links,
            Peers = Peers().Count(p => p.State == PeerState.Connected),
        };
    }

    /// <summary>Wipes the keys.</summary>
    public void Dispose()
    {
        _keys?.Dispose();
        _wordKey?.Dispose();
    }

    private PeerState StateOf(ulong id, Hello hello)
    {
        if (_keys is null)
            return hello.Sealed == true ? PeerState.PeerIsSealed : PeerState.Connected;
        if (_keys.IsConnected(id))
            return PeerState.Connected;
        if (hello.Sealed != true)
            return PeerState.PeerIsPlain;
        return hello.KeyId == _keyId ? PeerState.Handshake : PeerState.OtherKey;
    }

    private void SettlePeers()
    {
        _isUnsettled = true; // until all of this is done: it may throw
        var peers = Peers();
        _watch.Note(peers);
        _connected = [.. peers.Where(p => p.State == PeerState.Connected).Select(p => p.Id)];
        var hasPeer = _connected.Count > 0;
        if (hasPeer && !_carrier && IsToBeSeenPulled())
            return;
        if (hasPeer != _carrier)
        {
            _tap.SetCarrier(hasPeer);
            _carrier = hasPeer;
            if (!hasPeer)
                _pulledAt = _time.GetTimestamp();
            else
                _connectedBefore = _connected;
        }
        _isUnsettled = false;
    }

    /// <summary>
    /// Whether other relays have taken the place of those that were here: the host then has to forget their addresses,
    /// which it does when it sees the cable pulled.
    /// </summary>
    private bool IsToBeSeenPulled() =>
        _connectedBefore.Count > 0 && !_connectedBefore.Overlaps(_connected) && _time.GetElapsedTime(_pulledAt) < s_cableOut;

    // Somebody may have renamed the tap, or given it another address or MTU.
    private void SayOf(TapInfo tap)
    {
        var hello = _hello with { Tap = tap.Name, Mac = tap.MacAddress.ToString(), Mtu = tap.Mtu };
        if (hello == _hello)
            return;
        _hello = hello;
        _switch.ChangeHello(hello);
    }

    private void Tidy()
    {
        _lastTidied = _time.GetTimestamp();
        if (_tap.Look() is { } tap)
            SayOf(tap);
        _forwarding.Tidy(_isConnected);
        Acks.Tidy(_isConnected);
    }
}
