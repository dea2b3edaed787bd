using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gelf.Engine.Protocol;

namespace Gelf.Engine.Switching;

/// <summary>A node's own hellos and byes, and everything that follows from time alone.</summary>
internal sealed partial class Switch
{
    /// <summary>How often a node sends a hello.</summary>
    internal static readonly TimeSpan HelloInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may send no hello until it counts as gone.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(16);

    private static readonly TimeSpan s_leastHelloInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<ulong> _lost = [];
    private long _lastHelloFlood;
    private bool _helloWanted;

    /// <summary>Changes this node's hello, and sends it to all.</summary>
    internal void ChangeHello(Hello hello)
    {
        _hello = hello;
        WantHelloFlood();
    }

    /// <summary>Says bye on all links.</summary>
    internal void SayBye() => SendControl(MessageKind.Bye, [], _open, IsRelay ? Envelope.MaxHopLimit : (byte)0);

    /// <summary>Does what is due by now. The owner calls it every 50 ms or so.</summary>
    internal void Tick()
    {
        if (_time.GetElapsedTime(_lastHelloFlood) is var since && (since >= HelloInterval || _helloWanted && since >= s_leastHelloInterval))
            FloodHello();
        ForgetTheSilent();
        foreach (var slot in _open)
            TendEcho(slot);
    }

    private bool IsRelay => _hello.Role == Hello.RelayRole;

    private void WantHelloFlood()
    {
        if (_time.GetElapsedTime(_lastHelloFlood) >= s_leastHelloInterval)
            FloodHello();
        else
            _helloWanted = true;
    }

    private void FloodHello()
    {
        _helloWanted = false;
        _lastHelloFlood = _time.GetTimestamp();
        SendControl(MessageKind.Hello, _hello.ToPayload(), _open, IsRelay ? Envelope.MaxHopLimit : (byte)0);
    }

    private void SayLost(ReadOnlySpan<ulong> origins, LinkSet links)
    {
        Span<byte> payload = stackalloc byte[OriginTable.Capacity * sizeof(ulong)];
        for (var i = 0; i < origins.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(payload[(i * sizeof(ulong))..], origins[i]);
        // Each has its own sequence number: a neighbor on two links would take the second copy for a duplicate.
        foreach (var slot in links)
            SendControl(MessageKind.Lost, payload[..(origins.Length * sizeof(ulong))], LinkSet.Of(slot), 0);
    }

    private void SendControl(MessageKind kind, ReadOnlySpan<byte> payload, LinkSet links, byte hopLimit)
    {
        if (links.IsEmpty)
            return;
        Span<byte> message = stackalloc byte[Envelope.Size + payload.Length];
        new Envelope(kind, false, hopLimit, 0, 0, Id, Envelope.All, ++_sequence).Write(message);
        payload.CopyTo(message[Envelope.Size..]);
        _output.SendControl(links, message);
    }

    private void ForgetTheSilent()
    {
        var any = false;
        foreach (var origin in _origins.All)
        {
            if (origin.Hello is null || _time.GetElapsedTime(origin.LastHello) < Silence)
                continue;
            origin.Leave();
            any = true;
        }
        if (any)
            SettleReachable(LinkSet.None);
    }

    /// <summary>Finds the nodes that can no longer be reached, and tells the neighbors.</summary>
    /// <param name="except">The links whose ends know already.</param>
    private void SettleReachable(LinkSet except)
    {
        var changed = false;
        _lost.Clear();
        foreach (var origin in _origins.All)
        {
            var known = !origin.Links.IsEmpty;
            var reachable = !Usable(origin.Links).IsEmpty;
            if (reachable != origin.Reachable)
                changed = true;
            if (!reachable && origin.Reachable || !known && origin.Known)
                _lost.Add(origin.Id);
            origin.Known = known;
            origin.Reachable = reachable;
        }
        if (_lost.Count > 0)
            SayLost(CollectionsMarshal.AsSpan(_lost), _open.Without(except));
        if (changed)
            _output.PeersChanged();
    }

    private void TendEcho(int slot)
    {
        var echo = _links[slot]!.Echo;
        if (!_stalled.Contains(slot) && echo.IsOverdue)
        {
            _stalled = _stalled.With(slot);
            SettleReachable(LinkSet.Of(slot));
        }
        if (!echo.IsDue)
            return;
        Span<byte> payload = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(payload, echo.Ask());
        SendControl(MessageKind.Echo, payload, LinkSet.Of(slot), 0);
    }

    private void Answer(int slot, ReadOnlySpan<byte> payload) => SendControl(MessageKind.EchoAnswer, payload, LinkSet.Of(slot), 0);

    private void HearAnswer(int slot, ReadOnlySpan<byte> payload)
    {
        if (!_links[slot]!.Echo.Answer(BinaryPrimitives.ReadUInt64BigEndian(payload)) || !_stalled.Contains(slot))
            return;
        _stalled = _stalled.Without(slot);
        SettleReachable(LinkSet.None);
        // Nodes that got a "lost" learn from this that there is a path again.
        FloodHello();
    }
}
