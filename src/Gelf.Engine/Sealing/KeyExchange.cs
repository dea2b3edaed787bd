using System.Buffers.Binary;
using System.Collections.Concurrent;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Sealing;

/// <summary>
/// One relay's side of a sealed segment: the handshakes with its peers, its own sender keys, and theirs. Opening and sealing take a key's
/// own lock only; handshakes take this object's.
/// </summary>
internal sealed partial class KeyExchange : IDisposable
{
    /// <summary>Peers kept at most.</summary>
    internal const int Capacity = 256;

    /// <summary>How long a peer may be silent until its keys are wiped.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMinutes(20);

    private const double StartsAtOnce = 64;
    private const double AgreementsPerSecond = 50;
    private const double AgreementsAtOnce = 100;
    private const double StartsPerSecond = 20;

    // The peer with the smaller id starts. The other one starts only if that has had no success for a while.
    private static readonly TimeSpan s_othersPatience = TimeSpan.FromSeconds(3);

    // A peer that does not answer over a new channel for so long may not have it.
    private static readonly TimeSpan s_proofPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SegmentKey _key;
    private readonly ulong _self;
    private readonly TimeProvider _time;
    private readonly IHandshakeOutput _output;
    private readonly OwnKeys _own;
    private readonly RateLimit _agreements;
    private readonly RateLimit _starts;
    private readonly ConcurrentDictionary<ulong, SealedPeer> _peers = new();

    // A copy to enumerate without allocation, guarded by the lock. It is replaced as a whole.
    private SealedPeer[] _all = [];

    // Numbers the first messages to all peers.
    private ulong _started;

    // Numbers the handshakes, in the order in which this relay started or answered them.
    private ulong _order;

    /// <param name="key">The segment's key; owned from here on.</param>
    /// <param name="self">This relay's id.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Takes handshake messages.</param>
    internal KeyExchange(SegmentKey key, ulong self, TimeProvider time, IHandshakeOutput output)
    {
        _key = key;
        _self = self;
        _time = time;
        _output = output;
        _own = new OwnKeys(time);
        _agreements = new RateLimit(time, AgreementsPerSecond, AgreementsAtOnce);
        _starts = new RateLimit(time, StartsPerSecond, StartsAtOnce);
    }

    /// <summary>The key to seal with now.</summary>
    internal SenderKey CurrentKey => _own.Current;

    /// <summary>Whether the peer has this relay's key, and this relay the peer's.</summary>
    internal bool IsConnected(ulong peer)
    {
        lock (_gate)
            return _peers.TryGetValue(peer, out var known) && IsConnected(known);
    }

    /// <summary>Opens a message into <paramref name="payload"/>, which may be in place.</summary>
    internal Opening TryOpen(ReadOnlySpan<byte> message, in Envelope envelope, Span<byte> payload) =>
        _peers.TryGetValue(envelope.Origin, out var peer) ? peer.Keys.TryOpen(message, envelope, payload) : Opening.NoKey;

    /// <summary>Notes an authentic hello of a relay with the same key.</summary>
    internal void Hear(ulong id)
    {
        lock (_gate)
        {
            if (Find(id) is not { } peer)
                return;
            peer.NoteHeard();
            if (WantsToStart(peer))
                Start(peer);
        }
    }

    /// <summary>Does what is due by now: repeats unanswered messages, renews keys.</summary>
    internal void Tick()
    {
        lock (_gate)
        {
            _own.TryRenew();
            var connected = 0;
            var haveNext = 0;
            foreach (var peer in _all)
            {
                peer.Tick();
                if (_time.GetElapsedTime(peer.LastHeard) > Memory)
                {
                    Remove(peer);
                    continue;
                }
                TendHandshake(peer);
                GiveKeys(peer);
                NoteConnected(peer);
                if (!IsConnected(peer))
                    continue;
                connected++;
                if (_own.NextPair is { } next && peer.HasAcknowledged(next.Epoch))
                    haveNext++;
            }
            _own.TrySwitch(allHaveIt: connected == haveNext);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var peer in _all)
                Remove(peer);
            _own.Dispose();
            _key.Dispose();
        }
    }

    private bool IsConnected(SealedPeer peer) => peer.Keys.HasKey && peer.HasAcknowledged(_own.CurrentPair.Epoch);

    private void NoteConnected(SealedPeer peer)
    {
        if (peer.WasConnected == IsConnected(peer))
            return;
        peer.WasConnected = !peer.WasConnected;
        _output.PeersChanged();
    }

    private bool WantsToStart(SealedPeer peer)
    {
        if (peer.Initiated is not null)
            return false;
        if (peer.Current is { } channel)
            return channel.IsProven ? _self < peer.Id && channel.Age >= Channel.RenewalAge : channel.Age >= s_proofPatience;
        return _self < peer.Id || peer.Pending.IsEmpty && _time.GetElapsedTime(peer.FirstHeard) >= s_othersPatience;
    }

    private void TendHandshake(SealedPeer peer)
    {
        if (peer.Initiated is not { } started)
        {
            // What was never answered or never used starts again with the next hello; a channel that is old is renewed here.
            if (peer.Current is { IsProven: true } && WantsToStart(peer))
                Start(peer);
            return;
        }
        if (started.Retry.TryAttempt())
        {
            _output.SendHandshake(peer.Id, started.Message);
        }
        else if (started.Retry.IsSpent)
        {
            started.Dispose();
            peer.Initiated = null;
        }
    }

    /// <summary>The peer's entry; null: there is no place for another one.</summary>
    private SealedPeer? Find(ulong id)
    {
        if (_peers.TryGetValue(id, out var peer))
            return peer;
        if (_peers.Count >= Capacity && !TryEvict())
            return null;
        peer = new SealedPeer(id, _time);
        _peers[id] = peer;
        _all = [.. _all, peer];
        return peer;
    }

    private bool TryEvict()
    {
        // Ids can be made up: only peers that never proved to have the key give way to new ones.
        SealedPeer? oldest = null;
        foreach (var peer in _all)
            if (!peer.HasShownKey && (oldest is null || peer.LastHeard < oldest.LastHeard))
                oldest = peer;
        if (oldest is null)
            return false;
        Remove(oldest);
        return true;
    }

    private void Remove(SealedPeer peer)
    {
        _peers.TryRemove(peer.Id, out _);
        _all = [.. _peers.Values];
        peer.Dispose();
    }

    private static byte[] Prologue(ulong initiator, ulong responder)
    {
        var prologue = new byte[6 + 2 * sizeof(ulong)];
        "gelf.1"u8.CopyTo(prologue);
        BinaryPrimitives.WriteUInt64BigEndian(prologue.AsSpan(6), initiator);
        BinaryPrimitives.WriteUInt64BigEndian(prologue.AsSpan(6 + sizeof(ulong)), responder);
        return prologue;
    }
}
