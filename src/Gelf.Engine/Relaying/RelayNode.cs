using Gelf.Engine.Devices;
using Gelf.Engine.Links;
using Gelf.Engine.Protocol;
using Gelf.Engine.Sealing;
using Gelf.Engine.Switching;

namespace Gelf.Engine.Relaying;

/// <summary>
/// A relay without its threads and its web server: tap, switch, MAC table and sealing tied together. Its owner pumps the tap,
/// attaches links and lets time pass, which a test does as well as a thread.
/// </summary>
internal sealed class RelayNode : ISealedOutput, IDisposable
{
    // The kernel looks at carriers once a second; a cable that is out for less is not seen to be pulled.
    private static readonly TimeSpan s_cableOut = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_tidyInterval = TimeSpan.FromSeconds(10);

    private readonly ITap _tap;
    private Hello _hello;
    private readonly TimeProvider _time;
    private readonly MessagePool _pool;
    private readonly RelayCounters _counters = new();
    private readonly Neighbors _neighbors;
    private readonly FrameSender _sender;
    private readonly Outbox _outbox;
    private readonly SealedSegment? _segment;
    private readonly string? _keyId;
    private readonly PeerWatch _watch;
    private readonly Func<ulong, bool> _isConnected;
    private HashSet<ulong> _connected = [];
    private HashSet<ulong> _connectedBefore = [];
    private long _pulledAt;
    private bool _carrier;
    private bool _peersChanged;
    private long _lastTidied;

    /// <param name="tap">The tap.</param>
    /// <param name="hello">What the relay says of itself; whether it is sealed is added here.</param>
    /// <param name="time">The clock.</param>
    /// <param name="pool">Where messages come from.</param>
    /// <param name="flowKey">The key that flow labels are made with.</param>
    /// <param name="key">The segment's key, which is copied; null: a plain segment.</param>
    /// <param name="notify">Told what happens, in words.</param>
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
        _neighbors = new Neighbors(time);
        var inbox = new RelayInbox(new FrameReceiver(tap, _neighbors, _counters), _counters) { KeyId = _keyId };
        _hello = hello with { Sealed = key is not null, KeyId = _keyId };
        Node = new Node(_hello, time, pool, _counters, inbox, id);
        if (key is not null)
            inbox.Segment = _segment = new SealedSegment(key.Copy(), Node.Id, time, this);
        Receipts = new Receipts(Node, time, pool, _segment);
        _outbox = new Outbox(Node, time, pool, _counters, _segment, Receipts);
        inbox.Outbox = _outbox;
        inbox.Receipts = Receipts;
        inbox.Prober = Prober = new Prober(Node, time, pool, _counters, _segment);
        _sender = new FrameSender(tap, _outbox, _neighbors, new FlowLabeler(flowKey), pool, _counters, time);
        _lastTidied = time.GetTimestamp();
    }

    internal Node Node { get; }

    /// <summary>What the peers are told of what arrived.</summary>
    internal Receipts Receipts { get; }

    /// <summary>Measures the paths to peers, and answers those that measure theirs.</summary>
    internal Prober Prober { get; }

    /// <summary>Sends what the tap has ready, and what is due on slow paths. One thread calls.</summary>
    internal void Pump()
    {
        _sender.Pump();
        _outbox.SendDue();
    }

    /// <summary>When <see cref="Pump"/> is to be called although the tap has nothing: in so long at most; null: never. The same thread asks.</summary>
    internal TimeSpan? UntilDue => _outbox.UntilDue;

    /// <summary>Does what is due by now: hellos, echoes, handshakes, the carrier, notices. One thread calls, every 50 ms or so.</summary>
    internal void Tick()
    {
        Node.Tick();
        _segment?.Tick();
        Node.FlushQueued();
        if (Node.TakePeersChanged() | Interlocked.Exchange(ref _peersChanged, false))
            SettlePeers();
        Receipts.FlushDue();
        _outbox.Tick(_isConnected);
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

    internal IReadOnlyList<PeerInfo> Peers() => Node.Peers(StateOf);

    internal IReadOnlyList<NeighborInfo> Neighbors()
    {
        var names = Peers().ToDictionary(p => p.Id, p => p.Name);
        return [.. _neighbors.Snapshot().Select(n => new NeighborInfo(n.Address, n.Origin, names.GetValueOrDefault(n.Origin), n.Age)).OrderBy(n => n.MacAddress)];
    }

    internal RelayStats Stats()
    {
        var (totals, links) = Node.Totals();
        return _counters.Snapshot() with
        {
            MessagesSent = totals.MessagesSent,
            MessagesReceived = totals.MessagesReceived,
            Links = links,
            Peers = Peers().Count(p => p.State == PeerState.Connected),
        };
    }

    void ISealedOutput.SendHandshake(ulong peer, ReadOnlySpan<byte> payload)
    {
        var message = _pool.Rent(Envelope.Size + payload.Length);
        message.Length = Envelope.Size + payload.Length;
        payload.CopyTo(message.Array.AsSpan(Envelope.Size));
        // Without a link it is lost like any other message, and sent again by its schedule.
        var links = Node.Originate(MessageKind.Handshake, 0, peer, message, null, out _);
        if (links.IsEmpty)
            _counters.CountNoPeer();
        Node.FlushSoon(links);
        message.Release();
    }

    void ISealedOutput.PeersChanged() => Volatile.Write(ref _peersChanged, true);

    /// <summary>Wipes the keys.</summary>
    public void Dispose() => _segment?.Dispose();

    private PeerState StateOf(ulong id, Hello hello)
    {
        if (_segment is null)
            return hello.Sealed == true ? PeerState.PeerIsSealed : PeerState.Connected;
        if (_segment.IsConnected(id))
            return PeerState.Connected;
        if (hello.Sealed != true)
            return PeerState.PeerIsPlain;
        return hello.KeyId == _keyId ? PeerState.Handshake : PeerState.OtherKey;
    }

    private void SettlePeers()
    {
        var peers = Peers();
        _watch.Note(peers);
        _connected = [.. peers.Where(p => p.State == PeerState.Connected).Select(p => p.Id)];
        var hasPeer = _connected.Count > 0;
        if (hasPeer == _carrier)
            return;
        if (hasPeer && IsToBeSeenPulled())
        {
            Volatile.Write(ref _peersChanged, true);
            return;
        }
        _carrier = hasPeer;
        _tap.SetCarrier(hasPeer);
        if (!hasPeer)
            _pulledAt = _time.GetTimestamp();
        else
            _connectedBefore = _connected;
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
        Node.ChangeHello(hello);
    }

    private void Tidy()
    {
        _lastTidied = _time.GetTimestamp();
        if (_tap.Look() is { } tap)
            SayOf(tap);
        _neighbors.Tidy(_isConnected);
        Receipts.Tidy(_isConnected);
    }
}
